"""Which rules a sentence can match at all, told by its words: a rule is slow, and most sentences hold none of its cues.

A cue is a word, or the beginning of one (`exclud*`), and every match of its rule holds one of the rule's cues. What a
word is a cue of is worked out once and kept as bits; a sentence's bits are those of its words.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from itertools import count
from operator import or_
from typing import NamedTuple

from filters.folding import AnyCase, fold
from filters.leaks.cutting import sentences
from filters.leaks.tokens import Table, tokenise
from filters.spans import Span

_ASKED: list[Callable[[str], int]] = []
"""Each says which bits a word has; the bits are apart."""
_FREE = count()
"""Bits that nobody has."""
_WHOLE: dict[str, int] = {}
"""Words that are cues, with their bits."""
_BEGUN: dict[str, int] = {}
"""Beginnings of words that are cues."""
_LENGTHS: set[int] = set()
"""How long they are."""
_RUN = re.compile(r"[^\W\d_]+")
_DOTTED = "i\u0307"
"""A capital i with a dot, in lower case."""


def _bits_of(word: str) -> int:
    return reduce(or_, (asked(word) for asked in _ASKED), _cues_in(word))


def _cues_in(word: str) -> int:
    bits = 0
    for run in (word,) if word.isalpha() and word.isascii() else _RUN.findall(fold(word).replace(_DOTTED, "i")):
        bits |= _WHOLE.get(run, 0)
        for length in _LENGTHS:
            bits |= _BEGUN.get(run[:length], 0)
    return bits


bits_of = Table(_bits_of)
"""A token's word to the bits of the rules that it is a cue of."""


def new_bits(names: Iterable[str], names_in: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """A bit for each name; a word has those that `names_in` finds in it. Asked of tokens' words, once for each."""
    bits = {name: 1 << next(_FREE) for name in names}
    _ASKED.append(lambda word: reduce(or_, (bits[name] for name in names_in(word)), 0))
    bits_of.clear()
    return bits


def new_bit(is_cue: Callable[[str], bool]) -> int:
    """A bit for the words of which `is_cue` holds; asked of tokens' words, once for each."""
    bit = 1 << next(_FREE)
    _ASKED.append(lambda word: bit if is_cue(word) else 0)
    bits_of.clear()
    return bit


def bit_of(cues: str) -> int:
    """A bit for words with one of these in them: words apart, in lower case, `*` behind a beginning of a word."""
    bit = 1 << next(_FREE)
    for cue in cues.split():
        begun, stem = cue.endswith("*"), cue.rstrip("*")
        table = _BEGUN if begun else _WHOLE
        table[stem] = table.get(stem, 0) | bit
        _LENGTHS.update([len(stem)] if begun else [])
    bits_of.clear()
    return bit


class Cued(AnyCase):
    """A pattern in lower case that is found in any case, with the cues without which it is not: whole words of it."""

    def __init__(self, pattern: str, cues: str) -> None:
        super().__init__(pattern)
        self.bit = bit_of(cues)
        """A sentence without it need not be searched."""


class Line(NamedTuple):
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
