"""Choosing among the advice there is, and putting a problem's own words into it."""

import re
from collections.abc import Collection, Sequence

from synth.reference.advice import Advice
from synth.reference.features import PATTERNS, Features
from synth.reference.numerals import holds_number
from synth.reference.wording import choose, listed


def applicable(
    items: Sequence[Advice], features: Features, most: int, taken: Collection[str] = (), found: str | None = None
) -> list[str]:
    """What applies to a problem, most telling first, at most so many and one of a group.

    Args:
        items: the table to choose from.
        features: the problem.
        most: how many at most.
        taken: groups that have been spoken of already.
        found: name of a quantity that is found on the way, for texts that speak of one.
    """
    said: list[str] = []
    groups = set(taken)
    for item in items:
        if len(said) == most:
            break
        if item.group in groups or not item.applies(features):
            continue
        text = _filled(choose(item.texts, features.key, item.texts[0]), features, found)
        if text:
            said.append(text)
            groups.add(item.group)
    return said


SLOT = re.compile(r"\{(phrase|units|idle|found)(?::(\w+))?\}")


def _filled(text: str, features: Features, found: str | None) -> str | None:
    """The text with words of the problem put in; None if the problem has none for it."""
    slot = SLOT.search(text)
    if not slot:
        return text
    if slot[1] == "phrase":
        value: str | None = quoted(slot[2], features.question)
    elif slot[1] == "units":
        value = listed([f"{unit}s" for unit in features.time_units])
    else:
        value = features.idle[0].definite if slot[1] == "idle" else found
    return None if value is None else SLOT.sub(lambda _: value, text)


GENERIC = {
    "times_as": "the comparison by a factor",
    "more_than": "the comparison by a difference",
    "every_other": "this one",
}
COMPARED = re.compile(r"\b(?:as|than)$")
TRAILING = re.compile(r"(?:\s(?:the|a|an|his|her|their|all|current|\w+['\u2019]s|as|than))+$")
PHRASE_END = re.compile(
    r"\s(?:and|but|in|on|for|from|if|when|she|he|they|to|at|is|was|are|were|did|does|do|has|had|have|who|which)\b|[,;(]"
)


def quoted(wording: str, question: str) -> str:
    """The words of the question in quotes, where they are few and hold no number; else what they are."""
    text = " ".join(question.split())
    found = PATTERNS[wording].search(text)
    if not found:
        return GENERIC[wording]
    behind = re.match(r"(?:\s[\w'\u2019]+){0,3}", text[found.end() :]) if COMPARED.search(found[0]) else None
    phrase = TRAILING.sub("", PHRASE_END.split(found[0] + (behind[0] if behind else ""))[0].strip())
    if holds_number(phrase) or not 3 <= len(phrase.split()) <= 8:
        return GENERIC[wording]
    return f'"{phrase}"'
