"""What each threshold of `leak` would do, on texts that the model it is measured with has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)
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
