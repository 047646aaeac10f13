"""CoMT: reasoning steps with variable names and without numbers (From Meta-Thought to Execution, arXiv 2601.21909).

The teacher sees the question only. One sentence of the paper's prompt is known by a note and stands in ours; that the
text holds no numbers is checked here, and how is our choice, as all further checks are (methods.md 3.3 and 3.4).
"""

from pipelines.number_columns import saving_columns
from pipelines.render import bare_text
from pipelines.stage import QUALITY, Check, Pipeline, Stage
from schemas.arrow import verdict_column

STAGE = "meta_thought"

PIPELINE = Pipeline(
    name="comt",
    summary="question -> meta-thought without numbers (CoMT, arXiv 2601.21909)",
    stages=(
        Stage(
            name=STAGE,
            role="teacher",
            sees=("question",),
            prompts=("comt/meta_thought",),
            checks=("truncated", "format", "length", "number_free", "variables", *QUALITY),
        ),
    ),
    checks=tuple(Check(name, STAGE) for name in ("gold_absent", "saving", "executable", "faithfulness")),
    render=bare_text,
    tags={},
    columns=(
        verdict_column("variable_names", "variables", STAGE, "value"),
        *saving_columns(STAGE),
        verdict_column("faithfulness", "faithfulness", STAGE, "score"),
    ),
    instruction=(
        "{question}\n\nDescribe the reasoning that leads to the answer, step by step, with names for all quantities. "
        "Use no numbers and compute nothing."
    ),
    filter_defaults={
        "format": {"boxed": (), "unboxed": (STAGE,)},
        "length": {STAGE: (20, 400)},
    },
)
