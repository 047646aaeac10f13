"""Which of a text's amounts give something away, and where a gold stands as it is written."""

import re
from collections.abc import Sequence

from filters.leaks.assertions import is_asserted, is_equated
from filters.leaks.known import Known, key
from filters.leaks.relations import CONSTANTS, LEAKS, Relation
from filters.number_uses import NAME_NOUNS
from filters.spans import Span

_COUNTS_NAMES = re.compile(rf"[\s-]+(?:[a-z]+\s)?(?:{'|'.join(NAME_NOUNS)})\b", re.IGNORECASE)
"""`3 quantities`, `two unknown values`: a count of what the text itself names."""


def leaking_amounts(text: str, relations: Sequence[Relation]) -> dict[str, list[Span]]:
    """The spans of amounts that give something away, by their relation."""
    found: dict[str, list[Span]] = {}
    for relation in relations:
        if is_leak(text, relation):
            found.setdefault(relation.name, []).append(relation.amount.span)
    return found


def is_leak(text: str, relation: Relation) -> bool:
    """Whether one amount gives something away; a number that could be anything needs words that say so."""
    if relation.name not in LEAKS or relation.small and _COUNTS_NAMES.match(text, relation.amount.span.end):
        return False
    value = key(relation.amount.value)
    form, name = relation.amount.form, relation.name
    if form == "fraction" and name == "result" and value in CONSTANTS:
        return is_equated(text, relation.amount.span.start)
    if form not in ("number", "word") or name not in ("gold", "result") or not (value in CONSTANTS or value < 10):
        return True
    if relation.name == "gold":
        return relation.asked or is_asserted(text, *relation.amount.span)
    return not relation.small and (relation.asked or is_equated(text, relation.amount.span.start))


SHORTEST = 4
"""Characters of a gold that is looked for as it is written; a shorter one stands everywhere by accident."""


def literal_golds(text: str, known: Known) -> list[Span]:
    """A gold that is an expression in letters, wherever it stands as it is written."""
    gold = known.gold.text if known.gold else ""
    if len(gold) < SHORTEST or gold in known.question:
        return []
    pattern = r"[\s$]*(?:\\left|\\right|\\,|\\!)?".join(map(re.escape, gold))
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
