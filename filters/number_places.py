"""Numbers that name a place and no value: list numbers, references to steps, and the indices of names.

What counts as one is our choice. A list number is one digit or one more than a list number before it; the index of a
word counts up from 1 (`price_1`, `price_2`), so that `price_24` states the value it is; a letter may have any index.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator

from filters import number_words as words
from filters.folding import folded
from filters.spans import Span

_LINE = re.compile(
    r"^[ \t>*_#-]{0,8}(?:(?:step|stage|phase|part)[ \t]{0,3}\(?(?P<step>\d{1,2})[.):](?!\d)"
    r"|\(?(?P<item>\d{1,2})[.):](?!\d)(?=[ \t*_]*[^\s*_])"
    r")|(?P<circled>[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793])",
    re.IGNORECASE | re.MULTILINE,
)
"""`2.`, `(3)`, `**Step 4:**` at the start of a line, and numbers in circles."""
_REFERENCE = re.compile(
    r"\b(?:steps?|stages?|phase|equation|eq\.|part|case|formula|example|method|type)\s\(?"
    rf"(?:(?P<digits>\d{{1,2}})(?![\d.,]*\d)|(?P<word>{words.SMALL}))",
    re.IGNORECASE,
)
"""`step 4`, `case two` anywhere."""
_PLACES = ("step", "stage", "phase", "equation", "eq.", "part", "case", "formula", "example", "method", "type")
"""One of them is in every reference."""
ONE_DIGIT = 9


class ListMarkers:
    """The list numbers of a text and the references to them; linear in its length."""

    def __init__(self, text: str) -> None:
        spans, last = [], ONE_DIGIT
        for match in _line_numbers(text):
            number = int(match["step"] or match["item"] or unicodedata.numeric(match["circled"]))
            if number <= last + 1:
                spans.append(match.span())
                last = max(last, number)
        if any(word in folded(text) for word in _PLACES):
            spans += [match.span() for match in _REFERENCE.finditer(text) if _referred(match) <= last]
        self._spans = sorted(spans)

    def hold(self, span: Span) -> bool:
        """Whether the characters belong to a list number."""
        at = bisect_right(self._spans, (span.start, span.end)) - 1
        return any(start <= span.start and span.end <= end for start, end in self._spans[max(0, at) : at + 2])


def _line_numbers(text: str) -> Iterator[re.Match[str]]:
    """What `_LINE.finditer` finds; only numbers in circles can stand elsewhere than where a line begins."""
    if not text.isascii():
        yield from _LINE.finditer(text)
        return
    at = 0
    while True:
        match = _LINE.match(text, at)
        if match:
            yield match
        at = text.find("\n", match.end() if match else at) + 1
        if not at:
            return


def _referred(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    value = words.read_cardinal(match["word"])
    return 0 if value is None else int(value)


_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2070-\u2089]"
_STEM = re.compile(rf"(\\?)({_LETTER}+(?:_{_LETTER}+)*)\Z")
_GREEK = re.compile(
    r"(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|chi|psi"
    r"|omega)|ell",
    re.IGNORECASE,
)
_LONGEST = 40


class NameIndices:
    """Which of the numbers that are glued to a name are its index."""

    def __init__(self, text: str, spans: Collection[Span]) -> None:
        self._series = set(_counted(text, spans))

    def hold(self, text: str, span: Span) -> bool:
        """True for the index of a letter or LaTeX symbol, and for one that counts up from 1."""
        stem = _STEM.search(text, max(0, span.start - _LONGEST), span.start)
        if stem is None:
            return False
        number = _number(text[slice(*span)])
        if stem[1]:
            return _GREEK.fullmatch(stem[2]) is not None
        return len(stem[2]) == 1 or number <= 1 or all((stem[2], before) in self._series for before in (1, number - 1))


def _counted(text: str, spans: Collection[Span]) -> Iterator[tuple[str, int]]:
    for span in spans:
        stem = _STEM.search(text, max(0, span.start - _LONGEST), span.start)
        if stem:
            yield stem[2], _number(text[slice(*span)])


def _number(written: str) -> int:
    return int("".join(str(unicodedata.digit(sign)) for sign in written if unicodedata.digit(sign, None) is not None))
