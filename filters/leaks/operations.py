"""Which operations a sentence tells to carry out, by the words for them, so that "halve" and "divide by two" agree."""

import re
from collections.abc import Iterator
from functools import lru_cache

from filters.folding import fold
from filters.leaks.gates import bit_of, lines, new_bit, new_bits
from filters.leaks.tokens import Table

_KINDS = {
    "add": r"add(?:s|ed|ing)?|sum(?:s|med|ming)?|plus|total(?:s|led)?|combine[ds]?|combining|together|"
    r"increase[ds]?|put",
    "subtract": r"subtract(?:s|ed|ing)?|minus|take[sn]?(?=\s.{0,40}(?:from|away))|taking|remove[ds]?|removing|less|"
    r"deduct\w*|differ\w*|reduce[ds]?|left|remain\w*",
    "multiply": r"multipl\w*|times|product|doubl\w*|tripl\w*|square[ds]?|squaring|cub(?:e[ds]?|ing)|scale[ds]?|"
    r"raise[ds]?",
    "divide": r"divid\w*|quotient|halv\w*|half|split\w*|shar(?:e[ds]?|ing)|per|ratio|fraction|over",
    "solve": r"solv\w*|isolat\w*|rearrang\w*|substitut\w*|plug\w*|eliminat\w*|factor\w*|expand\w*|simplif\w*|set|"
    r"equat\w*|complet\w*|differentiat\w*|integrat\w*|evaluat\w*|convert\w*|express\w*",
    "find": r"find\w*|comput\w*|calculat\w*|determin\w*|count\w*|list\w*|work|get|obtain\w*|decide|compare|turn|"
    r"sort|pick|round|write",
}
_PATTERN = re.compile(
    r"\b(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()) + r")\b", re.IGNORECASE
)
_SIGNS = {
    "+": "add", "-": "subtract", "\u2212": "subtract", "*": "multiply", "\u00d7": "multiply", "/": "divide",
    "\u00f7": "divide",
}  # fmt: skip
_SIGN = re.compile(r"(?<=\s)[-+*/\u00d7\u00f7\u2212](?=\s)")


_WORD = re.compile(r"[A-Za-z]+")
_TAKE = re.compile(r"\btake[sn]?(?=\s.{0,40}(?:from|away))", re.IGNORECASE)


def operation_kinds(text: str) -> frozenset[str]:
    """The kinds of operations that a text names: add, subtract, multiply, divide, solve, find."""
    named = {*map(_KIND_OF.__getitem__, _WORD.findall(text))}
    named.discard("")
    return frozenset(named | _signed(text) | _taken(text))


def _signed(text: str) -> set[str]:
    """The kinds of the signs between spaces."""
    return {_SIGNS[match[0]] for match in _SIGN.finditer(text)}


def _taken(text: str) -> set[str]:
    """To take something from something subtracts."""
    return {"subtract"} if "take" in fold(text) and _TAKE.search(text) else set()


def _kind(word: str) -> str:
    match = _PATTERN.fullmatch(word)
    return (match.lastgroup if match else None) or ""


_KIND_OF = Table(_kind)


def _kinds_in(word: str) -> Iterator[str]:
    return filter(None, map(_KIND_OF.__getitem__, _WORD.findall(word)))


_KIND_BITS = new_bits(_KINDS, _kinds_in)
_TAKES, _SIGNED = bit_of("take taken takes"), new_bit(_SIGNS.__contains__)
_NAMED = sum(_KIND_BITS.values())


@lru_cache(maxsize=128)
def _named(bits: int) -> frozenset[str]:
    return frozenset(kind for kind, bit in _KIND_BITS.items() if bits & bit)


_ODD_LETTERS = re.compile("[\u0130\u212a]")
"""Letters that are ASCII letters in lower case."""


def line_kinds(sentence: str, bits: int) -> frozenset[str]:
    """The same of a sentence whose `gates.Line.bits` are known."""
    if not sentence.isascii() and _ODD_LETTERS.search(sentence):
        return operation_kinds(sentence)
    found = _named(bits & _NAMED)
    if bits & _SIGNED:
        found |= _signed(sentence)
    return found | _taken(sentence) if bits & _TAKES else found


@lru_cache(maxsize=64)
def sentence_kinds(text: str) -> tuple[frozenset[str], ...]:
    """The same of every sentence of a text, as `gates.lines` cuts it."""
    return tuple([line_kinds(text[line.span.start : line.span.end], line.bits) for line in lines(text)])
