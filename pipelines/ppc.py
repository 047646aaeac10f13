"""PPC: question -> preplan -> plan -> execution (Wang & Zhang, arXiv 2605.30245).

The conditioning is the paper's: the preplan sees the question, the plan sees question and preplan, the execution
sees question and plan but not the preplan. No stage sees the gold answer; it is used by the answer filter only.
"""

from pipelines.render import tagged_segments
from pipelines.stage import QUALITY, Check, Pipeline, Stage
from schemas.arrow import verdict_column

PIPELINE = Pipeline(
    name="ppc",
    summary="question -> preplan -> plan -> execution (PPC, arXiv 2605.30245)",
    stages=(
        Stage(
            name="preplan",
            role="planner",
            sees=("question",),
            prompts=("ppc/preplan",),
            checks=("truncated", "format", "length", "spoiler", "computation", *QUALITY),
        ),
        Stage(
            name="plan",
            role="planner",
            sees=("question", "preplan"),
            prompts=("ppc/plan",),
            checks=("truncated", "format", "length", *QUALITY),
        ),
        Stage(
            name="execution",
            role="solver",
            sees=("question", "plan"),
            prompts=("ppc/execution",),
            checks=("truncated", "format", "length", *QUALITY),
        ),
    ),
    checks=(
        Check("recital", "preplan"),
        Check("leak", "preplan"),
        Check("value_leak", "preplan"),
        Check("plan_overlap", "preplan"),
        Check("answer", "execution"),
        Check("arithmetic", "execution"),
        Check("answer_consistent", "execution"),
        Check("plan_execution", "execution"),
        Check("soft_spoiler", "preplan"),
        Check("answer_probe", "preplan"),
        Check("adherence", "plan"),
        Check("proximity", "execution"),
    ),
    render=tagged_segments,
    tags={"preplan": "preplan", "plan": "plan", "execution": "execute"},
    columns=(
        verdict_column("spoiler_score", "spoiler", "preplan", "score"),
        verdict_column("preplan_tokens", "length", "preplan", "score"),
        verdict_column("predicted_answer", "answer", "execution", "value"),
        verdict_column("adherence", "adherence", "plan", "score"),
        verdict_column("proximity", "proximity", "execution", "score"),
    ),
)
