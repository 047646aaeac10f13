"""A solution's computations as terms: operations on numbers, and where a number can come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

SourceKind = Literal[
    "result", "stated", "share", "complement", "inverse", "cents", "dozens", "known", "unit", "implied"
]
"""An earlier result; a stated number as it is, as a share, as what a share leaves, as the inverse of a stated fraction
(halving), or in another unit of money; a factor that everybody knows; one; a number that only the wording implies."""

PLAIN = ("stated", "share", "complement", "inverse", "cents", "dozens")
"""Kinds of sources that are numbers of the problem."""


MEASURES = ("duration", "length", "weight", "volume", "speed")
"""Kinds of stated numbers that stand in front of a unit."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from."""

    kind: SourceKind
    at: int = -1
    """Index of the step (`result`) or of the mention (`PLAIN`); tells implied numbers apart."""
    name: str = ""
    """What a known or implied factor is, without its article."""


@dataclass(eq=False, slots=True)
class Term:
    """A number with its possible sources, or an operation on terms."""

    value: Fraction
    operator: str = ""
    """As in `Node`, or `share`: a stated share, then what it is taken of."""
    operands: tuple["Term", ...] = ()
    sources: tuple[Source, ...] = ()
    """What a number can be; empty for an operation."""
    parent: str = ""
    """The operator that takes it."""
    text: str = ""
    """A number as the solution writes it."""
    named_multiple: bool = False
    """True if a multiple such as `twice` is among its sources."""
    source: Source | None = None
    """What a number was found to be."""

    def leaves(self) -> Iterator["Term"]:
        """The numbers in it, left to right."""
        if not self.operands:
            yield self
        for operand in self.operands:
            yield from operand.leaves()

    def operators(self) -> Iterator[str]:
        """The operators in it, outermost first."""
        if self.operator:
            yield self.operator
        for operand in self.operands:
            yield from operand.operators()
