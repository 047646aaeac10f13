"""Which stage is written by which rules."""

from collections.abc import Callable

from schemas.problem import Problem
from synth.reference.binding import bind
from synth.reference.execution import write_execution
from synth.reference.features import Features, read
from synth.reference.first_step import write_first_step, write_first_step_text
from synth.reference.meta_thought import write_meta_thought
from synth.reference.plan import write_plan
from synth.reference.preplan import write_preplan


def _execution(features: Features) -> str | None:
    return write_execution(features.solution)


WRITERS: dict[str, Callable[[Features], str | None]] = {
    "preplan": write_preplan,
    "plan": write_plan,
    "execution": _execution,
    "cot": _execution,
    "first_step": write_first_step_text,
    "meta_thought": write_meta_thought,
}
"""Stage to the function that writes it."""

BOUND = frozenset({"plan", "first_step", "meta_thought"})
"""Stages that say which quantities a computation takes."""

STRUCTURED: dict[str, Callable[[Features], str | None]] = {"first_step": write_first_step}
"""Stages that have a JSON form, too."""


class UnknownStage(Exception):
    """No rules for a stage of this name."""


class Ambiguous(Exception):
    """The solution does not tell which of several equal numbers it computes with."""


def write_stage(problem: Problem, stage: str, structured: bool = False) -> str | None:
    """The text of a stage, derived from the problem's worked solution.

    Args:
        problem: with its solution.
        stage: name of the stage; the rules are the same in every pipeline.
        structured: whether JSON is wanted where the stage has such a form.

    Returns:
        The text; None if the solution is missing, shows no computation, or does not compute its answer.

    Raises:
        UnknownStage: there are no rules for it.
        Ambiguous: the stage names the quantities that are computed with, and which they are cannot be told.
    """
    if stage not in WRITERS:
        raise UnknownStage(f"the reference generator has no rules for stage '{stage}' (it has: {', '.join(WRITERS)})")
    features: Features | None = read(problem)
    if features is None or not features.sound:
        return None
    if stage in BOUND and bind(features).ambiguous:
        raise Ambiguous("equal numbers of the solution may be different quantities, and nothing tells which is which")
    if stage in BOUND and not bind(features).explained:
        return None
    write = STRUCTURED.get(stage, WRITERS[stage]) if structured else WRITERS[stage]
    return write(features)
