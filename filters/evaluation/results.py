"""What a filter's verdicts on labelled texts amount to: rates, rates per kind, other thresholds, mistakes.

A filter *flags* a text by a verdict that does not pass. Higher scores mean worse texts, as in every filter whose
threshold is a maximum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from filters.evaluation.rates import Estimate, f1_of, wilson
from schemas.labelled import LabelledText
from schemas.verdict import Verdict


@dataclass(frozen=True, slots=True)
class KindRate:
    """How often texts of one kind are flagged."""

    kind: str
    """The kind."""
    leak: bool
    """True: the share is a recall; False: it is a false-alarm rate."""
    flagged: Estimate
    """The share that is flagged."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a filter would do with another threshold."""

    threshold: float
    """Texts with a higher score are flagged."""
    precision: Estimate
    """Share of leaks among the flagged texts."""
    recall: Estimate
    """Share of flagged texts among the leaks."""
    false_alarms: Estimate
    """Share of flagged texts among the clean ones."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A text on which filter and label disagree."""

    text: LabelledText
    """The text."""
    verdict: Verdict
    """What the filter said of it."""

    @property
    def missed(self) -> bool:
        """True for a leak that passed; False for a false alarm."""
        return self.text.leak

    @property
    def margin(self) -> float:
        """How far the score is on the wrong side of the threshold; 0 for a filter without them."""
        score, threshold = self.verdict.score, self.verdict.threshold
        return 0.0 if score is None or threshold is None else abs(score - threshold)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One filter's results on one set of labelled texts."""

    name: str
    """As the filter was asked for, settings included."""
    precision: Estimate
    """Share of leaks among the flagged texts."""
    recall: Estimate
    """Share of flagged texts among the leaks."""
    f1: Estimate
    """Harmonic mean of the two."""
    false_alarms: Estimate
    """Share of flagged texts among the clean ones."""
    pairs: Estimate
    """Share of minimal pairs told apart: the leaking text flagged, its clean twin not."""
    kinds: tuple[KindRate, ...]
    """Leaking kinds first, each sort by name."""
    ranking: float | None
    """Area under the ROC curve of the scores; None without scores or with one label only."""
    sweep: tuple[Point, ...]
    """One point per distinct score, rising; empty for a filter without scores."""
    mistakes: tuple[Mistake, ...]
    """Misses and false alarms in turn, each sort from the widest margin down."""


def evaluate(name: str, texts: Sequence[LabelledText], verdicts: Sequence[Verdict]) -> Evaluation:
    """Everything that is said of a filter, from its verdicts on `texts`, one each and in the same order."""
    judged = [(text, not verdict.passed) for text, verdict in zip(texts, verdicts, strict=True)]
    precision, recall, false_alarms = _rates(judged)
    scores = _scores(texts, verdicts)
    return Evaluation(
        name=name,
        precision=precision,
        recall=recall,
        f1=f1_of(recall.hits, precision.total, recall.total),
        false_alarms=false_alarms,
        pairs=_pairs(judged),
        kinds=_kinds(judged),
        ranking=_ranking(scores),
        sweep=_sweep(scores),
        mistakes=_mistakes(texts, verdicts),
    )


def _rates(judged: Sequence[tuple[LabelledText, bool]]) -> tuple[Estimate, Estimate, Estimate]:
    """Precision, recall and false-alarm rate."""
    on_leaks = [flagged for text, flagged in judged if text.leak]
    on_clean = [flagged for text, flagged in judged if not text.leak]
    found, alarms = sum(on_leaks), sum(on_clean)
    return wilson(found, found + alarms), wilson(found, len(on_leaks)), wilson(alarms, len(on_clean))


def _pairs(judged: Sequence[tuple[LabelledText, bool]]) -> Estimate:
    by_pair: dict[str, dict[bool, bool]] = {}
    for text, flagged in judged:
        if text.pair is not None:
            by_pair.setdefault(text.pair, {})[text.leak] = flagged
    whole = [flags for flags in by_pair.values() if len(flags) == 2]
    return wilson(sum(flags[True] and not flags[False] for flags in whole), len(whole))


def _kinds(judged: Sequence[tuple[LabelledText, bool]]) -> tuple[KindRate, ...]:
    flags: dict[tuple[bool, str], list[bool]] = {}
    for text, flagged in judged:
        flags.setdefault((not text.leak, text.kind), []).append(flagged)
    return tuple(KindRate(kind, not clean, wilson(sum(of), len(of))) for (clean, kind), of in sorted(flags.items()))


def _scores(texts: Sequence[LabelledText], verdicts: Sequence[Verdict]) -> list[tuple[float, int, int]]:
    """Each distinct score, rising, with how many leaks and clean texts have it; empty unless every text has one."""
    counts: dict[float, list[int]] = {}
    for text, verdict in zip(texts, verdicts, strict=True):
        if verdict.score is None:
            return []
        counts.setdefault(verdict.score, [0, 0])[not text.leak] += 1
    return [(score, leaks, clean) for score, (leaks, clean) in sorted(counts.items())]


def _ranking(scores: Sequence[tuple[float, int, int]]) -> float | None:
    """Share of pairs of a leak and a clean text in which the leak scores higher; ties count half.

    scikit-learn has it too, but takes four seconds to import; a test compares.
    """
    pairs = sum(leaks for _, leaks, _ in scores) * sum(clean for _, _, clean in scores)
    ordered, below = 0.0, 0
    for _, leaks, clean in scores:
        ordered += leaks * (below + clean / 2)
        below += clean
    return ordered / pairs if pairs else None


def _sweep(scores: Sequence[tuple[float, int, int]]) -> tuple[Point, ...]:
    all_leaks, all_clean = sum(leaks for _, leaks, _ in scores), sum(clean for _, _, clean in scores)
    points, found, alarms = [], all_leaks, all_clean
    for threshold, leaks, clean in scores:
        found, alarms = found - leaks, alarms - clean
        rates = wilson(found, found + alarms), wilson(found, all_leaks), wilson(alarms, all_clean)
        points.append(Point(threshold, *rates))
    return tuple(points)


def _mistakes(texts: Sequence[LabelledText], verdicts: Sequence[Verdict]) -> tuple[Mistake, ...]:
    pairs = [Mistake(text, said) for text, said in zip(texts, verdicts, strict=True) if text.leak == said.passed]
    pairs.sort(key=lambda mistake: -mistake.margin)
    misses, alarms = ([m for m in pairs if m.missed == missed] for missed in (True, False))
    return tuple(m for m in chain.from_iterable(zip_longest(misses, alarms)) if m is not None)
