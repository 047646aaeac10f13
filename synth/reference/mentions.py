"""The numbers a problem states, each with a name that says what it is and not how much."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from synth.reference.nouns import possessive
from synth.reference.number_kinds import classify
from synth.reference.numerals import find_numerals
from synth.reference.owners import aged, doing, occasion
from synth.reference.story import Story, story_of
from synth.reference.wellformed import kind_of, reads_well

MULTIPLE_WORDS = re.compile(r"\b(?:twice|thrice|doubled?|doubles|tripled?|triples|quadrupled?)\b", re.IGNORECASE)
HALF = re.compile(r"\b(?:half|halves|a\squarter|a\sthird)\b", re.IGNORECASE)
MULTIPLES = {"tw": 2, "th": 3, "do": 2, "tr": 3, "qu": 4}
SHARES = {"h": 2, "q": 4, "t": 3}


@dataclass(frozen=True, slots=True)
class Mention:
    """One stated number."""

    value: Fraction
    """What it says."""
    kind: str
    """`money`, `rate`, `percentage`, `fraction`, `multiple`, `duration`, `length`, ..., `age`, `count` or `number`."""
    name: str
    """What it is, without an article and without the number: `number of friends`, `price per pair`, `Tom's age`."""
    start: int
    """Offset in the question, its white space collapsed."""
    text: str
    """As written, with its unit."""

    counted: str = ""
    """The words right behind it, up to two of them."""
    again: bool = False
    """True if its wording points back to a number named before: `the 30 days`, `these four friends`."""

    @property
    def dozens(self) -> bool:
        """True for `four dozen`."""
        return "dozen" in self.text.lower()

    @property
    def definite(self) -> str:
        """The name with its article."""
        return self.name if "'s age" in self.name or "\u2019s age" in self.name else f"the {self.name}"


@lru_cache(maxsize=1024)
def find_mentions(question: str) -> tuple[Mention, ...]:
    """The stated numbers in order, words such as `twice` and `half` included."""
    text = " ".join(question.split())
    found = [
        _mention(text, n.start, n.end, n.value)
        for n in find_numerals(text)
        if n.value is not None and not _is_unit(text, n.start, n.end)
    ]
    for match in MULTIPLE_WORDS.finditer(text):
        value = Fraction(MULTIPLES[match[0][:2].lower()])
        found.append(Mention(value, "multiple", "stated multiple", match.start(), match[0]))
    taken = {offset for mention in found for offset in range(mention.start, mention.start + len(mention.text) + 5)}
    for match in HALF.finditer(text):
        if match.start() not in taken:
            value = Fraction(1, SHARES[match[0].lower().removeprefix("a ")[0]])
            found.append(Mention(value, "fraction", "stated fraction", match.start(), match[0]))
    apart = _told_apart(text, sorted(found, key=lambda mention: mention.start))
    return tuple(_readable(story_of(question), mention) for mention in apart)


def _readable(story: Story, mention: Mention) -> Mention:
    """The number with a name that reads well: its own, or what kind of thing it is."""
    if mention.name.startswith("stated ") or reads_well(story, mention.definite):
        return mention
    plain = kind_of(story, mention.definite)
    name = plain.removeprefix("the ") if plain else PLAIN_NAMES.get(mention.kind, "stated number")
    return replace(mention, name=name)


PLAIN_NAMES = {"money": "stated amount of money", "percentage": "stated percentage", "rate": "stated rate"}
"""What a number is called where no name of its own reads well."""


def _is_unit(text: str, start: int, end: int) -> bool:
    """True for the dozen of `5 dozen`, which is no number of its own."""
    return text[start:end].lower() == "dozen" and text[max(0, start - 2) : start - 1].isdigit()


def _mention(text: str, start: int, end: int, value: Fraction) -> Mention:
    kind, name, unit = classify(text, start, end)
    behind = WORDS_BEHIND.match(text, end)
    counted = behind[0].strip(" -").lower() if behind else ""
    again = POINTING.search(text[max(0, start - 14) : start]) is not None
    return Mention(value, kind, name, start, (text[start:end] + unit).strip(), counted, again)


WORDS_BEHIND = re.compile(r"[\s-]?[A-Za-z]+(?:[\s-][A-Za-z]+)?")
POINTING = re.compile(r"\b(?:the|these|those|all|his|her|their|its|both)\s$", re.IGNORECASE)


def _told_apart(text: str, found: list[Mention]) -> tuple[Mention, ...]:
    """Numbers of the same name are told apart by who has or does what, and when, where the text says so."""
    counts = Counter(mention.name for mention in found)
    apart = [_particular(text, mention) if counts[mention.name] > 1 else mention for mention in found]
    counts = Counter(mention.name for mention in apart)
    return tuple(_dated(text, mention) if counts[mention.name] > 1 else mention for mention in apart)


def _particular(text: str, mention: Mention) -> Mention:
    if mention.kind in ("age", "number") and (owner := aged(text, mention.start)):
        return replace(mention, kind="age", name=f"{possessive(owner)} age")
    clause = doing(text, mention.start)
    if clause is None or mention.kind in SETTLED:
        return mention
    measured = mention.name.partition(" in ")
    name = f"number of {measured[2]}" if measured[1] and mention.kind not in ("money", "count") else mention.name
    name = name.replace("stated amount of money", "amount").replace("stated number", "number")
    return replace(mention, name=f"{name} {clause}")


def _dated(text: str, mention: Mention) -> Mention:
    opening = occasion(text, mention.start)
    return mention if opening is None or mention.kind in SETTLED else replace(mention, name=f"{mention.name} {opening}")


SETTLED = ("percentage", "fraction", "multiple", "time", "year", "rate", "age", "difference")
"""Kinds whose names are not made more particular."""
