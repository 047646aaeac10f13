"""FSLR: the first planning step alone: which quantities, which operation, what it yields (arXiv 2601.03682).

The teacher sees the question only, and is told to name the step and not to solve the problem. That much is the paper's;
its prompt and format are not known, and the checks are ours (methods.md 2.4).
"""

import json

from pipelines.first_step import parse_first_step
from pipelines.number_columns import saving_columns
from pipelines.render import bare_text
from pipelines.stage import QUALITY, Check, Pipeline, Stage
from schemas.arrow import Column
from schemas.first_step import RESPONSE_FORMAT
from schemas.trace import Trace

STAGE = "first_step"


def field(name: str) -> Column:
    """A field of the structured step as text, as plain JSON if it is no string."""

    def read(trace: Trace) -> str | None:
        data = trace.stages[STAGE].attempt.data if STAGE in trace.stages else None
        if data is None:
            return None
        value = data[name]
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return Column(name, "text", read)


PIPELINE = Pipeline(
    name="fslr",
    summary="question -> first step (FSLR, arXiv 2601.03682)",
    stages=(
        Stage(
            name=STAGE,
            role="teacher",
            sees=("question",),
            prompts=("fslr/first_step",),
            checks=("truncated", "format", "length", "operation", "one_step", "grounded", "computed_value", *QUALITY),
            parse=parse_first_step,
            response_format=RESPONSE_FORMAT,
        ),
    ),
    checks=tuple(Check(name, STAGE) for name in ("gold_absent", "reference_step", "saving", "agreement")),
    render=bare_text,
    tags={},
    columns=(field("quantities"), field("operation"), field("target"), *saving_columns(STAGE)),
    instruction=(
        "{question}\n\nDo not solve this problem. Name only its first step: which quantities of the problem are taken, "
        "which operation joins them, and what that yields."
    ),
    filter_defaults={
        "format": {"boxed": (), "unboxed": (STAGE,)},
        "length": {STAGE: (5, 80)},
    },
)
