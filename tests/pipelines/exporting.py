"""A dataset as a PPC run commits it, made by hand in milliseconds, and its exports read back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.export import ExportOptions, ExportResult, export_dataset
from pipelines.ppc import PIPELINE
from schemas.arrow import ATTEMPT
from store.dataset import Dataset, RunRecord
from store.export_shards import read_shard

RECIPE = """
name: toy
pipeline: ppc
problems: {path: /home/somebody/private/toy.jsonl, licence: CC-BY-4.0}
generators: {default: {kind: openai, model: teacher, sampling: {temperature: 0.7}}}
dataset: {root: /home/somebody/data, licence: MIT, languages: [en]}
"""
SYLLABLES = ["ba", "do", "ki", "lu", "me", "no", "pi", "ra", "so", "tu"]


def question(number: int) -> str:
    """A question of a problem of its own: no two have more than their form in common."""
    words = " ".join(_word(number, place) for place in range(14))
    return f"With {number + 2} of {words}, {number + 1} are given away. What is left?"


def _word(number: int, place: int) -> str:
    digits = str((number * 7919 + place * 104729) * 1299709 % 1000003)
    return "".join(SYLLABLES[int(digit)] for digit in digits)


def row(number: int, **changes: Any) -> dict[str, Any]:
    """An accepted row of a problem of its own; every third one is rejected for its preplan."""
    good = number % 3 != 1
    attempt = dict.fromkeys(ATTEMPT.names) | {"stage": "plan", "role": "planner", "generator": "openai"}
    attempt |= {"model": "teacher", "prompt_id": "ppc/plan", "prompt_hash": "ab" * 32, "kept": True, "attempt": 0}
    attempt |= {"sampling": '{"temperature": 0.7}'}
    verdicts = [
        {"filter": "spoiler", "stage": "preplan", "passed": good, "score": 0.0, "evidence": []},
        {"filter": "format", "stage": "plan", "passed": True, "evidence": []},
        {"filter": "answer", "stage": "execution", "passed": True, "value": "1", "evidence": []},
    ]
    execution = f"There is {number + 2} - {number + 1} = 1 left: \\boxed{{1}}."
    values = {
        "trace_id": f"p{number}/0",
        "problem_id": f"p{number}",
        "sample": 0,
        "pipeline": "ppc",
        "status": "accepted" if good else "rejected",
        "reasons": [] if good else ["spoiler:score"],
        "question": question(number),
        "answer": "1",
        "source": "toys",
        "difficulty": f"Level {number % 2 + 1}",
        "preplan": "What is sought is what remains; mind which amount is taken from which.",
        "plan": "Take what is given away from what there was.",
        "execution": execution,
        "spoiler_score": 0.0,
        "prompt": question(number),
        "response": (
            "<preplan>\nWhat is sought is what remains; mind which amount is taken from which.\n</preplan>\n"
            f"<plan>\nTake what is given away from what there was.\n</plan>\n<execute>\n{execution}\n</execute>"
        ),
        "verdicts": verdicts,
        "provenance": [attempt],
        "recipe_digest": "abc",
    }
    return values | changes


def dataset(
    root: Path, rows: list[dict[str, Any]], recipe: str = RECIPE, extra: Mapping[str, Any] = {"pipeline": "ppc"}
) -> Dataset:
    """Commit rows as version 0 of `toy`."""
    made = Dataset.at(root, "toy")
    usage = {"answered": 9, "prompt_tokens": 1000, "completion_tokens": 500, "cost_usd": 0.25}
    record = RunRecord("run-1", "abc", recipe, "0.1.0", usage, {"count": len(rows)}, extra)
    with made.lock("run-1") as writer:
        staged = writer.stage(PIPELINE.shape.schema())
        staged.write_shard(0, rows)
        writer.commit(staged, record)
    return made


def export(made: Dataset, out: Path, format: str = "trl-sft", **options: Any) -> ExportResult:
    """An export with the options given."""
    return export_dataset(made, ExportOptions(format, out, **options))


def rows_of(folder: Path, split: str) -> list[Mapping[str, Any]]:
    """All rows of a split, from its files in order."""
    files = json.loads((folder / "export.json").read_text(encoding="utf-8"))["files"]
    return [row for file in files if file["split"] == split for row in read_shard(folder / file["path"])]
