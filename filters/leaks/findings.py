"""Where a text gives values away, once its amounts have been related: what `value_leak` finds, and `leak` with it."""

from collections.abc import Sequence

from filters.leaks.choices import eliminated
from filters.leaks.known import Known
from filters.leaks.relations import Relation
from filters.leaks.values import leaking_amounts, literal_golds, other_golds, stated_answers, told_choices
from filters.spans import Span


def value_findings(
    text: str, known: Known, spans: Sequence[Span], relations: Sequence[Relation], judged_as: str = "elimination"
) -> dict[str, list[Span]]:
    """By label: gold, near, result, converted, expression, elimination, answer; only those that are found.

    Args:
        text: what is judged.
        known: what is known of its problem.
        spans: its sentences.
        relations: of its amounts, as `relate` finds them.
        judged_as: label of sentences that leave one candidate over.
    """
    found = leaking_amounts(text, relations)
    if literal := literal_golds(text, known):
        found["expression"] = literal
    for label, where in other_golds(text, known).items():
        found.setdefault(label, []).extend(where)
    if judged := eliminated(text, spans, known):
        found[judged_as] = judged
    if answers := [*stated_answers(text, relations), *told_choices(text, known)]:
        found["answer"] = answers
    return found
