"""The plain baseline: question -> chain of thought. What every other paradigm is compared with.

Its samples also measure how hard a problem is: `pass_rate` is stored with every row and selects problems for GRPO.
"""

from pipelines.render import bare_text
from pipelines.sampling_columns import sampling_columns
from pipelines.stage import QUALITY, Check, Pipeline, Stage

STAGE = "cot"

PIPELINE = Pipeline(
    name="cot",
    summary="question -> chain of thought (the plain baseline)",
    stages=(
        Stage(
            name=STAGE,
            role="solver",
            sees=("question",),
            prompts=("cot/cot",),
            checks=("truncated", "format", "length", *QUALITY),
        ),
    ),
    checks=(
        Check("answer", STAGE),
        Check("arithmetic", STAGE),
        Check("answer_consistent", STAGE),
        Check("proximity", STAGE),
        Check("pass_rate", STAGE),
    ),
    render=bare_text,
    tags={},
    columns=sampling_columns(STAGE),
    filter_defaults={"format": {"boxed": (STAGE,), "unboxed": ()}},
)
