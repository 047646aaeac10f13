"""Values in prose: where in a sentence a number or a piece of mathematics stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

NUMBER = re.compile(
    r"(?<![\w.\\^_{])(?:[-−+](?=[\d.$€£]))?(?:[$€£¥₹]\s?)?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:\s?/\s?\d+)?"
    r"(?:\s?\\?%|\s(?:percent|per cent|pct)\b)?"
)
"""A number with its sign, currency, fraction bar and percent sign."""
LETTERED = re.compile(r"(?<=\d)[^\W\d_]{2,}\d|(?<=\d)[A-Z]")
MATH = (
    re.compile(r"\$\$([^$]{1,2000}?)\$\$"),
    re.compile(r"\\\[(.{1,2000}?)\\\]", re.DOTALL),
    re.compile(r"\\\((.{1,2000}?)\\\)", re.DOTALL),
    re.compile(r"(?<![\\$\d])\$(?![\s]*\$)((?:[^$\\]|\\.){1,600}?)\$(?!\d)", re.DOTALL),
)
FRACTION = re.compile(r"-?\\[dt]?frac\s*\{[^{}]{1,40}\}\s*\{[^{}]{1,40}\}")
PROSE = re.compile(r"[a-z]{3,} [a-z]{2,} ", re.IGNORECASE)
WRAPPED = re.compile(r"\\[A-Za-z]+\s*\{[^{}]*\}")


class Value(NamedTuple):
    """A value's text and where it stands."""

    text: str
    start: int
    end: int
    is_math: bool
    """True between math delimiters, False for a bare number."""


def values(text: str, start: int = 0, end: int | None = None) -> list[Value]:
    """Every piece of mathematics and every number outside of one, in order of appearance."""
    end = len(text) if end is None else end
    math = sorted(_math(text, start, end), key=lambda value: value.start)
    taken = [False] * (end - start)
    for value in math:
        taken[value.start - start : value.end - start] = [True] * (value.end - value.start)
    numbers = [number for number in _numbers(text, start, end) if not taken[number.end - 1 - start]]
    return sorted((*math, *numbers), key=lambda value: value.start)


def _math(text: str, start: int, end: int) -> Iterator[Value]:
    for pattern in MATH:
        for match in pattern.finditer(text, start, end):
            content = match[1].strip()
            if content and not PROSE.search(WRAPPED.sub("", content)):
                at = match.start(1) + match[1].index(content)
                yield Value(content, at, at + len(content), is_math=True)
    for match in FRACTION.finditer(text, start, end):
        yield Value(match[0], match.start(), match.end(), is_math=True)


def _numbers(text: str, start: int, end: int) -> Iterator[Value]:
    for match in NUMBER.finditer(text, start, end):
        if not LETTERED.match(text, match.end()):
            yield Value(match[0], match.start(), match.end(), is_math=False)
