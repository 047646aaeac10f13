r"""The six signals of PPC's spoiler score, each a pure function `text -> spans` (methods.md 1.1).

The notes on the paper name the rules and the two counts (3 equals signs, 4 inline math spans); what "long", "large"
and the phrases are is our choice (methods.md 1.4). Every function is linear in the length of the text.
"""

import re
from collections.abc import Sequence

from filters.math_spans import MathSpan
from filters.spans import Span

_EQUALS = re.compile(r"=(?<![=!<>:~]=)(?<!\\not=)(?<!\\not =)(?![=>~<])")
r"""Bare: not part of ==, !=, <=, >=, :=, =>, \not=. The sign comes first in the pattern because that is fast."""
_TAG = re.compile(r"<[A-Za-z/][^<>\n]{0,200}>")
"""A tag as in XML; an equals sign before a quote inside one belongs to an attribute."""


def equals_signs(text: str) -> list[Span]:
    """Each bare `=`, in prose and in math alike; those of tag attributes (`<a href="x">`) do not count."""
    if "=" not in text:
        return []
    attributes = _attribute_signs(text)
    return [Span(*sign.span()) for sign in _EQUALS.finditer(text) if sign.start() not in attributes]


def _attribute_signs(text: str) -> set[int]:
    if '="' not in text and "='" not in text:
        return set()
    tags = (match.span() for match in _TAG.finditer(text))
    return {at for start, end in tags for at in range(start, end - 1) if text[at] == "=" and text[at + 1] in "\"'"}


def long_math(math: Sequence[MathSpan], min_chars: int, displays: bool) -> list[Span]:
    """Math of at least `min_chars` characters between its delimiters, or any display block if `displays`."""
    return [
        piece.span for piece in math if (displays and piece.display) or piece.inner.end - piece.inner.start >= min_chars
    ]


def inline_math(math: Sequence[MathSpan]) -> list[Span]:
    r"""Each `$..$` and `\(..\)`; what lies inside a display block is part of that block."""
    return [piece.span for piece in math if not piece.display]


_GROUP = r"(?:,|\{,\}|\\,|\\!|[\u00a0\u2009\u202f])"
"""What may stand between groups of three digits: `1,200`, `1{,}200`, `1\\,200`, a narrow space."""
_NUMBER = re.compile(
    r"([0-9]"
    r"(?<![\w^][0-9])(?<!\d\.[0-9])(?<![_^]\{[0-9])"  # not inside a word, and neither an index nor an exponent
    rf"(?:[0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}}(?![0-9]))++|[0-9]*+))"
    r"(\.[0-9]++)?+"
    r"(?!(?:st|nd|rd|th)\b)",  # an ordinal names a place and is no quantity
    re.ASCII,
)
_THREE = re.compile(r"[0-9][0-9][0-9]")
_NO_DIGIT = re.compile(r"[^0-9]+")


def large_numbers(text: str, question: str, min_digits: int) -> list[Span]:
    """Numbers whose integer part has at least `min_digits` digits and whose value does not occur in `question`.

    `1,200` is one number of four digits, and is the same as `1200` and `1,200.00`. A decimal is as large as its
    integer part: 1234.5 is large and 3.14159 is not. Pass an empty question to count the question's numbers too.
    """
    if min_digits >= 3 and not _THREE.search(text):
        return []
    found = [(match, *_parts(match)) for match in _NUMBER.finditer(text)]
    large = [(match, whole, part) for match, whole, part in found if len(whole) >= min_digits]
    if not large:
        return []
    asked = {_parts(match) for match in _NUMBER.finditer(question)}
    return [Span(*match.span()) for match, whole, part in large if (whole, part) not in asked]


def _parts(number: re.Match[str]) -> tuple[str, str]:
    """Integer and decimal digits, without separators and meaningless zeros."""
    whole = _NO_DIGIT.sub("", number.group(1)).lstrip("0")
    return whole, (number.group(2) or "").strip(".").rstrip("0")
