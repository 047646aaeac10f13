"""Which rules a sentence can match at all, told by its words: a rule is slow, and most sentences hold none of its cues.

A cue is a word, or the beginning of one (`exclud*`), and every match of its rule holds one of the rule's cues. What a
word is a cue of is worked out once and kept as bits; a sentence's bits are those of its words.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from filters.folding import AnyCase, fold
from filters.leaks.cutting import sentences
from filters.leaks.tokens import Table, tokenise
from filters.spans import Span

_ASKED: list[Callable[[str], bool]] = []
"""The question of each bit, from the lowest on: is this word a cue of the rule?"""
_DOTTED = "i\u0307"
"""A capital i with a dot, in lower case."""
_RUN = re.compile(r"[^\W\d_]+")


def _bits_of(word: str) -> int:
    return sum(1 << place for place, is_cue in enumerate(_ASKED) if is_cue(word))


bits_of = Table(_bits_of)
"""A token's word to the bits of the rules that it is a cue of."""


def new_bit(is_cue: Callable[[str], bool]) -> int:
    """A bit for the words of which `is_cue` holds; asked of tokens' words, once for each."""
    _ASKED.append(is_cue)
    bits_of.clear()
    return 1 << (len(_ASKED) - 1)


def bit_of(cues: str) -> int:
    """A bit for words with one of these in them: words apart, in lower case, `*` behind a beginning of a word."""
    words = re.compile("|".join(re.escape(cue).replace(r"\*", r"\w*") for cue in cues.split()))
    return new_bit(lambda word: any(words.fullmatch(run) for run in _RUN.findall(fold(word).replace(_DOTTED, "i"))))


class Cued(AnyCase):
    """A pattern in lower case that is found in any case, with the cues without which it is not: whole words of it."""

    def __init__(self, pattern: str, cues: str) -> None:
        super().__init__(pattern)
        self.bit = bit_of(cues)
        """A sentence without it need not be searched."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a text, in tokens."""

    span: Span
    """Where it stands."""
    at: int
    """Its first token."""
    end: int
    """The token after its last one."""
    bits: int
    """The rules that it may match."""


@lru_cache(maxsize=64)
def lines(text: str) -> tuple[Line, ...]:
    """The sentences of `text`, in order, with the bits of their words."""
    tokens, spans = tokenise(text), sentences(text)
    bits = list(map(bits_of.__getitem__, tokens.words))
    found, at = [], 0
    for place, span in enumerate(spans):
        end = bisect_left(tokens.starts, spans[place + 1].start, at) if place + 1 < len(spans) else len(bits)
        found.append(Line(span, at, end, reduce(or_, bits[at:end], 0)))
        at = end
    return tuple(found)
