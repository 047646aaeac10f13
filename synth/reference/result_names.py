"""What each computation of a solution finds: named in the words of its sentence where they read well, else plainly."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.reference.asking import asked_clause
from synth.reference.expression import parse_number
from synth.reference.lexicon import MONEY_UNITS, words
from synth.reference.mentions import Mention
from synth.reference.nouns import counted_noun
from synth.reference.phrases import quantity_phrase
from synth.reference.solution import Solution, Step
from synth.reference.story import Story, story_of
from synth.reference.wellformed import kind_of, reading, reads_well
from synth.reference.wording import with_article

CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]\w*")
KNOWN_CAPITALS = words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December"
)
BARE_AMOUNT = re.compile(r"^the (?:total )?amount(?: of money)?$")
"""A name that says only that it is money."""

SPENT = re.compile(
    r"^the number (?!of )(?=(?:[\w'\u2019]+ ){1,4}"
    r"(?:spends?|spent|earns?|earned|pays?|paid|costs?|saves?|saved|owes?|owed)\b)"
)
"""What is said of money, also where a line leaves its sign out."""

ASKED_WORDS = 14
"""Longer questions name nothing."""


@dataclass(frozen=True, slots=True)
class ResultName:
    """What a computation finds."""

    name: str | None
    """A noun phrase with its article, or a clause; None where no name tells it from the others."""
    noun: str | None
    """What kind of quantity it is at least: `the number of apples`, `the amount of money`."""

    @property
    def indefinite(self) -> str | None:
        """The kind of quantity with the article of something new: `a number of apples`."""
        if self.noun is None:
            return None
        return with_article(self.noun.removeprefix("the "))


def name_results(question: str, asking: str, solution: Solution, mentions: Sequence[Mention]) -> list[ResultName]:
    """The names of all results, no two alike.

    Args:
        question: the problem's text.
        asking: its sentence that asks.
        solution: the worked solution.
        mentions: the numbers that the question states.
    """
    story = story_of(question)
    capitals = frozenset(CAPITALS.findall(question)) | KNOWN_CAPITALS
    found = [_of_step(story, step, capitals) for step in solution.steps]
    kinds = Counter(_kind(each.noun) for each in found if each.noun)
    stated = {kind for mention in mentions for kind in _kinds_of(mention)}
    named: list[ResultName] = []
    for index, each in enumerate(found):
        name = each.name
        bare = name is not None and (name == each.noun or BARE_AMOUNT.match(name))
        if name is not None and bare and (kinds[_kind(name)] > 1 or _kind(name) in stated):
            name = None
        if name is None and index == len(found) - 1:
            name = _asked(story, question, solution)
        taken = any(name == earlier.name for earlier in named)
        named.append(ResultName(None if taken else name, each.noun))
    return named


def _of_step(story: Story, step: Step, capitals: frozenset[str]) -> ResultName:
    """Its own name, whether others have it or not."""
    raw = quantity_phrase(step)
    raw = raw and SPENT.sub("the amount ", raw)
    noun = _noun(story, step, raw)
    if raw is None or not capitals.issuperset(CAPITALS.findall(raw)):
        return ResultName(None, noun)
    return ResultName(reading(story, raw) or noun, noun)


def _noun(story: Story, step: Step, raw: str | None) -> str | None:
    head, _ = counted_noun(step.after)
    if step.money or head.lower() in MONEY_UNITS:
        return "the amount of money"
    return next((plain for name in (raw, f"the number of {head}") if name and (plain := kind_of(story, name))), None)


def _kind(name: str) -> str:
    """What is counted, in a word: `apples`."""
    return "money" if name.endswith(("amount", "money")) else name.split()[-1].lower()


def _kinds_of(mention: Mention) -> Iterator[str]:
    if mention.kind in ("money", "rate"):
        yield "money"
    yield from mention.name.lower().split()


def _asked(story: Story, question: str, solution: Solution) -> str | None:
    """For the last computation, if it gives the answer: what the question asks for, where that reads well."""
    clause = asked_clause(question)
    answer, last = parse_number(solution.answer or ""), solution.steps[-1].result
    if clause is None or answer is None or answer != last or len(clause.split()) > ASKED_WORDS:
        return None
    return clause if reads_well(story, clause) else None
