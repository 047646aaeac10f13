"""Steps with labels, from what is known: a trace's stages are its steps, a stage's verdicts are its label.

No filter of ours judges the lines of an execution one by one yet, and "the answer is right" does not make every line
of a solution right. What is judged is each stage as a whole, by filters and judges: that is what is exported, and a
pipeline of one stage has no steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from store.exports.format import Row


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace."""

    text: str
    """The stage's text."""
    label: bool
    """Whether every filter that judged the stage let it pass."""


def labelled_steps(row: Row, stages: Sequence[str]) -> list[Step]:
    """The trace's steps in order; none if a stage has no text or no verdict."""
    judged: dict[str, bool] = {}
    for verdict in row.get("verdicts") or ():
        stage = verdict["stage"]
        judged[stage] = judged.get(stage, True) and bool(verdict["passed"])
    if any(stage not in judged or not row.get(stage) for stage in stages):
        return []
    return [Step(row[stage], judged[stage]) for stage in stages]
