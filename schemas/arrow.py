"""The Arrow schema of a dataset, and a Trace as one of its rows.

One row per trace: flat text columns people read and trainers take, and nested `verdicts` and `provenance` that
explain them. Answers are strings throughout, since one column cannot hold both 3 and "3/4".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from schemas.trace import Attempt, Trace
from schemas.verdict import Evidence, Verdict

EVIDENCE = pa.struct(
    [
        ("stage", pa.string()),
        ("label", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
    ]
)
"""One span; offsets count characters of the stage's text."""

VERDICT = pa.struct(
    [
        ("filter", pa.string()),
        ("stage", pa.string()),
        ("passed", pa.bool_()),
        ("reason", pa.string()),
        ("score", pa.float64()),
        ("threshold", pa.float64()),
        ("value", pa.string()),
        ("detail", pa.string()),
        ("evidence", pa.list_(EVIDENCE)),
    ]
)
"""One filter's judgement."""

ATTEMPT = pa.struct(
    [
        ("stage", pa.string()),
        ("attempt", pa.int32()),
        ("kept", pa.bool_()),
        ("role", pa.string()),
        ("generator", pa.string()),
        ("model", pa.string()),
        ("prompt_id", pa.string()),
        ("prompt_hash", pa.string()),
        ("sampling", pa.string()),
        ("fingerprint", pa.string()),
        ("finish_reason", pa.string()),
        ("prompt_tokens", pa.int64()),
        ("completion_tokens", pa.int64()),
        ("calls", pa.int32()),
        ("text", pa.string()),
        ("data", pa.string()),
        ("reasoning", pa.string()),
        ("rejected_by", pa.list_(pa.string())),
        ("complaints", pa.list_(VERDICT)),
        ("error", pa.string()),
    ]
)
"""One generation. For attempts that were not kept, `text` and `complaints` (their evidence was fed back) stand here;
those of the kept one are the stage's column and the row's verdicts. `data` is JSON: what a structured answer held."""

HEAD = [
    ("trace_id", pa.string()),
    ("problem_id", pa.string()),
    ("sample", pa.int32()),
    ("pipeline", pa.string()),
    ("status", pa.string()),
    ("reasons", pa.list_(pa.string())),
    ("error", pa.string()),
    ("question", pa.string()),
    ("answer", pa.string()),
    ("solution", pa.string()),
    ("source", pa.string()),
    ("difficulty", pa.string()),
    ("subject", pa.string()),
    ("family", pa.string()),
]
"""Columns every dataset starts with."""

TAIL = [
    ("prompt", pa.string()),
    ("response", pa.string()),
    ("verdicts", pa.list_(VERDICT)),
    ("provenance", pa.list_(ATTEMPT)),
    ("recipe_digest", pa.string()),
]
"""Columns every dataset ends with; `prompt` and `response` are the two turns as they are trained on."""


@dataclass(frozen=True, slots=True)
class Column:
    """A flat column that a pipeline adds: what people sort and trainers filter by."""

    name: str
    """The column's name."""
    kind: Literal["text", "number"]
    """Strings, or 64-bit floats."""
    read: Callable[[Trace], str | float | None]
    """Its value for a trace; None where there is none."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """The columns of a pipeline's dataset."""

    stages: tuple[str, ...]
    """Text columns, one per stage."""
    columns: tuple[Column, ...] = ()
    """Flat columns of the pipeline's own."""

    def schema(self) -> Any:
        """The Arrow schema: head, stages, the pipeline's columns, tail."""
        kinds = {"text": pa.string(), "number": pa.float64()}
        own = [(column.name, kinds[column.kind]) for column in self.columns]
        return pa.schema([*HEAD, *((stage, pa.string()) for stage in self.stages), *own, *TAIL])

    def row(self, trace: Trace, response: str | None, recipe_digest: str, prompt: str | None = None) -> dict[str, Any]:
        """One trace as a row; `response` is None unless every stage has a text, `prompt` defaults to the question."""
        own = {column.name: column.read(trace) for column in self.columns}
        texts = {stage: trace.text(stage) for stage in self.stages}
        turns = {"prompt": trace.problem.question if prompt is None else prompt, "response": response}
        return {**_fixed(trace, recipe_digest), **turns, **texts, **own}


def verdict_column(name: str, judge: str, stage: str, field: str) -> Column:
    """A column that repeats one field of one filter's verdict on one stage, e.g. the spoiler score."""

    def read(trace: Trace) -> str | float | None:
        found = (v for v in trace.verdicts if v.filter == judge and v.stage == stage)
        value: str | float | None = getattr(next(found, None), field, None)
        return value

    return Column(name, "text" if field in ("value", "reason", "detail") else "number", read)


def _fixed(trace: Trace, recipe_digest: str) -> dict[str, Any]:
    problem = trace.problem
    row: dict[str, Any] = {
        "trace_id": trace.id,
        "problem_id": problem.id,
        "sample": trace.sample,
        "pipeline": trace.pipeline,
        "status": trace.status.value,
        "reasons": trace.reasons,
        "error": trace.error,
        "verdicts": [verdict_row(verdict) for verdict in trace.verdicts],
        "provenance": _provenance(trace),
        "recipe_digest": recipe_digest,
    }
    for name in ("question", "answer", "solution", "source", "difficulty", "subject", "family"):
        row[name] = getattr(problem, name)
    return row


def verdict_from_row(row: Mapping[str, Any]) -> Verdict:
    """The inverse of what `verdicts` holds."""
    evidence = tuple(Evidence(**item) for item in row["evidence"] or ())
    return Verdict(**{**row, "evidence": evidence})


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """A verdict as `verdicts` holds it."""
    fields = ("filter", "stage", "passed", "reason", "score", "threshold", "value", "detail")
    row: dict[str, Any] = {name: getattr(verdict, name) for name in fields}
    spans = ("stage", "label", "start", "end", "text")
    row["evidence"] = [{name: getattr(item, name) for name in spans} for item in verdict.evidence]
    return row


def _provenance(trace: Trace) -> list[dict[str, Any]]:
    generated = [(attempt, attempt is stage.attempt) for stage in trace.stages.values() for attempt in stage.attempts]
    asked = [(attempt, False) for attempt in trace.judgements]
    return [_attempt_row(attempt, kept) for attempt, kept in (*generated, *asked)]


def _attempt_row(attempt: Attempt, kept: bool) -> dict[str, Any]:
    completion = attempt.completion
    names = ("stage", "role", "generator", "model", "prompt_id", "prompt_hash", "fingerprint", "error")
    row: dict[str, Any] = {name: getattr(attempt, name) for name in names}
    row |= {
        "attempt": attempt.number,
        "kept": kept,
        "sampling": json.dumps(dict(attempt.sampling), sort_keys=True),
        "text": None if kept else attempt.text,
        "data": None if attempt.data is None else json.dumps(attempt.data, ensure_ascii=False, sort_keys=True),
        "rejected_by": [verdict.code for verdict in attempt.complaints],
        "complaints": [] if kept else [verdict_row(verdict) for verdict in attempt.complaints],
    }
    fields = ("finish_reason", "prompt_tokens", "completion_tokens", "calls", "reasoning")
    return row | {name: getattr(completion, name) if completion else None for name in fields}
