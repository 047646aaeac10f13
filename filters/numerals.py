r"""Finds every number that a text states, in digits, LaTeX or words, and tells what kind of use it is.

Shared by the filters of first steps and meta-thoughts: what stands in the question, what was computed, what must not be
there at all. List numbers, ordinals and the `1` of `x_1` look like numbers and say no value; they have kinds of their
own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from filters import number_words as words
from filters.folding import folded
from filters.number_places import ListMarkers, NameIndices
from filters.spans import Span

Kind = Literal["digits", "word", "fraction", "percent", "multiple", "ordinal", "marker", "index", "exponent"]
"""The first five state a value; an ordinal, a list marker, an index of a name and an exponent do not."""

VALUES: frozenset[Kind] = frozenset({"digits", "word", "fraction", "percent", "multiple"})
"""Kinds that state a value."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number in a text."""

    span: Span
    """Where it stands, with its percent sign or scale word."""
    kind: Kind
    """What it is used as."""
    value: Fraction | None
    """What it says, without its sign; a percentage as written (25% is 25). None where it cannot be read."""
    scale: int = 1
    """The factor of a word such as `dozen` or `million` at its end, which is part of the value."""


@lru_cache(maxsize=512)  # a question is read by several filters, for every sample
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers in `text`, in order and not overlapping; linear in its length."""
    matches = list(_matches(text))
    if not matches:
        return ()
    markers = ListMarkers(text)
    indices = NameIndices(text, [Span(*match.span()) for match in matches if match["index"]])
    found = []
    for match in matches:
        span = Span(*match.span())
        kind, value = _read(match)
        if kind in ("digits", "word") and markers.hold(span):
            kind = "marker"
        if kind == "index" and not indices.hold(text, span):
            kind, value = "digits", _glued(match[0])
        found.append(Numeral(span, kind, value, 1 if match[0][-1].isdigit() else _scale(match[0])))
    return tuple(found)


def _scale(said: str) -> int:
    return words.SCALES.get(said.lower().rsplit(None, 1)[-1].removesuffix("s"), 1)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What `_NUMERAL.finditer` finds, tried only where a numeral can begin: most of a text is letters."""
    if _CAMEL.search(text):  # a name such as `priceOfTwo` holds one anywhere
        yield from _NUMERAL.finditer(text)
        return
    plain, at = folded(text), 0
    while place := _START.search(plain, at):
        match = _NUMERAL.match(text, place.start())
        if match:
            yield match
        at = match.end() if match else place.start() + 1


_DIGITS = r"(?:\d{1,3}(?:(?:,|\{,\}|\\,|\u202f)\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_POWERS = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
_OTHERS = "\u2080-\u2089\u00bc-\u00be\u2150-\u215e\u2160-\u2188"
"""Subscripts, vulgar fractions, Roman numerals that are one character."""
_CIRCLED = "\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
"""Numbers that lists are numbered by."""
_PERCENT = r"(?:\s?\\?%|[\s-]?per\s?cent(?![a-z])|\spercentage\spoints?)"
_NUMERAL = re.compile(
    r"(?P<exponent>\^\s?\{?\s?-?[123](?![\d/]|[.,]\d)\s?\}?"
    rf"|(?:(?<=[^\W\d_])|(?<=[)\]}}]))[\u00b2\u00b3\u00b9](?![{_POWERS}]))"
    r"|(?P<index>(?<=[^\W\d_])(?:(?:_?\d{1,2}|_\{\d{1,2}\})(?![\w%]|[.,/]\d)|[\u2080-\u2089]+))"
    r"|(?P<latex>\\[dt]?frac\s?(?:\{\s?\d+\s?\}\s?\{\s?\d+\s?\}|\d\s?\d))"
    rf"|(?P<mixed>\d+[\s-]\d+\s?/\s?\d+)|(?P<over>{_DIGITS}\s?/\s?\d+(?:ths?|rds?)?(?![\d/]))"
    rf"|(?P<digits>{_DIGITS})(?:(?P<ordinal>(?:st|nd|rd|th)(?![a-z]))|(?P<percent>{_PERCENT})"
    rf"|\s(?P<scale>{words.SCALE})s?(?![a-z]))?"
    rf"|(?P<circled>[{_CIRCLED}])|(?P<sign>[{_POWERS}{_OTHERS}]+)"
    rf"|(?<![^\W\d_])(?:(?P<multiple>{words.MULTIPLE})|(?P<fraction>{words.FRACTION})"
    rf"|(?P<place>{words.ORDINAL})(?!s|[^\W\d_])|(?P<plural>{words.PLURAL})"
    rf"|(?P<word>{words.CARDINAL}{words.AND_PART}?)(?P<wordpercent>{_PERCENT})?)(?![^\W\d_])"
    rf"|(?P<inname>{words.IN_NAME})",
    re.IGNORECASE,
)


_CAMEL = re.compile(r"[a-z][A-Z]")
_START = re.compile(
    rf"\d|\.\d|\^|_[\d{{]|\\[dt]?f|[^\x00-\x7f]|(?<![a-z])(?:{'|'.join(words.STARTS)}"
    rf"|an?[\s{words.HYPHENS}]{{1,3}}(?:{'|'.join(words.AFTER_ARTICLE)}))"
)
"""In the folded text: wherever `_NUMERAL` can match, this does."""


def _read(match: re.Match[str]) -> tuple[Kind, Fraction | None]:
    """Kind and value of what was found."""
    if match["exponent"] or match["index"]:
        return ("exponent" if match["exponent"] else "index"), None
    if match["circled"]:
        return "digits", Fraction(unicodedata.numeric(match[0]))
    if match["multiple"]:
        return "multiple", words.read_multiple(match[0])
    if match["fraction"]:
        return "fraction", words.read_fraction(match[0])
    if match["plural"] or match["inname"]:
        return "word", words.read_cardinal(match[0])
    if match["word"]:
        return ("percent" if match["wordpercent"] else "word"), words.read_cardinal(match["word"])
    if match["place"]:
        return "ordinal", words.read_ordinal(match["place"])
    if match["digits"]:
        return _read_digits(match)
    return _read_written(match)


def _read_digits(match: re.Match[str]) -> tuple[Kind, Fraction | None]:
    value = _plain(match["digits"])
    if match["ordinal"]:
        return "ordinal", value
    if match["percent"]:
        return "percent", value
    return "digits", value * words.SCALES[match["scale"].lower()] if match["scale"] and value else value


def _read_written(match: re.Match[str]) -> tuple[Kind, Fraction | None]:
    """Fractions in digits, and single signs."""
    text = match[0]
    if match["sign"]:
        return "digits", Fraction(unicodedata.numeric(text)).limit_denominator(1_000) if len(text) == 1 else None
    pattern = r"\d" if match["latex"] and "{" not in text else _DIGITS
    written = re.findall(pattern, text)
    parts = [part for part in map(_plain, written) if part is not None]
    if len(parts) < len(written) or not parts[-1]:
        return "fraction", None
    *whole, top, bottom = parts
    return "fraction", sum(whole, top / bottom)


def _glued(text: str) -> Fraction | None:
    """The number of `price_24`, in digits or in subscripts."""
    return _plain("".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit()))


MOST_DIGITS = 100
"""A longer number is seen, and its value is not worked out."""


def _plain(digits: str) -> Fraction | None:
    if digits.isdecimal():
        return Fraction(int(digits)) if len(digits) <= MOST_DIGITS else None
    plain = re.sub(r"[^\d.]", "", digits)
    return Fraction(plain) if len(plain) <= MOST_DIGITS else None
