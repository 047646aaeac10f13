"""Why nothing could be derived from a problem: for counting, and in words."""

from dataclasses import replace

from schemas.errors import FailureKind
from schemas.problem import Problem
from synth.reference.features import read
from synth.reference.soundness import is_sound


def shortfall(problem: Problem) -> tuple[FailureKind, str]:
    """The reason, for a problem and a stage whose rules wrote nothing."""
    if not (problem.solution or "").strip():
        return "no_reference_solution", "it has no worked solution"
    features = read(problem)
    if features is None:
        return "solution_without_computation", "its worked solution shows no computation"
    solution = features.solution
    if not is_sound(replace(solution, answer=None)):  # without an answer to reach, only what is shown can be wrong
        return "solution_untrue", "its worked solution shows a computation that is not true, or not the one it marks"
    if not is_sound(solution):
        return "solution_misses_answer", f"no computation of its worked solution gives its answer {solution.answer}"
    return "solution_not_covered", "its worked solution has a form that the rules of this stage cannot take apart"
