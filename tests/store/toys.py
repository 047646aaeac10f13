"""Small rows, problem files and runs for the store's tests."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from schemas.arrow import ATTEMPT, RowShape
from schemas.recipe import ProblemSource
from store.dataset import Dataset, Mode, RunRecord, VersionInfo

SCHEMA = RowShape(("plan",)).schema()
RECORD = RunRecord("run-1", "abc123", "name: toy\n", "0.1.0", usage={"tokens": 7, "usd": 0.5}, problems={"count": 3})
STATUSES = ("accepted", "rejected", "failed")


def row(number: int, **changes: Any) -> dict[str, Any]:
    """A row whose status goes round with its number, nested columns included."""
    span = {"stage": "plan", "label": "gold", "start": 0, "end": 2, "text": "42"}
    verdict = {"filter": "spoiler", "stage": "plan", "passed": number % 3 == 0, "score": 0.5, "evidence": [span]}
    attempt = {name: None for name in ATTEMPT.names} | {"stage": "plan", "attempt": 0, "kept": True, "calls": 1}
    values = {
        "trace_id": f"p{number}/0",
        "problem_id": f"p{number}",
        "sample": 0,
        "status": STATUSES[number % 3],
        "reasons": ["spoiler:score"] if number % 3 == 1 else [],
        "error": "plan: timeout: after 3 tries" if number % 3 == 2 else None,
        "question": f"What is {number}?",
        "plan": f"Think of {number}.",
        "verdicts": [verdict],
        "provenance": [attempt],
    }
    return values | changes


def commit(
    dataset: Dataset, rows: Iterable[Mapping[str, Any]], mode: Mode = "replace", schema: Any = SCHEMA
) -> VersionInfo:
    """A whole run with two shards or fewer."""
    listed = list(rows)
    with dataset.lock("run-1") as writer:
        staged = writer.stage(schema)
        for index, shard in enumerate((listed[:5], listed[5:])):
            staged.write_shard(index, shard)
        return writer.commit(staged, RECORD, mode)


def ids(view: Any) -> list[str]:
    """Trace ids in the order of the view."""
    found: list[str] = view.to_arrow(columns=["trace_id"])["trace_id"].to_pylist()
    return found


def jsonl(path: Path, rows: Iterable[Mapping[str, Any] | str | bytes]) -> ProblemSource:
    """Write rows, or raw lines, as a JSONL file, and give the source that reads it, patient with bad rows."""
    lines = [line if isinstance(line, str | bytes) else json.dumps(line) for line in rows]
    path.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
    return ProblemSource(path=str(path), max_bad_share=1.0)


def shared(*parts: str) -> Path:
    """A path of the data that is not part of the repository; it need not exist."""
    beside = Path(__file__).parents[3] / "shared"
    return Path(os.environ.get("FORETHOUGHT_SHARED", beside)).joinpath("data", *parts)
