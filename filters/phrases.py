"""Phrase lists as settings: literal phrases, matched on word boundaries, case aside, in linear time."""

import re
from functools import lru_cache

from filters.said import SAID, vocabulary
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
    candidates = _compile(phrases).candidates(text)
    if not candidates:
        return []
    plain = _plain(text)
    compiled = [pattern for literal, pattern in candidates if literal in plain]
    hits = [Span(*match.span()) for pattern in compiled for match in pattern.finditer(text)]
    return _apart(sorted(hits, key=lambda span: (span.start, -span.end)))


class _Phrases:
    """A list of phrases, compiled: per phrase its longest literal part and its pattern.

    Looking for the literal first is ten times faster than one pattern for all phrases, and most literals need not be
    looked for, since a word of theirs is not among the words of the text.
    """

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self.compiled = [(_literal(phrase), re.compile(_pattern(phrase), re.IGNORECASE)) for phrase in phrases]
        self.by_word: dict[str, list[int]] = {}
        for place, phrase in enumerate(phrases):
            self.by_word.setdefault(_longest_word(phrase), []).append(place)
        self.wordless = self.by_word.pop("", [])

    def candidates(self, text: str) -> list[tuple[str, re.Pattern[str]]]:
        """What may stand in the text; all of them where letters outside ASCII may stand for others."""
        if not text.isascii():
            return self.compiled
        words = vocabulary(text)
        places = [place for word in words.intersection(self.by_word) for place in self.by_word[word]]
        return [self.compiled[place] for place in sorted([*places, *self.wordless])]


_compile = lru_cache(maxsize=64)(_Phrases)
"""Settings never change, so a settings object's list is compiled once."""


def _literal(phrase: str) -> str:
    return max((_plain(part) for part in phrase.split(VALUE)), key=len)


def _longest_word(phrase: str) -> str:
    """The longest word that stands by itself wherever the phrase does; empty if there is none."""
    parts = [_plain(part) for part in phrase.split(VALUE)]
    whole = [""]
    for place, part in enumerate(parts):
        for word in SAID.finditer(part):
            before = place > 0 and word.start() == 0
            behind = place < len(parts) - 1 and word.end() == len(part)
            if not before and not behind:  # "is<value>" also matches "is5"
                whole.append(word[0])
    return max(whole, key=len)


@lru_cache(maxsize=8)
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
