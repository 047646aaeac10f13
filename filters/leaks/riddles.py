"""Arithmetic phrases: "half of ninety-six", "one short of fifty", "the square of six", "as a week has days".

Patterns run over the text with every number blanked out to a run of one character, so that offsets stay; what a
pattern finds becomes a number itself, and another pattern may build on it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from filters.leaks.lexicon import NAMED_COUNTS, SMALL_WORDS
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
    words = tokens.words
    called, allowed = 0, FREE
    said = CUES.intersection(words)
    for word in said:
        called |= ANYWHERE.get(word, 0)
        allowed |= ALLOWED.get(word, 0)
    near = _Near(words, said, allowed)
    called = called & allowed | near.called(found)
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


class _Masked:
    """The text in lower case, numbers blanked out, and what each blank is worth."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        text = tokens.text.lower().replace(BLANK, " ")
        same = len(text) == len(tokens.text)
        self.text = _SPACE.sub(" ", text if same else tokens.text)
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
        start, end = self.tokens.starts[item.at], self.tokens.ends[item.end - 1]
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


_LOOK = 6
"""Tokens between what is counted and what has so many of it."""
_HAVE = frozenset({"has", "have", "counts", "shows", "contains", "fields", "puts", "holds", "carries", "offers"})
_ROUGH = frozenset({"few", "some", "several", "many"})
_DETERMINERS = frozenset({"a", "an", "the", "each", "every"})
_JOINTS = _DETERMINERS | {
    "in", "of", "on", "to", "full", "whole", "there", "are", "single", "as", "standard", "english", "regular",
    "ordinary", "normal", "calendar", "common", "make", "up", "do",
}  # fmt: skip
_CUES = frozenset({"as", "like", "number"})
_COUNTED = {part for part, _ in NAMED_COUNTS}
_WHOLES = {whole for _, whole in NAMED_COUNTS}


def named_counts(tokens: Tokens, numbers: Sequence[Found] = ()) -> list[Found]:
    """`as many as a week has days`, `the sides of a hexagon`; with `numbers` also `the minutes in three hours`."""
    words: list[str] = tokens.words
    found: list[Found] = []
    if _FORMS.isdisjoint(words):
        return []
    ends = {item.end: item for item in numbers}
    for at in [at for at, word in enumerate(words) if word in _FORMS]:
        whole = _whole(words[at])
        if whole is None:
            continue
        times, first, last = _multiple(words, at, ends)
        start, end = max(0, first - _LOOK), min(len(words), at + _LOOK)
        if _PART_FORMS.isdisjoint(words[start:first]) and _PART_FORMS.isdisjoint(words[at + 1 : end]):
            continue
        for other in (*range(start, first), *range(at + 1, end)):
            part = _part(words[other])
            count = NAMED_COUNTS.get((part, whole)) if part else None
            left, right, begin = min(first, other), max(at, other), at > other
            if count and (
                times != 1
                and _links_many(words, other, first, at)
                or times == 1
                and _links(words, min(at, other), right, begin)
            ):
                found.append(Found(left, max(last, right + 1), float(count * times), "named"))
    return found


def _multiple(words: list[str], at: int, ends: Mapping[int, Found]) -> tuple[float, int, int]:
    """How many wholes there are, and from which token to which: `three hours`, `a quarter of an hour`."""
    before = ends.get(at) or (ends.get(at - 2) if words[max(0, at - 2) : at] in (["of", "a"], ["of", "an"]) else None)
    behind = {"half": 0.5, "quarter": 0.25}.get(words[at + 3] if words[at + 1 : at + 3] == ["and", "a"] else "", 0)
    if before:
        return before.value, before.at, at + 1
    return (1 + behind, at, at + 4) if behind else (1, at, at + 1)


def _links_many(words: list[str], part: int, first: int, whole: int) -> bool:
    """`minutes in three hours`, `as seven hands have fingers`: nothing else stands between."""
    if part < first:
        return {*words[part + 1 : first]} <= _JOINTS and first > part + 1
    return bool(_HAVE & {*words[whole + 1 : part]})


def is_cued(tokens: Tokens, item: Found) -> bool:
    """A count that is referred to, "as many as a week has days", and not a fact that is told."""
    return not _CUES.isdisjoint(tokens.words[max(0, item.at - 9) : item.at])


def _links(words: list[str], left: int, right: int, part_first: bool) -> bool:
    between = words[left + 1 : right]
    if any(word in SMALL_WORDS or word in _ROUGH or word[:1].isdigit() for word in (*between, words[left - 1])):
        return False
    if part_first:  # days in a week, sides of a hexagon, day of a week
        return set(between) <= _JOINTS and not _DETERMINERS.isdisjoint(between)
    return bool(_HAVE & set(between)) and len(between) <= 3


_IRREGULAR = {
    "metres": "metre",
    "meters": "metre",
    "meter": "metre",
    "liters": "litre",
    "cents": "cent",
    "kilometer": "kilometre",
    "feet": "foot",
    "vertices": "vertex",
    "faces": "face",
    "edges": "edge",
    "centuries": "century",
    "dice": "die",
}


def _spellings(names: set[str]) -> frozenset[str]:
    irregular = (word for word, base in _IRREGULAR.items() if base in names)
    return frozenset({*names, *(f"{word}s" for word in names), *irregular})


_FORMS, _PART_FORMS = _spellings(_WHOLES), _spellings(_COUNTED)
"""Every spelling of what has a known number of parts, and of the parts."""


def is_common(words: list[str], value: float) -> bool:
    """Whether a number between these words is a fact that everybody knows: the 60 of "an hour has 60 minutes"."""
    if _PART_FORMS.isdisjoint(words):
        return False
    parts = {base for word in words if (base := _part(word))}
    wholes = {base for word in words if (base := _whole(word))} if parts else ()
    halves = 0.5 if "half" in words else 1
    return any(NAMED_COUNTS.get((part, whole)) in (value, value / halves) for part in parts for whole in wholes)


def tells_fact(words: list[str]) -> bool:
    """Whether these words name a unit and what it is made of, as in `half an hour is 30 minutes`."""
    parts = {base for word in words if (base := _part(word))}
    return any((part, whole) in NAMED_COUNTS for word in words if (whole := _whole(word)) for part in parts)


@lru_cache(maxsize=8192)  # a text has few words, and the same ones again and again
def _part(word: str) -> str | None:
    return _base(word, _COUNTED)


@lru_cache(maxsize=8192)
def _whole(word: str) -> str | None:
    return _base(word, _WHOLES)


def _base(word: str, known: set[str]) -> str | None:
    if word in known:
        return word
    word = _IRREGULAR.get(word, word[:-1] if word.endswith("s") else word)
    return word if word in known else None
