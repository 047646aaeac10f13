"""Amounts told in two units ("five hours and twenty minutes", "seven dollars and ten cents"), and times of day."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.conversions import HALF_DAY, clock_times, ratios
from filters.leaks.golds import key
from filters.leaks.lexicon import PART_WORDS, UNITS, unit_of
from filters.spans import Span

if TYPE_CHECKING:
    from filters.leaks.known import Known

APART = 24
"""Characters between the two numbers of a compound (our choice)."""
_BETWEEN = re.compile(
    r"[\s-]{0,2}(?:full\s|whole\s|complete\s)?([a-z]+)\.?,?\s(?:and\s|plus\s|with\s)?\$?$", re.IGNORECASE
)
_UNIT = re.compile(r"[\s-]{0,2}([a-z]+)", re.IGNORECASE)
_ONE = re.compile(r"\b(an?)\s([a-z]+)\s(?:and|plus)\s$", re.IGNORECASE)
_SHORT = re.compile(r"([a-z\d]+)\s([a-z]+)\s(?:short|shy)\sof\s$", re.IGNORECASE)
_AND_ONE = re.compile(r"[\s-](?:full\s|whole\s)?([a-z]+)\s(?:and|plus)\s(?:an?|another)\s([a-z]+)\b", re.IGNORECASE)


Compound = tuple[Span, str, float]
"""Where it stands, its dimension, and its size there."""


def compounds(text: str, amounts: Sequence[Amount]) -> Iterator[Compound]:
    """Each compound of two units with its dimension and its size there; `two hours and a half` too."""
    for place, amount in enumerate(amounts):
        if amount.use == "value":
            yield from _and_one(text, amount)
            yield from _short_of(text, amount, amounts, place)
            yield from _one_and(text, amount)
            if place:
                yield from _behind(text, amounts[place - 1], amount)


def _and_one(text: str, amount: Amount) -> Iterator[Compound]:
    """`three weeks and a day`."""
    start, end = amount.span
    if joint := _AND_ONE.match(text, end, end + APART + 8):
        yield from _two_units(Span(start, joint.end()), amount.value, joint[1], 1, joint[2])


def _short_of(text: str, amount: Amount, amounts: Sequence[Amount], place: int) -> Iterator[Compound]:
    """`ten minutes short of two hours`."""
    start, end = amount.span
    short, behind = _SHORT.search(text, max(0, start - 40), start), _unit_behind(text, end)
    if short and behind:
        few = next((one.value for one in amounts[:place] if one.span.end == short.end(1)), 1.0)
        yield from _two_units(Span(short.start(), behind.end()), amount.value, behind[1], -few, short[2])


def _one_and(text: str, amount: Amount) -> Iterator[Compound]:
    """`an hour and a half`, `a day and six hours`."""
    start, end = amount.span
    lone = _ONE.search(text, max(0, start - 20), start)
    if lone and _is_share(amount):
        yield from _sized(Span(lone.start(), end), 1 + amount.value, lone[2])
    elif lone and amount.value >= 1 and (behind := _unit_behind(text, end)):
        yield from _two_units(Span(lone.start(), end), 1, lone[2], amount.value, behind[1])


def _behind(text: str, before: Amount, amount: Amount) -> Iterator[Compound]:
    """`two hours and 15 minutes`, `two hours and a half`."""
    start, end = amount.span
    near = 0 < start - before.span.end <= APART
    joint = _BETWEEN.match(text, before.span.end, start) if near else None
    span = Span(before.span.start, end)
    if joint and _is_share(amount):
        yield from _sized(span, before.value + amount.value, joint[1])
    elif joint and amount.value >= 1 and (behind := _unit_behind(text, end)):
        yield from _two_units(span, before.value, joint[1], amount.value, behind[1])


def _is_share(amount: Amount) -> bool:
    return amount.form == "fraction" and 0 < amount.value < 1


def _unit_behind(text: str, end: int) -> re.Match[str] | None:
    return _UNIT.match(text, end, end + 14)


def _two_units(span: Span, many: float, big: str, few: float, small: str) -> Iterator[Compound]:
    """So many of a unit and so many of a smaller one."""
    one, other = unit_of(big.lower()), unit_of(small.lower())
    if one and other and UNITS[one][0] == UNITS[other][0] and UNITS[one][1] > UNITS[other][1]:
        yield span, UNITS[one][0], many * UNITS[one][1] + few * UNITS[other][1]


def _sized(span: Span, value: float, word: str) -> Iterator[Compound]:
    unit = unit_of(word.lower())
    if unit is not None:
        yield span, UNITS[unit][0], value * UNITS[unit][1]


def lasting(gold: str) -> tuple[str, float] | None:
    """The dimension and the size of a gold in two units: `1 h 57 min`."""
    plain = _HOURS.sub(" hours", gold)
    return next(((dimension, size) for _, dimension, size in compounds(plain, find_amounts(plain))), None)


@lru_cache(maxsize=256)
def stated_compounds(question: str) -> frozenset[tuple[str, float]]:
    """The dimensions and sizes of what a question tells in two units."""
    return frozenset((dimension, size) for _, dimension, size in compounds(question, find_amounts(question)))


_HOURS = re.compile(r"\s?\bh\b")


def told_in_parts(text: str, known: "Known") -> dict[str, list[Span]]:
    """Compounds that are the gold, or what the solution arrives at, in a unit of the question."""
    golds = known.golds
    found: dict[str, list[Span]] = {}
    for span, dimension, size in compounds(text, find_amounts(text)):
        sizes = [UNITS[unit][1] for unit in known.units if UNITS[unit][0] == dimension]
        values = {key(size / other) for other in sizes or ([1.0] if dimension == "count" else [])}
        if (dimension, size) == known.lasts:
            found.setdefault("gold", []).append(span)
        elif (dimension, size) in known.compounds or _is_stated(values, dimension, known):
            continue
        elif values & golds:
            found.setdefault("converted", []).append(span)
        elif values & known.results:
            found.setdefault("result", []).append(span)
    return found


_WHOLE = re.compile(
    r"\b(?:(?:an?|one)\s(?:full|whole|complete|entire)|(?:exactly|precisely)\s(?:an?|one)|one(?=\s[a-z]+\s(?:from\snow|later)))"
    r"\s([a-z]+)\b(?!\s(?:has|have|is|are|of|counts|per)\b|\s?[=-])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\bthe\s(?:very\s)?(third|quarter|fourth|fifth|sixth|tenth|twelfth)\s(?:part\s)?of\s(?:an?|one|that)\s(?:full\s|whole\s)?([a-z]+)\b",
    re.IGNORECASE,
)


def told_as_one(text: str, known: "Known") -> list[Span]:
    """The gold as one of a larger unit, or a share of one: `a full minute`, `the third part of an hour`."""
    golds = known.golds
    found = []
    if golds and known.units:
        plain = text.lower()
        for match in _WHOLE.finditer(text) if any(word in plain for word in _WHOLE_WORDS) else ():
            if f"one{match[1]}".lower() not in known.question.lower() and _in_units(1, match[1], known) & golds:
                found.append(Span(*match.span()))
        for match in _PART.finditer(text) if " of " in plain else ():
            if _in_units(1 / PART_WORDS[match[1].lower()], match[2], known) & golds:
                found.append(Span(*match.span()))
    return found


_WHOLE_WORDS = ("full", "whole", "complete", "entire", "exactly", "precisely", "from now", "later")


def _in_units(value: float, word: str, known: "Known") -> set[float]:
    """So much of a unit in other units of the question."""
    return {key(value * ratio) for ratio in ratios([word.lower()], known.units)}


def _is_stated(values: set[float], dimension: str, known: "Known") -> bool:
    """Whether the question states one of the values: of a unit of the dimension, or of anything if it is no gold."""
    golds = known.golds
    units = [
        noun
        for value, noun in known.things
        if value in values and (unit := unit_of(noun)) and UNITS[unit][0] == dimension
    ]
    return bool(units) or values.isdisjoint(golds) and not values.isdisjoint(known.stated)


def told_as_time(text: str, known: "Known") -> list[Span]:
    """The gold as a time of day in other words, and two times one after the other that lie the gold apart."""
    wanted = _minutes(known)
    times = sorted(clock_times(text).items()) if known.due is not None or wanted else []
    if not times or not _TIMES.search(text):
        return []
    found = [span for span, time in times if time == known.due and time not in known.clocks]
    for (one, start), (other, end) in zip(times, times[1:], strict=False):
        near = other.start - one.end <= REACH
        if near and float((end - start) % HALF_DAY) in wanted and not {start, end} <= known.clocks:
            found.append(Span(one.start, other.end))
    return found


REACH = 90
"""Characters between two times that belong together (our choice)."""
_TIMES = re.compile(
    r":\d\d|\bpast\b|\bto\b|o'clock|\b[ap]\.?m\b|noon|midnight|morning|afternoon|evening|night", re.IGNORECASE
)


def _minutes(known: "Known") -> frozenset[float]:
    """What the gold may be in minutes, on a clock face."""
    golds = known.golds
    sizes = [size / 60 for unit, size in (("hour", 3600), ("minute", 60)) if unit in known.units]
    found = {round(gold * size, 6) % HALF_DAY for gold in golds for size in sizes}
    if known.lasts and known.lasts[0] == "time":
        found.add(known.lasts[1] / 60 % HALF_DAY)
    return frozenset(found - {0.0})
