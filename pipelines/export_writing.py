"""The second pass of an export: rows in the trainer's shape, written as they come."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.export_making import Making
from pipelines.export_plan import OUT, TRAIN, ExportPlan
from store.dataset import View
from store.export_folder import write_json
from store.export_shards import ExportFile, ShardWriter
from store.exports.format import SPLITS, Context, Format, Place, Row


@dataclass(slots=True)
class Written:
    """What the second pass wrote."""

    schema: Any
    """Arrow schema of the rows."""
    making: Making = field(default_factory=Making)
    """Who wrote the texts."""
    files: list[ExportFile] = field(default_factory=list)
    """In order."""
    side_files: list[str] = field(default_factory=list)
    """Files of the trainer's own beside them."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Rows that the trainer would refuse or misread, or that repeat a prompt, by why."""
    problems: dict[str, set[int]] = field(default_factory=dict)
    """Split to hashes of its problems."""
    labels: set[bool] = field(default_factory=set)
    """Labels of steps that occur."""

    @property
    def rows(self) -> dict[str, int]:
        """Split to rows."""
        counts: Counter[str] = Counter()
        for file in self.files:
            counts[file.split] += file.rows
        return dict(counts)


def write_rows(folder: Path, view: View, plan: ExportPlan, made: Format, context: Context, shard_bytes: int) -> Written:
    """The second pass: rows in the trainer's shape, into shards per split."""
    written = Written(made.schema(context))
    writers = {
        split: ShardWriter(folder, split, written.schema, made.suffix, made.folder_per_split, shard_bytes)
        for split in SPLITS
    }
    try:
        for side, row in _chosen(view, plan, made, written.making):
            writer = writers[SPLITS[0] if side == TRAIN else SPLITS[1]]
            if (line := _line(row, writer, written, made, context)) is not None:
                writer.add(line)
        written.files = [file for writer in writers.values() for file in writer.close()]
    finally:
        for writer in writers.values():
            writer.abandon()
    side_files = made.side_files(context, list(written.rows)) if made.side_files else {}
    for name, value in side_files.items():
        write_json(folder / name, value)
    written.side_files = list(side_files)
    return written


def _line(row: Row, writer: ShardWriter, written: Written, made: Format, context: Context) -> Row | None:
    """The exported row, counted; None, with the reason counted, if it stays behind."""
    problems = written.problems.setdefault(writer.split, set())
    problem = hash(row["problem_id"])
    if made.kind == "rl" and problem in problems:
        written.left_out["another row of its problem is there"] += 1
        return None
    line = made.row(row, context, Place(writer.split, writer.rows))
    if fault := made.check(line):
        written.left_out[f"{made.name}: {fault}"] += 1
        return None
    problems.add(problem)
    written.labels.update(line.get("labels") or ())
    written.making.count(row, made.limit)
    return line


def _chosen(view: View, plan: ExportPlan, made: Format, making: Making) -> Iterator[tuple[int, Row]]:
    """The rows that go out, with their side; who wrote them is counted while they are still Arrow."""
    wanted = [name for name in view.schema.names if name != "verdicts" or made.kind == "stepwise"]
    start = 0
    for batch in view.batches(wanted):
        sides = plan.sides[start : start + batch.num_rows]
        start += batch.num_rows
        kept = [side for side in sides if side != OUT]
        if not kept:
            continue
        rows = batch.filter(pa.array([side != OUT for side in sides]))
        making.count_attempts(rows)
        flat = rows.select([name for name in rows.schema.names if name != "provenance"])
        yield from zip(kept, flat.to_pylist(), strict=True)
