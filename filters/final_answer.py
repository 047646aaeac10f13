"""When a final answer counts as right: one rule, for the filter `answer` and for the outcome of every reward.

A text that boxes answers which differ, or that says another one behind its box, has not made up its mind: it is several
answers, whichever of them is right. Our choice; how the papers' graders decide there is not known.
"""

from typing import Literal

from filters.equivalence import Equivalence, Extraction, Reason

Several = Literal["reject", "last"]
"""What different answers of one text are: a reason to call it wrong, or steps before the last one."""

SEVERAL = "several_answers"
REASONS = {
    Reason.MISSING_ANSWER: "missing_answer",
    Reason.WRONG_ANSWER: "wrong_answer",
    Reason.ANSWER_UNPARSEABLE: "wrong_answer",
    Reason.GOLD_UNPARSEABLE: "gold_unparseable",
    Reason.TIMEOUT: "answer_timeout",
    Reason.CRASH: "answer_crash",
}
"""A comparison's reason as a verdict's; `several_answers` comes from the extraction."""


def complaint(found: Extraction, outcome: Equivalence, several: Several = "reject") -> str | None:
    """Why the answer found in a text is not right, given how it compares with the gold one; None if it is. Pure.

    A list of boxes is one answer if it is the gold one; apart, or wrong, they are several.
    """
    if found.text is None:
        return "missing_answer"
    if several == "reject" and (found.several or (found.joined > 1 and not outcome.equal)):
        return SEVERAL
    return None if outcome.equal else REASONS[outcome.reason]
