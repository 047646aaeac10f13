"""math-verify behind one careful function. Imported by worker processes only: it takes a second and knows sympy.

Its own timeouts use SIGALRM and are off; the pool's deadline and kill stand in for them. Its silent failures are made
visible: a text that does not parse is told from one that differs.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy  # type: ignore[import-untyped]
from latex2sympy2_extended import NormalizationConfig
from math_verify import LatexExtractionConfig, parse, verify

from filters.equivalence.judgement import Judgement, known
from filters.equivalence.numeric import Number, parse_number, rounds_to
from filters.equivalence.settings import EquivalenceSettings

CONFIG = (
    LatexExtractionConfig(
        boxed_match_priority=-1,
        normalization_config=NormalizationConfig(
            basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none", equations=False
        ),
    ),
)
"""LaTeX only, and without dropping units, which cuts `\\mathrm{e}` out of an expression: units are gone already."""
CONSTANT_DIGITS = 80
"""Digits to which the difference of two constants is worked out; half of them must be zeros."""
EXTRA_DIGITS = 15
"""Digits beyond the decimal's own to which an irrational is worked out before it is rounded."""


@dataclass
class Symbolic:
    """The leaf of the rules in a worker: compares two expressions and remembers which it could not read."""

    settings: EquivalenceSettings
    gold_failed: str = ""
    """A part of the gold answer that did not parse."""
    pred_failed: str = ""
    """A part of the predicted answer that did not parse."""
    errors: list[str] = field(default_factory=list)
    """What the comparison itself stumbled over."""

    def __call__(self, gold: str, pred: str) -> Judgement:
        """Are two normalised expressions the same? What does not parse differs, and is remembered."""
        one, other = _parsed(gold), _parsed(pred)
        if not one:
            self.gold_failed = self.gold_failed or gold
        if not other:
            self.pred_failed = self.pred_failed or pred
        if not one or not other:
            return Judgement.DIFFERENT
        try:
            return known(self._same(gold, one, pred, other))
        except Exception as error:  # sympy raises anything; the outcome must say so
            self.errors.append(f"{type(error).__name__}: {error}"[:200])
            return Judgement.DIFFERENT

    def _same(self, gold: str, one: list[Any], pred: str, other: list[Any]) -> bool:
        numbers = parse_number(gold), parse_number(pred)
        for number, expressions in ((numbers[0], other), (numbers[1], one)):
            if number is not None and number.decimals is not None:
                return any(_decimal_agrees(number, e, self.settings.rounding_digits) for e in expressions)
        same = verify(
            one,
            other,
            timeout_seconds=None,
            raise_on_error=True,
            allow_set_relation_comp=self.settings.inequality_as_interval,
        )
        return bool(same) and not any(_surely_differ(a, b) for a in one for b in other)


@lru_cache(maxsize=512)
def _parsed(text: str) -> list[Any]:
    """The sympy expression a text spells; empty when it spells none.

    Only the whole text counts: by default math-verify goes on to any part of it that parses, so that
    `1 - 1/` and `1 + 1/` would both be 1.
    """
    found = parse(f"${text}$", CONFIG, fallback_mode="no_fallback", extraction_mode="first_match", parsing_timeout=None)
    return [expression for expression in found if not isinstance(expression, str)]


def _surely_differ(one: Any, other: Any) -> bool:
    """Do two exact constants differ? math-verify is content with 15 digits."""
    if not all(isinstance(e, sympy.Expr) and e.is_number and not e.has(sympy.Float) for e in (one, other)):
        return False
    difference = (one - other).evalf(CONSTANT_DIGITS)
    return bool(difference.is_number and abs(difference) > sympy.Float(10) ** -(CONSTANT_DIGITS // 2))


def _decimal_agrees(decimal: Number, expression: Any, min_digits: int | None) -> bool:
    """Does a decimal equal an exact expression, or is it its correct rounding?"""
    if isinstance(expression, sympy.Eq):
        expression = expression.rhs
    expression = sympy.sympify(expression)
    if not getattr(expression, "is_number", False) or expression.is_real is False:
        return False
    if expression.is_rational:
        exact = sympy.nsimplify(expression, rational=True)
        return bool(exact.is_Rational) and _rational_agrees(decimal, Fraction(int(exact.p), int(exact.q)), min_digits)
    if min_digits is None or decimal.digits < min_digits or decimal.decimals is None:
        return False
    digits = decimal.digits + EXTRA_DIGITS
    error = abs(expression.evalf(digits) - sympy.Rational(decimal.value.numerator, decimal.value.denominator))
    return bool(error * 2 * 10**decimal.decimals <= 1)


def _rational_agrees(decimal: Number, exact: Fraction, min_digits: int | None) -> bool:
    return decimal.value == exact or rounds_to(decimal, exact, min_digits)
