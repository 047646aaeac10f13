"""Whether an amount says the question again: what it states, or what joins its numbers and no more."""

from typing import TYPE_CHECKING

from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.golds import bare, key
from filters.leaks.known import Known

if TYPE_CHECKING:
    from filters.leaks.relations import Relation


def restates(amount: Amount, relation: "Relation", known: Known, text: str) -> bool:
    """A phrase of the question, or one that joins what it states and no more: `6 rows of 6 patches` tells no result.

    What everybody knows tells the answer or nothing: too many phrases come to some value on the way.
    """
    if quotes(amount, known, text):
        return True
    if relation.name != "result" or amount.form == "lore":
        return amount.form == "lore" and relation.name != "gold"
    inner = [other for other in find_amounts(text) if other.form != "phrase" and _within(other, amount)]
    return bool(inner) and all(key(other.value) in known.stated for other in inner)


def quotes(amount: Amount, known: Known, text: str) -> bool:
    """Whether the question has the expression as it is written, whatever the spaces."""
    return bare(text[amount.span.start : amount.span.end]).lower() in known.question.lower()


def _within(inner: Amount, outer: Amount) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end
