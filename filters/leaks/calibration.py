"""What each threshold of `leak` would do, on texts that the model it is measured with has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
"""Thresholds that are tried."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one threshold does; shares in [0, 1]."""

    max_score: float
    """Texts with a higher score are flagged."""
    recall: float
    """Share of leaking texts that are flagged."""
    false_alarms: float
    """Share of clean texts that are flagged."""
    f1: float
    """Of precision and recall."""


def outcomes(scores: Sequence[float], leaks: Sequence[bool], thresholds: Sequence[float] = SHOWN) -> list[Outcome]:
    """One outcome for each threshold, in their order; both sorts of texts must occur."""
    return [_outcome(threshold, scores, leaks) for threshold in thresholds]


def _outcome(threshold: float, scores: Sequence[float], leaks: Sequence[bool]) -> Outcome:
    found = sum(score > threshold for score, leak in zip(scores, leaks, strict=True) if leak)
    false = sum(score > threshold for score, leak in zip(scores, leaks, strict=True) if not leak)
    total = sum(leaks)
    f1 = 2 * found / max(1, found + false + total)
    return Outcome(threshold, round(found / total, 4), round(false / (len(leaks) - total), 4), round(f1, 4))


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose scores lie in one range."""

    low: float
    """From this score on."""
    high: float
    """Up to this one."""
    texts: int
    """How many there are."""
    mean_score: float
    """What the model says of them; 0 where there are none."""
    leaking: float
    """What share of them leaks, which should be the same."""


BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Edges of the reliability table (our choice)."""


def brier(scores: Sequence[float], leaks: Sequence[bool]) -> float:
    """Mean squared distance of the probabilities from the truth; 0.25 for a coin, 0 at best."""
    return round(sum((score - leak) ** 2 for score, leak in zip(scores, leaks, strict=True)) / len(scores), 4)


def reliability(scores: Sequence[float], leaks: Sequence[bool]) -> list[Bin]:
    """For ranges of the score, what it says and what is so."""
    return [_bin(low, high, scores, leaks) for low, high in zip(BINS, BINS[1:], strict=False)]


def _bin(low: float, high: float, scores: Sequence[float], leaks: Sequence[bool]) -> Bin:
    inside = [(s, k) for s, k in zip(scores, leaks, strict=True) if low <= s < high or s == high == 1]
    count = max(1, len(inside))
    mean, share = sum(score for score, _ in inside) / count, sum(leak for _, leak in inside) / count
    return Bin(low, high, len(inside), round(mean, 4), round(share, 4))
