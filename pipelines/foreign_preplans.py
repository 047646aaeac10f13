"""A row with another row's preplan: its turn rendered anew, and nothing kept that was said of the pair it was.

Pure. What the donor's own filters said of the preplan comes with it; verdicts that hold a text against the preplan or
the preplan against its problem are dropped, as they are about texts that no longer stand together.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pipelines.stage import Pipeline
from schemas.arrow import verdict_from_row
from schemas.problem import Problem
from schemas.trace import Attempt, StageText, Trace

STAGE = "preplan"
"""The stage that is swapped."""
ABOUT_THE_PAIR = ("adherence",)
"""Filters that judge another stage by the preplan."""
NEW_COLUMNS = (("preplan_from", pa.string()), ("matched_response", pa.string()))
"""The trace the preplan was written for; and the response with the row's own preplan, for preference pairs."""


def with_foreign_preplan(
    row: Mapping[str, Any], donor: Mapping[str, Any], pipeline: Pipeline, tags: Mapping[str, str], salt: str
) -> dict[str, Any]:
    """A dataset row with the preplan of another.

    Args:
        row: the row that gets it; its other texts, its prompt and its status stay.
        donor: the row it comes from.
        pipeline: what made both.
        tags: tag name by stage, as the dataset was rendered with.
        salt: what tells this derivation from others; rows of different ones are not interchangeable.
    """
    own = {name for stage in pipeline.stages if stage.name == STAGE for name in stage.checks}
    verdicts = [v for v in donor["verdicts"] if v["stage"] == STAGE and v["filter"] in own]
    verdicts += [v for v in row["verdicts"] if v["stage"] != STAGE and v["filter"] not in ABOUT_THE_PAIR]
    others = set(pipeline.stage_names) - {STAGE}
    new = {
        **row,
        STAGE: donor[STAGE],
        "verdicts": verdicts,
        "provenance": [item for item in donor["provenance"] if item["stage"] == STAGE]
        + [item for item in row["provenance"] if item["stage"] in others],
        "recipe_digest": derived_digest(row["recipe_digest"], salt),
        "preplan_from": donor["trace_id"],
        "matched_response": row["response"],
    }
    trace = trace_of(new, pipeline)
    columns = {column.name: column.read(trace) for column in pipeline.columns}
    return {**new, **columns, "response": pipeline.render(trace, tags)}


def derived_digest(digest: str, salt: str) -> str:
    """Digest of rows made from rows of `digest`."""
    return hashlib.sha256(json.dumps([digest, salt]).encode()).hexdigest()[:16]


def trace_of(row: Mapping[str, Any], pipeline: Pipeline) -> Trace:
    """The trace as far as rendering and flat columns need it: texts and verdicts."""
    problem = Problem(row["problem_id"], row["question"], row["answer"])
    stages = {name: _stage(name, row[name] or "") for name in pipeline.stage_names}
    verdicts = [verdict_from_row(verdict) for verdict in row["verdicts"]]
    return Trace(problem, row["pipeline"], row["sample"], stages, trace_verdicts=verdicts)


def _stage(name: str, text: str) -> StageText:
    return StageText(name, (Attempt(name, 0, "", "", "", "", "", {}, "", text=text),), 0)
