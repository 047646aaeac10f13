"""Plan recital: does the preplan already give the plan's steps in their order?

PPC calls this leakage and holds it down by its prompts only; a coded check is our addition and is reported apart
from the spoiler score, which stays the paper's 0..6 (methods.md 1.1 and 1.4). This is the plain version: it reads
words, not meanings, and a plan retold in other words passes it.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.operation_words import without_purposes
from filters.spans import Span, evidence
from filters.steps import Unit, operations, units, verb_forms
from schemas.trace import Trace
from schemas.verdict import Verdict

OPERATION_VERBS = (
    "add", "subtract", "multiply", "divide", "compute", "calculate", "find", "determine", "solve", "evaluate",
    "simplify", "substitute", "plug", "insert", "convert", "express", "factor", "expand", "integrate",
    "differentiate", "isolate", "eliminate", "equate", "rearrange", "rewrite", "transform", "write", "construct",
    "establish", "derive", "obtain", "apply", "use", "double", "halve", "combine", "take",
)  # fmt: skip
"""Verbs of carrying something out (our choice). Not those that considerations open with (identify, note, check),
nor words that are mostly nouns (sum, set, square, round, counting)."""


class RecitalSettings(FilterSettings):
    """All of it is our choice."""

    max_score: float = Field(default=0.5, ge=0, le=1)
    """A preplan with a higher score is rejected."""
    plan_stage: str = "plan"
    """The stage whose steps must not be recited."""
    operation_verbs: tuple[str, ...] = OPERATION_VERBS
    """Verbs, in their base form, that make a numbered item or a "then" an instruction."""
    full_steps: int = Field(default=4, ge=2)
    """So many ordered instructions are a whole plan by themselves."""
    step_overlap: float = Field(default=0.5, gt=0, le=1)
    """A plan step is stated when one sentence has this share of its word pairs, an operation among them."""


@dataclass(frozen=True, slots=True)
class RecitalScore:
    """The score and what it is made of."""

    score: float
    """1 - (1 - instructed) * (1 - stated), in [0, 1]."""
    instructed: float
    """Ordered instructions in the preplan over `full_steps`, at most 1; a single one is no order and counts 0."""
    stated: float
    """Share of the plan's steps that the preplan states, as far as it states them in the plan's order."""
    spans: Mapping[str, tuple[Span, ...]]
    """In the preplan, under `ordered_instruction` and `plan_step`."""


def recital_score(
    preplan: str, plan: str | None, settings: RecitalSettings, question: str = "", sequenced: bool = True
) -> RecitalScore:
    """How much of a plan the preplan recites: pure, and linear in the length of the texts.

    Args:
        preplan: the text that is judged.
        plan: the plan that was made after it; None or empty if there is none, and the preplan is judged alone.
        settings: verbs and thresholds.
        question: word pairs that stand in the question are nobody's plan and do not count.
        sequenced: False if the preplan is known to hold no word of sequence.
    """
    ordered = operations(preplan, settings.operation_verbs, sequenced)
    instructed = min(1.0, len(ordered) / settings.full_steps) if len(ordered) > 1 else 0.0
    stated, where = _stated(preplan, plan or "", question, settings)
    score = 1 - (1 - instructed) * (1 - stated)
    return RecitalScore(score, instructed, stated, {"ordered_instruction": tuple(ordered), "plan_step": where})


def _stated(preplan: str, plan: str, question: str, options: RecitalSettings) -> tuple[float, tuple[Span, ...]]:
    """Share of the plan's steps found in the preplan in order, and the word pairs they were found by."""
    if not plan:
        return 0.0, ()
    plan = without_purposes(plan)  # "to find what is left after using some" names a quantity, as a preplan may
    key = _keys(options.operation_verbs)
    known = _known(question, options.operation_verbs)
    steps = [{pair for pair in _pairs(plan, step, key) if pair not in known} for step in _plan_steps(plan)]
    steps = [pairs for pairs in steps if any(map(_operates, pairs))]
    if not steps:
        return 0.0, ()
    possible = _possible(steps, preplan, key, options.step_overlap)
    if not possible:
        return 0.0, ()
    wanted = set[Pair]().union(*possible)
    said = _Sentences([_places(preplan, unit, key, wanted) for unit in units(preplan)])
    hits = [said.best(pairs) for pairs in possible]
    found = [
        sorted(hit.values())
        for hit, pairs in zip(hits, possible, strict=True)
        if len(hit) >= options.step_overlap * len(pairs) and any(map(_operates, hit))
    ]
    in_order = _longest_rise([spans[len(spans) // 2].start for spans in found])
    return in_order / len(steps), tuple(sorted({span for spans in found for span in spans}))


def _possible(steps: Sequence[set["Pair"]], preplan: str, key: "_Keys", overlap: float) -> list[set["Pair"]]:
    """The steps of which enough words stand in the preplan, wherever; the others are not told by any sentence."""
    keys = _SIGN_KEYS.union(map(key.__getitem__, (_ASCII_WORD if preplan.isascii() else _WORD).findall(preplan)))
    there = [[pair for pair in pairs if pair[0] in keys and pair[1] in keys] for pairs in steps]
    return [
        pairs
        for pairs, some in zip(steps, there, strict=True)
        if len(some) >= overlap * len(pairs) and any(map(_operates, some))
    ]


class _Sentences:
    """The preplan's word pairs by sentence.

    A step is told by one sentence. Quantities named in one and operations in another, as a preplan that lists both
    does, tell none.
    """

    def __init__(self, sentences: Sequence[Mapping["Pair", Span]]) -> None:
        self.sentences = sentences
        self.places: dict[Pair, list[int]] = {}
        for index, pairs in enumerate(sentences):
            for pair in pairs:
                places = self.places.setdefault(pair, [])
                if len(places) < MOST_PLACES:
                    places.append(index)

    def best(self, pairs: Collection["Pair"]) -> dict["Pair", Span]:
        """What the sentence that shares most of `pairs` shares, with its spans; the first of equals."""
        shared = Counter(index for pair in pairs for index in self.places.get(pair, ()))
        if not shared:
            return {}
        index = min(shared, key=lambda place: (-shared[place], place))
        return {pair: span for pair, span in self.sentences[index].items() if pair in pairs}


MOST_PLACES = 50
"""Sentences remembered for one word pair, so that a text of one repeated sentence stays cheap (our choice)."""


def _plan_steps(plan: str) -> Sequence[Unit]:
    """The plan's numbered items; if it numbers nothing, its sentences."""
    every = units(plan)
    return [unit for unit in every if unit.numbered] or every


Pair = tuple[str, str]
"""Two neighbouring content words, as compared: a word is cut to its stem, an operation stands with `OPERATION`."""

OPERATION = "!"
_SIGNS = "-+*/\u00d7\u00f7\u2212\u00b7x"
_SIGN_KEYS: frozenset[str | None] = frozenset(OPERATION + sign for sign in _SIGNS)
_TOKEN = re.compile(
    rf"((?<=\s)(?:[{_SIGNS[:-1]}](?=\s)|x(?=\s+[0-9$(A-Z])))"  # "4 x 60", but not "let x be"
    r"|[^\W\d_]+"
)
"""A sign, in group 1, or a word."""
_MAY_BE_SIGN = re.compile(rf"[{_SIGNS}](?<=\s.)(?=\s)")
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "each", "for", "from", "has", "have", "her", "his", "how", "in",
    "into", "is", "it", "its", "of", "on", "or", "so", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "to", "was", "we", "were", "what", "which", "will", "with", "you",
})  # fmt: skip
_STEM = 5
"""Letters that are compared: "number" and "numbers" agree. Crude, and enough for overlap."""


class _Keys(dict[str, str | None]):
    """What a word is compared by; None for a stop word. Texts use few words over and over, so those met are kept."""

    def __init__(self, verbs: tuple[str, ...]) -> None:
        super().__init__()
        self._forms = verb_forms(verbs)

    def __missing__(self, token: str) -> str | None:
        if len(self) >= MOST_WORDS:
            self.clear()
        word = token.lower()
        key = OPERATION + self._forms[word] if word in self._forms else word[:_STEM]
        self[token] = None if word in _STOP_WORDS else key
        return self[token]

    def of(self, token: re.Match[str]) -> str | None:
        """The same of a token, which may be a sign."""
        return OPERATION + token[0].lower() if token.lastindex else self[token[0]]


MOST_WORDS = 50_000
"""Words that are kept."""
_keys = lru_cache(maxsize=64)(_Keys)


@lru_cache(maxsize=64)  # a question is asked for several samples
def _known(question: str, verbs: tuple[str, ...]) -> frozenset["Pair"]:
    """The word pairs of a question."""
    key = _keys(verbs)
    return frozenset(pair for unit in units(question) for pair in _pairs(question, unit, key))


def _pairs(text: str, unit: Unit, key: _Keys) -> Iterator["Pair"]:
    """Neighbouring content words of a unit."""
    if _MAY_BE_SIGN.search(text, *unit.span):
        found = [key.of(match) for match in _TOKEN.finditer(text, *unit.span)]
    else:
        words = (_ASCII_WORD if text.isascii() else _WORD).findall(text, *unit.span)
        found = [key[word] for word in words]
    return pairwise([word for word in found if word is not None])


def _places(text: str, unit: Unit, key: _Keys, wanted: Collection["Pair"]) -> dict["Pair", Span]:
    """Those of a unit's pairs that are wanted, each with the span of its first occurrence."""
    pairs: dict[Pair, Span] = {}
    if not any(pair in wanted for pair in _pairs(text, unit, key)):
        return pairs
    tokens = ((key.of(match), match) for match in _TOKEN.finditer(text, *unit.span))
    for (left, start), (right, end) in pairwise([token for token in tokens if token[0] is not None]):
        pair = (left or "", right or "")
        if pair in wanted and pair not in pairs:
            pairs[pair] = Span(start.start(), end.end())
    return pairs


def _operates(pair: Pair) -> bool:
    """A pair without an operation only names a quantity, as a preplan may."""
    return pair[0].startswith(OPERATION) or pair[1].startswith(OPERATION)


def _longest_rise(places: Sequence[int]) -> int:
    """Length of the longest subsequence that never falls."""
    ends: list[int] = []
    for place in places:
        at = bisect_right(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


class RecitalFilter(Filter):
    """Rejects a preplan that recites the plan; judged when the plan exists."""

    name: ClassVar[str] = "recital"
    Settings: ClassVar[type[FilterSettings]] = RecitalSettings

    def __init__(self, settings: RecitalSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        plan = trace.text(self.options.plan_stage)
        result = recital_score(text, plan, self.options, trace.problem.question)
        passed = result.score <= self.options.max_score
        spans = [evidence(stage, text, label, found) for label, found in result.spans.items()]
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "recites_plan",
            score=round(result.score, 6),
            threshold=self.options.max_score,
            detail=f"instructed {result.instructed:.2f}, stated {result.stated:.2f}",
            evidence=sum(spans, ()),
        )


FILTER = RecitalFilter
