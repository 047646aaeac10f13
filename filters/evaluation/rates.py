"""Rates with their uncertainty. All intervals are Wilson's at 95%; for F1 see `f1_of`."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)
"""Standard normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate in [0, 1] and its 95% interval; all three None where there is nothing to count."""

    value: float | None
    """The rate."""
    low: float | None
    """Lower end of the interval."""
    high: float | None
    """Upper end of the interval."""
    hits: int
    """What was counted."""
    total: int
    """Out of how many."""


def wilson(hits: int, total: int) -> Estimate:
    """A share and Wilson's score interval, which behaves at 0 and 1 and for small numbers."""
    if not total:
        return Estimate(None, None, None, hits, total)
    share, spread = hits / total, Z * Z / total
    centre = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(share, min(low, share), max(high, share), hits, total)


def f1_of(found: int, flagged: int, leaks: int) -> Estimate:
    """F1 with an interval: F1 = 2J / (1 + J) rises with J = found / (flagged or leaking), whose Wilson ends are mapped.

    Our choice: J is an ordinary share, so this needs neither resampling nor an approximation for ratios.
    """
    overlap = wilson(found, flagged + leaks - found)
    value, low, high = (
        None if end is None else 2 * end / (1 + end) for end in (overlap.value, overlap.low, overlap.high)
    )
    return Estimate(value, low, high, overlap.hits, overlap.total)
