"""Counts of what has a known number of parts: "as many as a week has days", "the sides of a hexagon"."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from filters.leaks.lexicon import NAMED_COUNTS, SMALL_WORDS
from filters.leaks.riddles import Found
from filters.leaks.tokens import Tokens

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
    wholes = _wholes(words)
    if not wholes:
        return []
    found: list[Found] = []
    ends = {item.end: item for item in numbers}
    for at in [at for at, word in enumerate(words) if word in wholes]:
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


def _wholes(words: list[str]) -> set[str]:
    """The words that name a whole of which the text names a part."""
    said = _NAMES.intersection(words)
    return {whole for whole in said if not _PARTS_OF.get(whole, _NOTHING).isdisjoint(said)}


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


def _base(word: str, known: set[str]) -> str | None:
    if word in known:
        return word
    word = _IRREGULAR.get(word, word[:-1] if word.endswith("s") else word)
    return word if word in known else None


_FORMS, _PART_FORMS = _spellings(_WHOLES), _spellings(_COUNTED)
"""Every spelling of what has a known number of parts, and of the parts."""
_NAMES = _FORMS | _PART_FORMS
_NOTHING = frozenset[str]()
_PARTS_OF = {
    form: frozenset(part for part in _PART_FORMS if (_base(part, _COUNTED), _base(form, _WHOLES)) in NAMED_COUNTS)
    for form in _FORMS
}
"""Every spelling of a whole, with those of its parts."""


DAYS_OF_MONTH = frozenset((28.0, 29.0, 30.0, 31.0))


def is_common(words: list[str], value: float) -> bool:
    """Whether a number between these words is a fact that everybody knows: the 60 of "an hour has 60 minutes"."""
    if "them" in words and "has" in words:  # a minute has 60 of them
        return any(
            value == NAMED_COUNTS.get((part, whole)) for word in words if (whole := _whole(word)) for part in _COUNTED
        )
    if _PART_FORMS.isdisjoint(words):
        return False
    parts = {base for word in words if (base := _part(word))}
    wholes = {base for word in words if (base := _whole(word))} if parts else ()
    share = 0.5 if "half" in words else 0.25 if "quarter" in words else 1
    if value in DAYS_OF_MONTH and "day" in parts and "month" in wholes:
        return True
    return any(NAMED_COUNTS.get((part, whole)) in (value, value / share) for part in parts for whole in wholes)


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
