r"""Cuts a text into words, numbers, LaTeX commands and signs: one pass that every leak filter works on."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['\u2019][a-z]+)?()"
    r"|(?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!|[\u202f\u00a0\u2009])\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)()"
    r"|\\[a-zA-Z]+()|\S()"
)
WORD, NUMBER, COMMAND, SIGN = 1, 2, 3, 4
"""Kinds of tokens: the pattern's groups, empty and last, so that the first sign of each part can be looked at."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens; the four lists have one entry for each."""

    text: str
    """The text itself."""
    words: list[str]
    """As written, in lower case except for LaTeX commands."""
    kinds: list[int]
    """NUMBER, WORD, COMMAND or SIGN."""
    starts: list[int]
    """Offset of the first character."""
    ends: list[int]
    """Offset after the last character."""


@lru_cache(maxsize=64)  # the filters of one trace read the same texts one after the other
def tokenise(text: str) -> Tokens:
    """The tokens of `text`, in order; linear in its length."""
    found = list(_TOKEN.finditer(text))
    kinds = [match.lastindex or SIGN for match in found]
    spans = [match.span() for match in found]
    words = [match[0].lower() if kind == WORD else match[0] for match, kind in zip(found, kinds, strict=True)]
    return Tokens(text, words, kinds, [start for start, _ in spans], [end for _, end in spans])


_NO_DIGIT = re.compile(r"[^\d.]")
MOST_DIGITS = 40
"""A longer number is hostile or a recording; its value is not worked out."""


def number(word: str) -> float | None:
    """What a number token says."""
    plain = _NO_DIGIT.sub("", word) if not word.isdigit() else word
    return float(plain) if len(plain) <= MOST_DIGITS else None
