"""The same quantity in another unit: three hundred minutes for five hours, 21:15 for a quarter of an hour past nine."""

import re
from collections.abc import Collection, Iterator, Sequence

from filters.leaks.lexicon import SMALL_WORDS, UNITS, unit_of
from filters.leaks.tokens import tokenise
from filters.spans import Span

HALF_DAY = 720
"""Minutes after which a clock face repeats."""
_CLOCK = re.compile(r"(?<![\d.,:])(\d{1,2})[:.](\d{2})(?!\d)(?=\s?(?:[ap]\.?m\b|o'clock|h\b)|[^\d%])", re.IGNORECASE)
_TIME = re.compile(r"\d[:.]\d")
_SAID = re.compile(
    r"\b(quarter|half|five|ten|twenty|twenty-five)\s(?:minutes\s)?(past|to|after|before)\s([a-z]+)\b", re.IGNORECASE
)
_EXACT = re.compile(r"(?<![\d.,:])(\d{1,2})\s?(?:[ap]\.?m\b|o'clock)|\b(noon|midnight)\b", re.IGNORECASE)
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOUR = re.compile(
    rf"(?<!past\s)(?<!to\s)\b({_HOURS})\s(?:o'clock|(?:sharp\s)?in\sthe\s(?:morning|afternoon|evening)|at\snight|sharp)",
    re.IGNORECASE,
)
_MINUTES_TO = re.compile(
    rf"\b([a-z]+(?:-[a-z]+)?|\d{{1,2}})\sminutes?\s(past|after|to|before|of|ahead\sof|short\sof)\s(?:the\s)?({_HOURS})\b",
    re.IGNORECASE,
)
_MINUTES = {"quarter": 15, "half": 30, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}


_POWERS = {"square": 2, "cubic": 3}
"""Words that stand before a unit of length."""
_LITRE = 1e3
"""Cubic millimetres to the millilitre."""


def ratios(words: Sequence[str], units: Collection[str]) -> Iterator[float]:
    """How many of a unit of the question the first unit among `words` is, for each unit of its dimension.

    `square` and `cubic` may stand on either side of the unit, as words that are read backwards have them.
    """
    place, unit = next(((at, unit) for at, word in enumerate(words) if (unit := unit_of(word)) in UNITS), (0, None))
    if unit is None:
        return
    dimension, size = UNITS[unit]
    if dimension == "count":
        yield float(size)
        return
    power = max((_POWERS.get(word, 1) for word in words[max(0, place - 1) : place + 2]), default=1)
    for other in units:
        if UNITS[other][0] == dimension and other != unit:
            yield (size / UNITS[other][1]) ** (power if dimension == "length" else 1)
        elif power == 3 and dimension == "length" and UNITS[other][0] == "volume":
            yield size**3 / _LITRE / UNITS[other][1]
        elif dimension == "volume" and UNITS[other][0] == "length":
            yield size * _LITRE / UNITS[other][1] ** 3


_PER = frozenset({"per", "a", "an", "each", "every"})
_EACH_OF = frozenset({"each", "every", "per"})


def by_rate(words: Sequence[str], before: Sequence[str], units: Collection[str]) -> Iterator[float]:
    """How much of a rate in the question's units one in other units is: a kilometre a minute is 60 km/h.

    Args:
        words: behind the number, `kilometre per minute`.
        before: in front of it, the nearest first; `each minute` may stand there.
        units: of the question.
    """
    top = unit_of(words[0]) if words else None
    if top is None:
        return
    named = (
        words[2]
        if len(words) > 2 and words[1] in _PER
        else next((word for word, ahead in zip(before, before[1:], strict=False) if ahead in _EACH_OF), "")
    )
    bottom = unit_of(named)
    if bottom is None or UNITS[bottom][0] == UNITS[top][0]:
        return
    for over in units:
        for under in units:
            if (
                UNITS[over][0] == UNITS[top][0]
                and UNITS[under][0] == UNITS[bottom][0]
                and (over, under) != (top, bottom)
            ):
                yield UNITS[top][1] / UNITS[over][1] * UNITS[under][1] / UNITS[bottom][1]


_BESIDE_PART = frozenset(
    {"of", "a", "an", "one", "the", "full", "whole", "entire", "complete", "single", "another", "that", "this"}
)
_TURNS = {"straight": 180.0, "right": 90.0, "turn": 360.0, "round": 360.0, "revolution": 360.0, "circle": 360.0}


def of_whole(words: Sequence[str], units: Collection[str]) -> Iterator[float]:
    """How much a whole is that a share is taken of: a quarter `of a full day`, five twelfths `of a straight angle`."""
    if words[:1] != ["of"]:
        return
    rest = [word for word in words if word not in _BESIDE_PART]
    whole = rest[0] if rest else ""
    if "degree" in units and whole in _TURNS and (_TURNS[whole] == 360 or rest[1:2] == ["angle"]):
        yield _TURNS[whole]
    elif unit_of(whole) or whole in _POWERS:
        yield from ratios(rest[:2], units)


_THINGS_TOO = frozenset({"cup", "crown", "quarter", "yard", "foot", "feet"})
"""Units that are things as well."""


def is_foreign(words: Sequence[str], units: Collection[str]) -> bool:
    """The noun is a unit of a dimension that the question does not know: 750 g, where pages are counted."""
    unit = unit_of(words[0]) if words else None
    if unit is None or UNITS[unit][0] in ("count", "angle") or unit in _THINGS_TOO:
        return False
    return UNITS[unit][0] not in {UNITS[other][0] for other in units}


def clock_times(text: str) -> dict[Span, int]:
    """The times of day in a text, in minutes on a clock face of twelve hours. Linear in its length."""
    found: dict[Span, int] = {}
    said = _said(text)
    for match in _CLOCK.finditer(text) if _TIME.search(text) else ():
        if int(match[1]) < 25 and int(match[2]) < 60:
            found[Span(*match.span())] = (int(match[1]) * 60 + int(match[2])) % HALF_DAY
    if not said:
        return found
    for match in _SAID.finditer(text) if _tells_minutes(said) else ():
        hour = _HOUR_NAMES.get(match[3].lower())
        if hour and hour <= 12:
            sign = 1 if match[2].lower() in ("past", "after") else -1
            found[Span(*match.span())] = (hour * 60 + sign * _MINUTES[match[1].lower()]) % HALF_DAY
    for match in _HOUR.finditer(text) if not _PARTS_OF_DAY.isdisjoint(said) else ():
        found.setdefault(Span(*match.span()), SMALL_WORDS[match[1].lower()] * 60 % HALF_DAY)
    for match in _MINUTES_TO.finditer(text) if not _A_MINUTE.isdisjoint(said) else ():
        minutes = _spoken(match[1].lower())
        if minutes is not None:
            sign = 1 if match[2].lower() in ("past", "after") else -1
            found[Span(*match.span())] = (SMALL_WORDS[match[3].lower()] * 60 + sign * minutes) % HALF_DAY
    for match in _EXACT.finditer(text) if not _ON_THE_HOUR.isdisjoint(said) else ():
        found[Span(*match.span())] = int(match[1] or 0) * 60 % HALF_DAY
    return found


_HOUR_NAMES = {**SMALL_WORDS, "noon": 12, "midnight": 12}
"""Words that name an hour, and larger numbers, which name none."""


def _tells_minutes(said: Collection[str]) -> bool:
    """Whether `_SAID` may find something: `half past`, `ten to`."""
    return not _MINUTES.keys().isdisjoint(said) and not _SIDES.isdisjoint(said)


_SIDES = frozenset({"past", "to", "after", "before"})
_PARTS_OF_DAY = frozenset({"o'clock", "clock", "morning", "afternoon", "evening", "night", "sharp"})
_PARTS_OF_DAY |= {f"{word}{end}" for word in _PARTS_OF_DAY for end in ("s", "'s")}
"""One of them is in everything that `_HOUR` finds."""
_A_MINUTE = frozenset({"minute", "minutes"})
"""The same for `_MINUTES_TO`."""
_ON_THE_HOUR = frozenset({"o'clock", "clock", "noon", "midnight", "noon's", "midnight's", "m", "am", "pm"})
"""The same for `_EXACT`."""
_CUES = frozenset(_MINUTES) | _SIDES | _PARTS_OF_DAY | _A_MINUTE | _ON_THE_HOUR


def _said(text: str) -> frozenset[str]:
    """The words of a text that a time of day may hold; all of them where letters outside ASCII may stand for others."""
    return _CUES.intersection(tokenise(text).words) if text.isascii() else _CUES


def _spoken(word: str) -> int | None:
    """Minutes in digits or words, `twenty-five`."""
    if word.isdigit():
        return int(word)
    tens, _, ones = word.partition("-")
    values = [SMALL_WORDS.get(tens), SMALL_WORDS.get(ones) if ones else 0]
    return None if None in values else sum(value or 0 for value in values)


def told_by_the_clock(
    text: str, clocks: Collection[int], units: Collection[str], golds: Collection[float]
) -> list[Span]:
    """Times that lie the gold before or after a time of the question; not noon and midnight, nor what it states."""
    sizes = [size / 60 for unit, size in (("hour", 3600), ("minute", 60)) if unit in units]
    if not clocks or not sizes or ":" not in text and "past" not in text and "quarter to" not in text:
        return []
    wanted = {round(gold * size, 6) % HALF_DAY for gold in golds for size in sizes} - {0.0}
    times = clock_times(text)
    return [
        span
        for span, time in times.items()
        if time and time not in clocks and any(not wanted.isdisjoint(_gaps(time, start)) for start in clocks)
    ]


def _gaps(time: int, start: int) -> set[float]:
    return {float((time - start) % HALF_DAY), float((start - time) % HALF_DAY)}


_CADENCE = re.compile(
    r"\b(?:one|a\ssingle|an?|just\sone)\s(?:[a-z]+\s){1,2}(?:an?|per|each|every)\s(minute|hour|day|week|month|year)\b"
    r"|\b(daily|hourly|weekly|monthly|yearly)\b",
    re.IGNORECASE,
)
_EACH = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year"}
_SPAN = {
    ("day", "week"): 7, ("day", "fortnight"): 14, ("hour", "day"): 24, ("minute", "hour"): 60, ("month", "year"): 12,
    ("week", "year"): 52, ("day", "year"): 365, ("month", "decade"): 120, ("year", "decade"): 10,
}  # fmt: skip
_LONGER = frozenset(longer for _, longer in _SPAN)
REACH = 120
"""Characters in which a cadence is looked for on either side of a duration (our choice)."""


def by_cadence(text: str, start: int, end: int, words: Sequence[str]) -> float:
    """How many there are to a unit of time if they come one by one: `one diagonal a day ... for five weeks` is 7."""
    unit = unit_of(words[0]) if words else None
    if unit not in _LONGER:
        return 0.0
    for match in _CADENCE.finditer(text, max(0, start - REACH), end + REACH):
        each = _EACH.get((match[2] or "").lower(), (match[1] or "").lower())
        if (each, unit) in _SPAN:
            return float(_SPAN[each, unit or ""])
    return 0.0
