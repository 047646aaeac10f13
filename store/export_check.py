"""Reads a finished export back as its trainer would, and holds it against the trainer's rules."""

from collections.abc import Sequence
from pathlib import Path

from store.export_shards import ExportFile, read_shard
from store.exports.format import Format, Row


class ExportCheckError(Exception):
    """An export broke a rule of its trainer: a mistake of ours, nothing is left of it."""


def check_export(folder: Path, made: Format, files: Sequence[ExportFile]) -> None:
    """Read every row of every file.

    Raises:
        ExportCheckError: naming file and row: a rule broken, columns that differ, or a problem in both splits.
    """
    seen: dict[str, set[int]] = {}
    columns: set[str] | None = None
    for file in files:
        count = 0
        for row in read_shard(folder / file.path):
            count += 1
            columns = columns or set(row)
            fault = _fault(row, columns, made)
            if fault:
                raise ExportCheckError(f"{file.path}, row {count}: {fault} (format {made.name})")
            seen.setdefault(file.split, set()).add(hash(_problem(row)))
        if count != file.rows:
            raise ExportCheckError(f"{file.path} holds {count} rows, {file.rows} were written")
    splits = list(seen.values())
    if len(splits) > 1 and splits[0] & splits[1]:
        raise ExportCheckError("a problem is in both splits")


def _fault(row: Row, columns: set[str], made: Format) -> str | None:
    if set(row) != columns:
        return f"columns differ: {sorted(set(row) ^ columns)}"
    if taken := columns & made.reserved:
        return f"reserved columns: {sorted(taken)}"
    return made.check(row)


def _problem(row: Row) -> str:
    return str(row["problem_id"] if "problem_id" in row else row["extra_info"]["problem_id"])
