"""Phrase lists as settings: literal phrases, matched on word boundaries, case aside, in linear time."""

import re
from functools import lru_cache

from filters.spans import Span

VALUE = "<value>"
"""Stands in a phrase for a value: a number, also as money, LaTeX or the right side of `x =`; or a choice letter."""

_VALUE = (
    r"[^\S\n]{0,8}(?:(?:therefore|thus|simply|just|exactly|only|about|approximately|roughly)[^\S\n]{1,8})?"
    r"[*_\s$(\\\[{=:]{0,12}"  # emphasis, an opening delimiter, a colon or an equals sign
    r"(?:boxed\{\s{0,4}|[a-z][^\S\n]{0,4}=[^\S\n]{0,4})?"  # "\boxed{", "x = "
    r"[$\u20ac\u00a3\\-]{0,3}"  # a currency, a sign
    r"(?:[0-9]+(?:[.,/][0-9]+)*%?|(?:frac|sqrt|pi)(?![a-z])|(?-i:[A-E])(?=[).,:;*}\]]|[^\S\n]*(?:\n|\Z)))"
)
_GAP = r"(?:[^\S\n]{1,8}|[^\S\n]{0,8}\n[^\S\n]{0,8})"
"""Between the words of a phrase: spaces and at most one line break, so that no phrase crosses a blank line."""


def find_phrases(text: str, phrases: tuple[str, ...]) -> list[Span]:
    """Where any of the phrases stands in `text`: in order, not overlapping, the longest where several begin."""
    plain = _plain(text)
    compiled = [pattern for literal, pattern in _compile(phrases) if literal in plain]
    hits = [Span(*match.span()) for pattern in compiled for match in pattern.finditer(text)]
    return _apart(sorted(hits, key=lambda span: (span.start, -span.end)))


@lru_cache(maxsize=64)
def _compile(phrases: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Per phrase its longest literal part and its pattern; cached, so a settings object's list is compiled once.

    Looking for the literal first is ten times faster than one pattern for all phrases.
    """
    return tuple((_literal(phrase), re.compile(_pattern(phrase), re.IGNORECASE)) for phrase in phrases)


def _literal(phrase: str) -> str:
    return max((_plain(part) for part in phrase.split(VALUE)), key=len)


@lru_cache(maxsize=1)  # the same text is searched for several lists
def _plain(text: str) -> str:
    """Lower case, single spaces, straight apostrophes."""
    return " ".join(text.lower().replace("\u2019", "'").split())


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _pattern(phrase: str) -> str:
    words = phrase.split()
    head = r"(?<!\w)" if _is_word(words[0][0]) else ""
    tail = r"(?!\w)" if _is_word(words[-1][-1]) else ""
    spelled = _GAP.join(map(_word, words)).replace(_GAP + _VALUE, _VALUE)  # a value brings its own spaces
    return head + spelled + tail


def _word(word: str) -> str:
    literals = (re.escape(part).replace("'", "['\u2019]") for part in word.split(VALUE))
    spelled = _VALUE.join(literals)
    return f"(?-i:{spelled})" if word.startswith("\\") else spelled  # \Rightarrow is not \rightarrow


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
