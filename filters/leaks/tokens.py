r"""Cuts a text into words, numbers, LaTeX commands and signs: one pass that every leak filter works on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import add
from typing import Generic, TypeVar

_PIECE = re.compile(
    r"[a-zA-Z]++(?![^\x00-\x7f]|')\s*"  # most words; the next line takes them too, and is slow
    r"|[^\W\d_]+(?:['\u2019][a-z]+)?\s*"
    r"|(?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!|[\u202f\u00a0\u2009])\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*"
    r"|\\[a-zA-Z]+\s*|\S\s*"
)
"""A word, a number, a LaTeX command or a sign, each with the space behind it: the pieces of a text lie end to end."""
WORD, NUMBER, COMMAND, SIGN = 1, 2, 3, 4
"""Kinds of tokens."""
MOST_WORDS = 50_000
"""Words that a table remembers."""
Worth = TypeVar("Worth")


class Table(dict[str, Worth], Generic[Worth]):
    """What a function says of a word. Texts use few words over and over, so it is asked once for each."""

    def __init__(self, ask: Callable[[str], Worth]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> Worth:
        if len(self) >= MOST_WORDS:
            self.clear()
        found = self[word] = self._ask(word)
        return found


@dataclass(frozen=True)
class Tokens:
    """A text in tokens; each list has one entry for each."""

    text: str
    """The text itself."""
    words: list[str]
    """As written, in lower case except for LaTeX commands."""
    starts: list[int]
    """Offset of the first character."""
    pieces: list[str]
    """As written, with the space behind."""

    def end(self, at: int) -> int:
        """Offset after the last character of one token."""
        return self.starts[at] + _LENGTHS[self.pieces[at]]

    def touches(self, at: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return at > 0 and not self.text[self.starts[at] - 1].isspace()

    @cached_property
    def kinds(self) -> list[int]:
        """NUMBER, WORD, COMMAND or SIGN."""
        return list(map(_KINDS.__getitem__, self.words))

    @cached_property
    def ends(self) -> list[int]:
        """Offset after the last character."""
        return list(map(add, self.starts, map(_LENGTHS.__getitem__, self.pieces)))


def is_number(written: str) -> bool:
    """Whether one token is a number in digits."""
    return written[0].isdecimal() or len(written) > 1 and written[0] == "."


def kind_of(written: str) -> int:
    """The kind of one token."""
    first = written[0]
    if len(written) > 1 and first == "\\":
        return COMMAND
    if is_number(written):
        return NUMBER
    return WORD if first.isalnum() else SIGN


def _word(piece: str) -> str:
    written = piece.rstrip()
    return written.lower() if kind_of(written) == WORD else written


_WORDS = Table(_word)
"""What a piece says."""
_KINDS = Table(kind_of)
"""Kind of a word."""
_LENGTHS = Table(lambda piece: len(piece.rstrip()))
"""How long a piece is without the space behind it."""


@lru_cache(maxsize=64)  # the filters of one trace read the same texts one after the other
def tokenise(text: str) -> Tokens:
    """The tokens of `text`, in order; linear in its length."""
    pieces = _PIECE.findall(text)
    starts = list(accumulate(map(len, pieces), initial=len(text) - len(text.lstrip())))
    starts.pop()
    return Tokens(text, list(map(_WORDS.__getitem__, pieces)), starts, pieces)


_NO_DIGIT = re.compile(r"[^\d.]")
MOST_DIGITS = 40
"""A longer number is hostile or a recording; its value is not worked out."""


def number(word: str) -> float | None:
    """What a number token says."""
    plain = _NO_DIGIT.sub("", word) if not word.isdigit() else word
    return float(plain) if len(plain) <= MOST_DIGITS else None
