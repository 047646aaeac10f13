"""The planned baseline: question -> plan -> chain of thought. PPC without its preplan (our choice of comparison).

The plan sees the question, the chain of thought sees question and plan.
"""

from pipelines.render import tagged_segments
from pipelines.sampling_columns import sampling_columns
from pipelines.stage import QUALITY, Check, Pipeline, Stage
from schemas.arrow import verdict_column

PIPELINE = Pipeline(
    name="plan_cot",
    summary="question -> plan -> chain of thought (PPC without a preplan)",
    stages=(
        Stage(
            name="plan",
            role="planner",
            sees=("question",),
            prompts=("plan_cot/plan",),
            checks=("truncated", "format", "length", *QUALITY),
        ),
        Stage(
            name="cot",
            role="solver",
            sees=("question", "plan"),
            prompts=("plan_cot/cot",),
            checks=("truncated", "format", "length", *QUALITY),
        ),
    ),
    checks=(
        Check("answer", "cot"),
        Check("arithmetic", "cot"),
        Check("answer_consistent", "cot"),
        Check("plan_execution", "cot"),
        Check("proximity", "cot"),
        Check("pass_rate", "cot"),
    ),
    render=tagged_segments,
    tags={"plan": "plan", "cot": "cot"},
    columns=(verdict_column("plan_tokens", "length", "plan", "score"), *sampling_columns("cot")),
    filter_defaults={
        "format": {"boxed": ("cot",), "unboxed": ("plan",), "tags": ("preplan", "plan", "execute", "cot", "think")}
    },
)
