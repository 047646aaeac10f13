"""The policies of a comparison on which test suites and teams disagree, each with our default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EquivalenceSettings:
    """How answers are compared. Hashable; sent to the worker processes as it is."""

    rounding_digits: int | None = 15
    """A decimal with at least this many significant digits equals a non-terminating fraction or an irrational
    that rounds to it; fewer digits say too little. None: a decimal only ever equals its exact value."""
    percent_as_fraction: bool = True
    """`50%` equals `1/2`. It always equals `50`, as problems ask "what percentage"; `0.5` never equals `50`."""
    ordered_lists: bool = False
    """True makes `1, 2` differ from `2, 1`. Tuples and intervals are ordered whatever this says."""
    inequality_as_interval: bool = True
    r"""`-2 \le x \le 7` answers a gold `[-2, 7]`. False accepts only the reverse, as math-verify does by itself."""
    max_chars: int = 2_000
    """A longer answer, or gold, is not an answer: it is unparseable without a look at it."""
