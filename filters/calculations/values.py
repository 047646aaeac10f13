r"""The value of a side: exact arithmetic with roots, factorials and binomials; an irrational root to thirty places."""

import re
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial, isqrt

from filters.equivalence.arithmetic import Parser, bounded, cut, evaluate

MAX_FACTORIAL = 200
"""Larger ones are not worked out."""
_PLACES = 10**30
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)|(?P<frac>\\frac(?=\{))|(?P<name>\\sqrt|\\binom)|(?P<sign>[-+*/^(){}\[\]!]))"
)


@lru_cache(maxsize=1024)  # each side is worked out for every reading of the other
def value_of(text: str) -> Fraction | None:
    """The value of a side in canonical form; None if it is not arithmetic."""
    try:
        if "!" in text or "\\sqrt" in text or "\\binom" in text:
            return _Functions(cut(text.rstrip(), _TOKEN)).parse()
        return evaluate(text)
    except (ValueError, ZeroDivisionError):
        return None


class _Functions(Parser):
    def mixed(self) -> Fraction:
        value = super().mixed()
        while self.take("!"):
            value = Fraction(factorial(_count(value)))
        return value

    def atom(self) -> Fraction:
        token = self.peek()
        if token.kind != "name":
            return super().atom()
        self.at += 1
        if token.text == "\\sqrt":
            return _root(self.group(self.peek().text) if self.peek().kind == "sign" else super().atom())
        of, chosen = self.group("{"), self.group("{")
        return Fraction(comb(_count(of), _count(chosen)))


def _count(value: Fraction) -> int:
    if value.denominator != 1 or not 0 <= value <= MAX_FACTORIAL:
        raise ValueError("a small whole number was expected")
    return value.numerator


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("the root of a negative number")
    inner = value.numerator * value.denominator
    root = isqrt(inner)
    if root * root == inner:
        return Fraction(root, value.denominator)
    return bounded(Fraction(isqrt(inner * _PLACES**2), value.denominator * _PLACES))
