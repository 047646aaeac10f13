"""A trace as a row of its dataset, whoever made or judged it."""

from typing import Any

from pipelines.render import training_prompt
from pipelines.resolve import Plan
from schemas.trace import Status, Trace


def trace_row(plan: Plan, trace: Trace, recipe_digest: str) -> dict[str, Any]:
    """All columns of a trace."""
    return plan.pipeline.shape.row(trace, response(plan, trace), recipe_digest, prompt(plan, trace))


def number_columns(plan: Plan) -> list[str]:
    """The pipeline's own columns that hold numbers."""
    return [column.name for column in plan.pipeline.shape.columns if column.kind == "number"]


def response(plan: Plan, trace: Trace) -> str | None:
    """The assistant's turn of a trace that has all its stages; None otherwise."""
    complete = trace.status is not Status.FAILED and len(trace.stages) == len(plan.stages)
    return plan.pipeline.render(trace, plan.tags) if complete else None


def prompt(plan: Plan, trace: Trace) -> str:
    """The user's turn of a trace."""
    return training_prompt(trace.problem.question, plan.instruction)
