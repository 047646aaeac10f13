"""Clauses held against the steps of a plan, in order."""

from filters.leaks.alignment import NO_STEPS, steps_of
from filters.leaks.course import course
from filters.leaks.gates import lines
from filters.leaks.tokens import tokenise

QUESTION = "An orchard has 9 rows of 14 trees. Each tree bears 20 kg, and 300 kg are eaten. How much is sold?"
PLAN = "1. Multiply the rows by the trees.\n2. Multiply by the harvest of a tree.\n3. Subtract what is eaten."


def worth(text: str, plan: str = PLAN) -> int:
    cues = course(tokenise(text).words, lines(text), steps_of(plan, QUESTION))[2]
    return sum(cue.startswith("#course>") for cue in cues)


IN_ORDER = "The rows are multiplied by the trees; times the harvest of a tree; what is eaten gets subtracted."


def test_steps_in_the_plans_order_are_worth_most() -> None:
    parts = IN_ORDER.rstrip(".").split("; ")
    assert worth(IN_ORDER) > worth("; ".join(reversed(parts)) + ".")
    assert worth(IN_ORDER) > worth(parts[0]) > 0


def test_what_lies_between_costs() -> None:
    between = " The weather of the year, the age of a tree, the way of the rows, and the tools of the harvest."
    first, second, third = IN_ORDER.split("; ")
    assert worth(f"{first}.{between} {second}.{between} {third}") < worth(IN_ORDER)


def test_a_denied_clause_meets_no_step() -> None:
    assert worth("Never multiply the rows by the trees.") == 0


def test_the_stretch_is_told_by_its_sentences() -> None:
    text = f"It is autumn. {IN_ORDER} Apples are fruit."
    start, end, _ = course(tokenise(text).words, lines(text), steps_of(PLAN, QUESTION))
    assert [text[line.span.start : line.span.end][:8] for line in lines(text)[start:end]] == [
        "The rows",
        "times th",
        "what is ",
    ]


def test_without_a_plan_or_a_text_there_is_none() -> None:
    assert course((), (), steps_of(PLAN, QUESTION)) == (0, 0, [])
    assert course(tokenise("Add.").words, lines("Add."), NO_STEPS) == (0, 0, [])
