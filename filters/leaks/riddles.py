"""Arithmetic phrases: "half of ninety-six", "one short of fifty", "the square of six", "as a week has days".

Patterns run over the text with every number blanked out to a run of one character, so that offsets stay; what a
pattern finds becomes a number itself, and another pattern may build on it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from filters.leaks.riddle_rules import BLANK, NEAR, Rule
from filters.leaks.riddle_tables import (
    ALL_RULES,
    ALLOWED,
    ANYWHERE,
    BEFORE,
    BEHIND,
    CUES,
    FREE,
    LORE_END,
    NEXT,
    NEXT_TO_SHARE,
)
from filters.leaks.tokens import Tokens


class Found(NamedTuple):
    """A number in tokens [at, end)."""

    at: int
    """Its first token."""
    end: int
    """The token after its last one."""
    value: float
    """What it says."""
    form: str
    """As `Amount.form`; `inside` for a plain number within an expression, `named` for a count as of a week's days."""


LAYERS = 3
"""How often a phrase may be part of another phrase."""


def combine(tokens: Tokens, found: list[Found]) -> list[Found]:
    """The phrases that combine numbers of `found`, each with its value; at most three layers of them."""
    called, near = called_by(tokens.words, found)
    if not called:
        return []
    masked = _Masked(tokens)
    phrases = [item for at in _places(called & _LORE) for item in masked.apply(ALL_RULES[at], "lore")]
    if not found and not phrases and not called & _WORDED:
        return []
    called |= near.called(phrases)
    masked.blank(found)
    for _ in range(LAYERS):
        new, at = [], LORE_END
        while rest := called >> at:
            at += _lowest(rest)
            made = masked.apply(ALL_RULES[at], "phrase")
            new += made
            called |= near.called(made)
            at += 1
        phrases += new
        if not new:
            break
    return phrases


def called_by(words: list[str], found: Sequence[Found]) -> tuple[int, "_Near"]:
    """The rules that a text's words call, as bits, and what calls more of them as phrases are found."""
    called, allowed = 0, FREE
    said = CUES.intersection(words)
    for word in said:
        called |= ANYWHERE.get(word, 0)
        allowed |= ALLOWED.get(word, 0)
    near = _Near(words, said, allowed)
    return called & allowed | near.called(found), near


_LORE = (1 << LORE_END) - 1
"""The rules that are lore."""
_WORDED = sum(1 << at for at, rule in enumerate(ALL_RULES) if at >= LORE_END and not rule.number_first)
"""Other rules that may match in a text without a number."""


class _Near:
    """Which rules the words near a number call."""

    def __init__(self, words: list[str], said: Collection[str], allowed: int) -> None:
        self.words, self.allowed = words, allowed
        self.behind = not BEHIND.keys().isdisjoint(said)
        self.before = not BEFORE.keys().isdisjoint(said)

    def called(self, numbers: Sequence[Found]) -> int:
        """The rules that are called beside these numbers."""
        words, count, found = self.words, len(self.words), 0
        for item in numbers:
            if item.end < count:
                found |= (NEXT_TO_SHARE if 0 < item.value < 1 else NEXT).get(words[item.end], 0)
            if self.behind:
                for word in words[item.end : item.end + NEAR]:
                    found |= BEHIND.get(word, 0)
            if self.before:
                for word in words[max(0, item.at - NEAR) : item.at]:
                    found |= BEFORE.get(word, 0)
        return found & self.allowed


def _lowest(bits: int) -> int:
    """The place of the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest on."""
    while bits:
        yield _lowest(bits)
        bits &= bits - 1


_SPACE = re.compile(r"[^\S ]")
"""Any space but a plain one."""
_ASCII_SPACES = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f"
"""The same in ASCII."""


def _plain(text: str) -> str:
    """In lower case with plain spaces and no blanks, every character where it is."""
    if not text.isascii():
        lower = text.lower().replace(BLANK, " ")
        return _SPACE.sub(" ", lower if len(lower) == len(text) else text)
    text = text.lower().replace(BLANK, " ")
    for space in _ASCII_SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


class _Masked:
    """The text in lower case, numbers blanked out, and what each blank is worth."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.text = _plain(tokens.text)
        self.values: dict[int, Found] = {}
        self.starts: list[int] = []
        """Where the values stand, in order."""

    def blank(self, found: list[Found]) -> None:
        """Blanks out numbers, but for those that are part of a phrase already."""
        for item in found:
            if item.form not in ("inside", "ordinal") and self.text[self.tokens.starts[item.at]] != BLANK:
                self._blank(item)
        self.starts = sorted(self.values)

    def _blank(self, item: Found) -> None:
        start, end = self.tokens.starts[item.at], self.tokens.end(item.end - 1)
        self.text = f"{self.text[:start]}{BLANK * (end - start)}{self.text[end:]}"
        self.values[start] = item

    def apply(self, rule: Rule, form: str) -> list[Found]:
        """Replaces what the rule finds by one number each."""
        new = []
        for match in rule.matches(self.text, self.starts):
            if (result := self._worth(rule, match)) is not None:
                at, end = self._tokens(match.start(), match.end())
                new.append(Found(at, end, result, form))
        for item in new:
            self._blank(item)
        self.starts = sorted(self.values) if new else self.starts
        return new

    def _worth(self, rule: Rule, match: re.Match[str]) -> float | None:
        """What a match comes to; None where it comes to nothing."""
        starts = [start for start, end in match.regs[1:] if self.text[start : start + 1] == BLANK]
        items = [item for start in starts if (item := self.values.get(start))]
        if len(items) < len(starts):
            return None
        try:
            result = rule.value(*([match] if rule.reads_words else ()), *(item.value for item in items))
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return None if isinstance(result, complex) or not abs(result) < 1e15 else float(result)

    def _tokens(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self.tokens.ends, start), bisect_left(self.tokens.starts, end)
