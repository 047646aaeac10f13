"""Arithmetic phrases: "half of ninety-six", "one short of fifty", "the square of six", "as a week has days".

Patterns run over the text with every number blanked out to a run of one character, so that offsets stay; what a
pattern finds becomes a number itself, and another pattern may build on it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from filters.leaks.lexicon import NAMED_COUNTS, SMALL_WORDS
from filters.leaks.riddle_rules import BLANK, RULES, TRIGGERED
from filters.leaks.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Found:
    """A number in tokens [at, end)."""

    at: int
    """Its first token."""
    end: int
    """The token after its last one."""
    value: float
    """What it says."""
    form: str
    """As `Amount.form`; `inside` for a plain number within an expression."""


LAYERS = 3
"""How often a phrase may be part of another phrase."""


def combine(tokens: Tokens, found: list[Found]) -> list[Found]:
    """The phrases that combine numbers of `found`, each with its value; at most three layers of them."""
    phrases: list[Found] = []
    called = {at for word in TRIGGERED.keys() & set(tokens.words) for at in TRIGGERED[word]}
    if not called or not found:
        return phrases
    rules = [RULES[at] for at in sorted(called)]
    masked = _Masked(tokens, found)
    for _ in range(LAYERS):
        new = [item for rule in rules for item in masked.apply(rule.pattern, rule.value)]
        phrases += new
        if not new:
            break
    return phrases


class _Masked:
    """The text in lower case, numbers blanked out, and what each blank is worth."""

    def __init__(self, tokens: Tokens, found: list[Found]) -> None:
        self.tokens = tokens
        text = tokens.text.lower().replace(BLANK, " ")
        same = len(text) == len(tokens.text)
        self.text = re.sub(r"\s", " ", text if same else tokens.text)
        self.values: dict[int, Found] = {}
        for item in found:
            if item.form not in ("inside", "ordinal"):
                self._blank(item)

    def _blank(self, item: Found) -> None:
        start, end = self.tokens.starts[item.at], self.tokens.ends[item.end - 1]
        self.text = f"{self.text[:start]}{BLANK * (end - start)}{self.text[end:]}"
        self.values[start] = item

    def apply(self, pattern: re.Pattern[str], value: Callable[..., float]) -> list[Found]:
        """Replaces what the pattern finds by one number each."""
        new = []
        for match in pattern.finditer(self.text):
            starts = [match.start(group) for group in range(1, (pattern.groups or 0) + 1)]
            items = [item for start in starts if (item := self.values.get(start))]
            if len(items) < sum(start >= 0 for start in starts):
                continue
            try:
                result = value(*(item.value for item in items))
            except (ValueError, ZeroDivisionError, OverflowError):
                continue
            if isinstance(result, complex) or not abs(result) < 1e15:
                continue
            at, end = self._tokens(match.start(), match.end())
            new.append(Found(at, end, float(result), "phrase"))
        for item in new:
            self._blank(item)
        return new

    def _tokens(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self.tokens.ends, start), bisect_left(self.tokens.starts, end)


_LOOK = 6
"""Tokens between what is counted and what has so many of it."""
_HAVE = frozenset({"has", "have", "counts", "shows", "contains"})
_ROUGH = frozenset({"few", "some", "several", "many"})
_DETERMINERS = frozenset({"a", "an", "the", "each", "every"})
_JOINTS = _DETERMINERS | {"in", "of", "on", "to", "full", "whole", "there", "are", "single"}
_CUES = frozenset({"as", "like", "number"})
_COUNTED = {part for part, _ in NAMED_COUNTS}
_WHOLES = {whole for _, whole in NAMED_COUNTS}


def named_counts(tokens: Tokens) -> list[Found]:
    """`as many as a week has days`, `the sides of a hexagon`, `for each day of a week`."""
    words, found = tokens.words, []
    for at in [at for at, word in enumerate(words) if word in _FORMS]:
        whole = _whole(words[at])
        if whole is None:
            continue
        for other in (*range(max(0, at - _LOOK), at), *range(at + 1, min(len(words), at + _LOOK))):
            part = _part(words[other])
            count = NAMED_COUNTS.get((part, whole)) if part else None
            if count and _links(words, min(at, other), max(at, other), at > other):
                found.append(Found(min(at, other), max(at, other) + 1, float(count), "named"))
            elif (
                part and (times := SMALL_WORDS.get(words[at - 1], 0)) > 1 and at < other and _HAVE & {*words[at:other]}
            ):
                count = NAMED_COUNTS.get((part, whole), 0)  # as many as seven hands have fingers
                found.extend([Found(at - 1, other + 1, float(count * times), "named")] if count else ())
    return found


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


_FORMS = frozenset(
    {*_WHOLES, *(f"{word}s" for word in _WHOLES), *(word for word, base in _IRREGULAR.items() if base in _WHOLES)}
)
"""Every spelling of what has a known number of parts."""


def is_common(words: list[str], value: float) -> bool:
    """Whether a number between these words is a fact that everybody knows: the 60 of "an hour has 60 minutes"."""
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
