"""A confidence-calibrated reward after CCRL (arXiv 2601.21909): our reconstruction of a formula that could not be had.

What is known: the reward adds to answer correctness the confidence at numeric tokens of intermediate results; confident
and right is rewarded, confident and wrong is penalised (methods.md 3.1). The formula, the weight and the choice of
tokens are ours, and the defaults can be set.

    R = 1[answer right] + lambda * mean_i(y_i c_i),   kept on its side of 1/2

over the intermediate results i (rewards/numeric_spans.py), with c_i = exp(mean log p) over the tokens of result i, and
y_i = +1 or -1: whether its value is among the known ones where those are given, else whether the answer is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from filters.equivalence import EquivalenceSettings, PoolSettings, extract
from rewards.confidence import Confidence, TokenEntropy
from rewards.numeric_spans import exact_value, result_spans
from rewards.outcome import compare_all, outcome_part
from rewards.record import Part, Reward
from schemas.errors import UserError
from schemas.request import TokenLogprob


@dataclass(frozen=True, slots=True)
class CcrlSettings:
    """All of it our choice."""

    weight: float = 0.2
    """lambda, from 0 to 1."""
    margin: float = 0.05
    """Right answers earn at least 0.5 + margin and wrong ones at most 0.5 - margin; with a lambda up to 0.5 - margin
    that never cuts anything."""
    vocabulary_size: int | None = None
    """|V|, for entropies."""
    equivalence: EquivalenceSettings = EquivalenceSettings()
    """How answers are compared."""
    workers: PoolSettings = PoolSettings()
    """How many processes compare what needs symbolic mathematics, and how long each comparison may take."""

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            raise UserError(f"lambda is {self.weight}", fix="Set weight from 0 to 1.")
        if not 0 < self.margin < 0.5:
            raise UserError(f"margin is {self.margin}", fix="Set it above 0 and below 0.5.")


@dataclass(frozen=True, slots=True)
class Sample:
    """A completion with the policy's own confidence in each token."""

    completion: str
    """What the policy wrote."""
    gold: str
    """The gold answer."""
    tokens: Sequence[TokenLogprob] | Sequence[TokenEntropy] | None
    """Every token of the completion with its character offsets, in order; of one kind."""
    known: Sequence[str] | None = None
    """Known intermediate values (`marked_values` reads GSM8K's); a result that is none of them, nor the gold answer,
    counts as wrong. None: results are as right as the answer is."""


@dataclass(frozen=True, slots=True)
class ResultConfidence:
    """One intermediate result."""

    start: int
    """Offset of its first character in the completion."""
    end: int
    """Offset after its last character."""
    text: str
    """What stands there."""
    confidence: float
    """c_i in [0, 1]."""
    sign: int
    """y_i: +1 or -1."""


@dataclass(frozen=True, slots=True)
class CcrlReward(Reward):
    """The reward with the parts outcome, confidence (mean y_i c_i) and bound (what keeps it on its side of 1/2)."""

    results: tuple[ResultConfidence, ...]
    """The breakdown, in the order of the text."""


DEFAULTS = CcrlSettings()


def ccrl_reward(sample: Sample, settings: CcrlSettings = DEFAULTS) -> CcrlReward:
    """The reward of one completion; see `ccrl_rewards`."""
    return ccrl_rewards([sample], settings)[0]


def ccrl_rewards(samples: Sequence[Sample], settings: CcrlSettings = DEFAULTS) -> list[CcrlReward]:
    """The reward of each completion, in [-lambda, 1 + lambda]. A text without intermediate results earns its outcome.

    Raises:
        MissingLogprobsError: a sample without tokens.
        TokenOffsetError: tokens that do not fit their completion, or impossible values.
        UserError: a known value that is no number.
        WorkerStartError: no process for symbolic comparisons can be started.
    """
    read = [Confidence(sample.completion, sample.tokens, settings.vocabulary_size) for sample in samples]
    finals = [extract(sample.completion) for sample in samples]
    pairs = [(sample.gold, final.text or "") for sample, final in zip(samples, finals, strict=True)]
    compared = compare_all(pairs, settings.equivalence, settings.workers)
    rewards = []
    for sample, confidence, final, outcome in zip(samples, read, finals, compared, strict=True):
        part = outcome_part(final, outcome, 1.0)
        signs = _Signs(sample, part.value)
        results = []
        for span in result_spans(sample.completion, final):
            text = sample.completion[span.start : span.end]
            results.append(ResultConfidence(*span, text, confidence.at(span), signs.of(text)))
        rewards.append(_reward(part, tuple(results), settings))
    return rewards


def _reward(outcome: Part, results: tuple[ResultConfidence, ...], settings: CcrlSettings) -> CcrlReward:
    if outcome.value is None:
        left_out = {"confidence": Part(None, settings.weight, outcome.note), "bound": Part(0.0, 1.0)}
        return CcrlReward({"outcome": outcome, **left_out}, results)
    mean = sum(result.sign * result.confidence for result in results) / max(len(results), 1)
    confidence = Part(mean, settings.weight, "" if results else "no_intermediate_results")
    total = outcome.contribution + confidence.contribution
    bounded = max(total, 0.5 + settings.margin) if outcome.value else min(total, 0.5 - settings.margin)
    bound = Part(bounded - total, 1.0, "" if bounded == total else "bounded")
    return CcrlReward({"outcome": outcome, "confidence": confidence, "bound": bound}, results)


class _Signs:
    """Which results of one sample are right."""

    def __init__(self, sample: Sample, outcome: float | None) -> None:
        self._by_answer = 1 if outcome else -1
        self._known = None if sample.known is None else {_known(value) for value in sample.known}
        if self._known is not None:
            self._known.add(exact_value(sample.gold))
            self._known.discard(None)  # a gold that is no number makes no unreadable result right

    def of(self, text: str) -> int:
        if self._known is None:
            return self._by_answer
        return 1 if exact_value(text) in self._known else -1


def _known(value: str) -> object:
    exact = exact_value(value)
    if exact is None:
        raise UserError(f"the known intermediate value {value!r} is no number")
    return exact
