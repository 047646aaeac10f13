"""A dataset row as the trace it was made from, so that it can be judged and rendered again without a model.

The inverse of `schemas.arrow.RowShape.row`, as far as a row goes: which of its verdicts came from a stage and which
from the whole trace is not kept, so all of them are the trace's.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.arrow import verdict_from_row
from schemas.problem import PROBLEM_FIELDS, Problem
from schemas.request import Completion
from schemas.trace import Attempt, StageText, Trace

SAME = ("stage", "role", "generator", "model", "prompt_id", "prompt_hash", "fingerprint", "error")
"""Fields that an attempt and its row share."""


def trace_from_row(row: Mapping[str, Any], stages: Sequence[str]) -> Trace:
    """The trace of a row; `stages` are the pipeline's. A stage that was never generated is not in it."""
    provenance = row["provenance"] or ()
    tries = {name: [item for item in provenance if item["stage"] == name] for name in stages}
    return Trace(
        problem=Problem(id=row["problem_id"], **{name: row[name] for name in PROBLEM_FIELDS}),
        pipeline=row["pipeline"],
        sample=row["sample"],
        stages={name: _stage(name, items, row[name]) for name, items in tries.items() if items},
        trace_verdicts=[verdict_from_row(verdict) for verdict in row["verdicts"] or ()],
        judgements=[_attempt(item, item["text"]) for item in provenance if item["stage"] not in tries],
        error=row["error"],
    )


def _stage(name: str, items: Sequence[Mapping[str, Any]], kept_text: str | None) -> StageText:
    attempts = tuple(_attempt(item, kept_text if item["kept"] else item["text"]) for item in items)
    return StageText(name, attempts, next(index for index, item in enumerate(items) if item["kept"]))


def _attempt(item: Mapping[str, Any], text: str | None) -> Attempt:
    return Attempt(
        **{name: item[name] for name in SAME},
        number=item["attempt"],
        sampling=json.loads(item["sampling"]),
        completion=_completion(item, text or "") if item["finish_reason"] is not None else None,
        text=text or "",
        data=json.loads(item["data"]) if item.get("data") else None,
        verdicts=tuple(verdict_from_row(verdict) for verdict in item["complaints"] or ()),
    )


def _completion(item: Mapping[str, Any], text: str) -> Completion:
    """As much of the answer as a row keeps: the parsed text stands for the raw one."""
    return Completion(
        text=text,
        finish_reason=item["finish_reason"],
        reasoning=item["reasoning"],
        model=item["model"],
        prompt_tokens=item["prompt_tokens"] or 0,
        completion_tokens=item["completion_tokens"] or 0,
        calls=item["calls"] or 0,
        from_journal=True,
    )
