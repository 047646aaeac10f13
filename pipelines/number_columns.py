"""Columns that tokens are compared by; every paradigm that trains on less than a whole solution has them."""

from schemas.arrow import Column, verdict_column
from schemas.trace import Trace


def saving_columns(stage: str) -> tuple[Column, ...]:
    """Tokens of a stage's text, tokens of the problem's reference solution, and the share that is saved.

    The last two are empty for problems without a solution. Both counts are of one tokenizer if the settings of `length`
    and `saving` name the same.
    """
    return (
        verdict_column(f"{stage}_tokens", "length", stage, "score"),
        Column("solution_tokens", "number", lambda trace: _solution_tokens(trace, stage)),
        verdict_column("saving", "saving", stage, "score"),
    )


def _solution_tokens(trace: Trace, stage: str) -> float | None:
    found = (verdict.value for verdict in trace.verdicts if verdict.filter == "saving" and verdict.stage == stage)
    value = next(found, None)
    return None if value is None else float(value)
