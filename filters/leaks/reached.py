"""What a solution arrives at, line by line, and whether a text says a value in the words of its line.

A small number could be anything, and a number that the question states of one thing may be what the solution comes to
for another. What tells them apart is what stands beside them: "has to rent four" where a line of the solution says that
4 buses are needed, "24 pages in front of her" where the question's 24 pages are read a day. All of it is our choice.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from filters.leaks.amounts import find_amounts
from filters.leaks.golds import key, readings, signed
from filters.leaks.tokens import Table, Tokens
from filters.marked_computations import ANY_MARK

if TYPE_CHECKING:
    from filters.leaks.amounts import Amount
    from filters.leaks.known import Known
    from filters.leaks.relations import Relation

_IDLE_WORDS = (
    "the and are for that with this then than from have has had its was were been will would can each every total they "
    "there these those which what when where who whose how his her our your she him them one two both all any "
    "of in on at to by as is it be or so if an no not but after before per also only just more less out up down same "
    "other make makes made give gives get gets take takes first second third last together altogether such into over "
    "about three four five six seven eight nine ten eleven twelve half value number do does did"
)
_IDLE = frozenset(_IDLE_WORDS.split())
ENDS = frozenset({".", ";", "?", "!"})
"""Signs behind which another sentence begins."""
NEAR = 7
"""Words on either side of a value that are looked at."""
MARKED = re.compile(r"=\s?([-\d.,/]+)>>")
"""What a marked computation of a solution comes to."""
_SAID = re.compile(
    r"(?:=|\bis\b|\bare\b|\bor\b|\bso\b|\bgives?\b|\bto\b)\s*(-?\d[\d,]*(?:\.\d+)?)(?![\d.]*\s?[-+*/=^(])"
)
_WORD = re.compile("[a-z]+")
STEM = Table(lambda word: word[:5] if len(word) > 1 and word.isalpha() and word not in _IDLE else "")
"""The beginning of a word that says what a value is of; empty for other words."""

Lines = Mapping[float, frozenset[str]]
"""A value to the words of the lines that it stands in."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """What solutions arrive at; compared by identity, so that what is known of a problem can be a key."""

    lines: Lines
    """Each value with the words of its lines."""
    negative: frozenset[float]
    """Values that stand there with a minus, without it."""


@dataclass(frozen=True, slots=True, eq=False)
class Givens:
    """What a question says around its values; compared by identity."""

    around: Lines
    """Each value with the words around it."""
    goals: frozenset[str]
    """Stems of the nouns that it asks for the value of: `what is the area of`."""
    rates: frozenset[tuple[float, str]] = frozenset()
    """Values that it states of a noun for each of something, with the noun's stem: `24 pages a day`."""
    letters: frozenset[str] = frozenset()
    """Letters that it asks for the value of."""


NOWHERE = Arrivals({}, frozenset())
UNSTATED = Givens({}, frozenset())


def _stems(words: Sequence[str]) -> set[str]:
    return set(map(STEM.__getitem__, words)) - {""}


@lru_cache(maxsize=256)
def _arrivals(source: str) -> Arrivals:
    negative: set[float] = set()
    found: dict[float, set[str]] = {}
    marked = "<<" in source
    for line in source.splitlines():
        plain = ANY_MARK.sub("", line)
        words = _stems(_WORD.findall(plain.lower()))
        spoken = [*MARKED.findall(line), *_SAID.findall(plain)]
        negative |= {value for part in spoken if part[0] == "-" for value in _values_in(part)}
        for part in spoken if marked else [plain]:
            for value in _values_in(part):
                found.setdefault(value, set()).update(words)
    return Arrivals({value: frozenset(words) for value, words in found.items()}, frozenset(negative))


def _values_in(part: str) -> list[float]:
    """The values that a part of a line tells; a lone number needs no reader of amounts."""
    try:
        return [key(float(part.replace(",", "")))]
    except ValueError:
        return [key(amount.value) for amount in find_amounts(part) if amount.use == "value"]


@lru_cache(maxsize=256)
def arrivals(sources: tuple[str, ...]) -> Arrivals:
    """What solutions and executions arrive at."""
    found = [_arrivals(source) for source in sources]
    if len(found) == 1:
        return found[0]
    lines: dict[float, frozenset[str]] = {}
    for one in found:
        for value, words in one.lines.items():
            lines[value] = lines.get(value, frozenset()) | words
    return Arrivals(lines, frozenset().union(*(one.negative for one in found)))


@lru_cache(maxsize=256)
def givens(question: str) -> Givens:
    """What a question says around its values, and what it asks for."""
    found: dict[float, set[str]] = {}
    rates = set()
    for amount in find_amounts(question):
        if rate := _RATE.match(question, amount.span.end):
            rates.add((key(amount.value), rate[1][:5].lower()))
        before = _WORD.findall(question[max(0, amount.span.start - 40) : amount.span.start].lower())[-NEAR:]
        after = _WORD.findall(question[amount.span.end : amount.span.end + 40].lower())[:NEAR]
        for value in readings(amount):
            found.setdefault(value, set()).update(_stems([*before, *after]))
    letters = frozenset(_LETTER.findall(question.replace("$", "")))
    goals = (_stems(match[1].split()) for match in _GOAL.finditer(question.lower().replace("$", "")))
    return Givens(
        {value: frozenset(words) for value, words in found.items()},
        frozenset(chain.from_iterable(goals)),
        frozenset(rates),
        letters,
    )


_RATE = re.compile(r"\s([A-Za-z]{3,})\s(?:an?|per|each|every)\b", re.IGNORECASE)
_LETTER = re.compile(r"\b(?:[Vv]alue\sof|[Ff]ind|[Ww]hat\sis|[Ss]olve\sfor|[Dd]etermine)\s([a-z])\b")
_GOAL = re.compile(
    r"\b(?:what\s(?:is|are|was|were|will\sbe)|find|compute|calculate|determine|evaluate)\s"
    r"(?:the\s|its\s|their\s|her\s|his\s)"
    r"((?:[a-z]+\s){0,2}[a-z]+)"
)
"""For text in lower case."""


_VERBS_WORDS = (
    "is are equals makes gives leaves yields measures takes needs requires lasts holds contains carries weighs costs "
    "comes come climbs rises grows drops falls reaches runs sits lies stands stops begins starts rent rents buys "
    "sells gets earns pays covers counts totals remains exactly simply namely becomes contributes hands brings "
    "allows offers permits fills spans stretches advances works stay eats uses leaving making giving measure take "
    "need last hold contain carry weigh cost worth finds shows will sees"
)
_VERBS = frozenset(_VERBS_WORDS.split())
_PRESENTS = _VERBS.union(["in", "to", "at", "up", "over", "by", "of"])
_REACHING = frozenset({"by", "to", "at", "up"})
_DEFINITE_WORDS = "the these those both all its their his her our other between any first last next each"
_DEFINITE = frozenset(_DEFINITE_WORDS.split())
_CLOSING = frozenset(".,;:!?)$")


class Beside(NamedTuple):
    """What the words around a value say of it."""

    own: int
    """How many of them stand in the solution's lines that come to it, and not around it in the question."""
    closes: bool
    """No word follows it in its clause."""
    definite: bool
    """It counts things that are taken for known: `the two`."""
    presented: bool
    """A verb or a preposition before it presents it."""
    stated: bool
    """A verb does."""
    reaches: bool
    """A verb and its preposition stand right before it, `climbs by`, `stands at`, or `a mere`."""
    apart: bool
    """None of them stands around it in the question."""
    goal: bool
    """What is asked stands before it."""

    @property
    def told(self) -> bool:
        """They say it in the words of its line, or present it as a result."""
        return self.reaches or self.own > 1 or self.presented and self.own > 0 or self.closes and self.stated

    @property
    def told_small(self) -> bool:
        """The same for a number that could count anything."""
        if self.reaches and (self.closes or self.own > 1):
            return True
        return self.presented and self.closes and self.own > 0


def beside(tokens: Tokens, at: int, amount: "Amount", known: "Known") -> Beside:
    """Looks at the words around an amount that begins at a token, as far as its sentence goes."""
    value = key(amount.value)
    behind = bisect_left(tokens.starts, amount.span.end, at)
    before = tokens.words[max(0, at - NEAR) : at]
    after = tokens.words[behind : behind + NEAR]
    begins = next((place for place in range(len(before), 0, -1) if before[place - 1] in ENDS), 0)
    before, after = before[begins:], after[: next((place for place, word in enumerate(after) if word in ENDS), NEAR)]
    closing = tokens.words[behind] in _CLOSING if behind < len(tokens.words) else True
    window = _stems([*before, *after])
    around = known.givens.around.get(value, frozenset())
    definite = bool(before) and before[-1] in _DEFINITE
    return Beside(
        len(window & known.reached.lines.get(value, frozenset()) - around),
        closing,
        definite,
        not definite and not _PRESENTS.isdisjoint(before[-3:]),
        not definite and not _VERBS.isdisjoint(before[-3:]),
        before[-1:] == ["mere"] or len(before) > 1 and before[-1] in _REACHING and before[-2] in _VERBS,
        window.isdisjoint(around),
        not _stems(before[-4:]).isdisjoint(known.givens.goals),
    )


def is_negative_result(tokens: Tokens, amount: "Amount", known: "Known") -> bool:
    """A number with a minus, as the solution comes to it and the question does not state it."""
    value = key(amount.value)
    if value not in known.reached.negative or signed(tokens.text, amount) >= 0:
        return False
    return not is_stated_negative(value, known)


def is_stated_negative(value: float, known: "Known") -> bool:
    """Whether the question states it with a minus."""
    return f"-{value:g}" in known.question or f"\u2212{value:g}" in known.question


_LOOKED_AT = frozenset({"stated", "stated_gold"})


def reached(tokens: Tokens, at: int, end: int, relations: Sequence["Relation"], known: "Known") -> Iterator[str]:
    """The cues of one sentence, which goes from token `at` to `end`."""
    for relation in relations:
        name, value = relation.name, key(relation.amount.value)
        if value < 2 or name not in _LOOKED_AT and not (relation.small and name in ("gold", "result")):
            continue
        if name == "stated" and value not in known.reached.lines:
            continue
        place = bisect_left(tokens.starts, relation.amount.span.start, at, end)
        found = beside(tokens, place, relation.amount, known)
        name = f"#reached-{name}{'-small' if relation.small else ''}"
        yield name
        if found.own:
            yield f"{name}-line"
        if found.definite:
            yield f"{name}-definite"
        if found.presented:
            yield f"{name}-presented"
            if found.own or found.closes:
                yield f"{name}-told"
        if found.apart and found.closes:
            yield f"{name}-apart"
