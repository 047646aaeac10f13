"""A version comes to be: its files are moved into the table, then one Delta transaction names them.

Until the transaction's log entry exists nobody sees the files, so a kill at any moment leaves the version before as it
was; the files of a commit that never happened are removed when the next run takes the lock.
"""

import json
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

from schemas.errors import UserError
from store.disk import disk_errors, sync
from store.parts import Part, part_version, write_parts
from store.table import LOG, has_table
from store.tally import Tally, tally
from store.versions import PREFIX, RunRecord, VersionInfo, from_history, to_metadata, to_tally
from store.view import View, open_view, shaped

Mode = Literal["replace", "append"]
"""`replace`: the version holds exactly the run's rows. `append`: the rows of the version before, then the run's."""

CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
"""Versions stay readable until somebody removes them on purpose; Delta's defaults forget after a month and a week."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be committed."""

    batches: Iterable[Any]
    """Arrow batches, in order, read once."""
    schema: Any
    """Their schema."""
    counts: Tally | None = None
    """Their counts, where somebody has counted them already."""


def commit_rows(
    folder: Path,
    work: Path,
    rows: Rows,
    record: RunRecord,
    mode: Mode = "replace",
    without: Collection[str] = (),
) -> VersionInfo:
    """Commit rows as the next version of the table in `folder`, in bounded memory.

    Args:
        folder: the table; made if there is none.
        work: a folder on the same disk where files are written before they are moved into the table.
        rows: the run's rows. Appended rows with other columns than the table's are joined with its rows into new
            files, since Delta would drop the new columns without a word.
        record: what the run says about itself.
        mode: how the version relates to the one before.
        without: ids of problems whose rows of the version before are left behind by an append.

    Raises:
        UserError: the disk is full or closed to us, or appended columns contradict the table's. Nothing is committed.
    """
    before = open_view(folder) if has_table(folder) else None
    kept = before if mode == "append" else None
    if kept:
        rows, kept = _fitted(kept, rows, frozenset(without))
    counts = Tally()
    if rows.counts is not None:
        counts.join(rows.counts)
    with disk_errors(folder):
        parts = write_parts(_shaped(rows, counts), rows.schema, work, before.version + 1 if before else 0)
        if kept:
            counts.join(to_tally(kept.info) or tally(kept.batches()))
        commit_id = uuid.uuid4().hex
        metadata = to_metadata(record, counts, mode, before.version if before else None)
        metadata[COMMIT_ID] = commit_id
        return _transact(folder, _moved(parts, folder), _Transaction(rows.schema, metadata, kept is not None))


def remove_orphans(folder: Path) -> list[Path]:
    """Remove the files of commits that never happened. Only under the lock.

    Returns:
        What was removed.
    """
    newest = open_view(folder).version if has_table(folder) else -1
    orphans = [path for path in folder.glob("*.parquet") if (part_version(path.name) or 0) > newest]
    for path in orphans:
        path.unlink()
    return orphans


COMMIT_ID = PREFIX + "commit_id"
"""Tells, after an error, whether the commit happened all the same."""


@dataclass(frozen=True, slots=True)
class _Transaction:
    """What the log entry says beside the files."""

    schema: Any
    metadata: dict[str, str]
    keeps: bool
    """True: the files of the version before stay in."""


def _shaped(rows: Rows, counts: Tally) -> Iterator[Any]:
    """The batches in the table's columns, counted unless that is done."""
    for batch in rows.batches:
        batch = shaped(batch, rows.schema)
        if rows.counts is None:
            counts.add(batch)
        yield batch


def _fitted(kept: View, rows: Rows, without: frozenset[str]) -> tuple[Rows, View | None]:
    """Rows that can stand beside the table's files, or, with new columns or fewer old rows, in place of them."""
    columns, there = dict(_types(rows.schema)), dict(_types(kept.schema))
    clash = [name for name in columns.keys() & there.keys() if columns[name] != there[name]]
    if clash:
        fix = "Replace the rows instead of appending, or use another dataset name."
        what = f"column '{clash[0]}' is {there[clash[0]]} there, {columns[clash[0]]} in the new rows"
        raise UserError(what, where=f"{kept.name} version {kept.version}", fix=fix)
    if columns.keys() <= there.keys() and not without:
        return Rows(rows.batches, kept.schema, rows.counts), kept
    missing = [field for field in kept.schema if field.name not in columns]
    schema = pa.schema([*rows.schema, *missing])
    return Rows(chain(_remaining(kept, without), rows.batches), schema), None


def _remaining(view: View, without: frozenset[str]) -> Iterator[Any]:
    """A version's rows, those of some problems left out."""
    left_out = pa.array(sorted(without), pa.string())
    for batch in view.batches():
        rest = batch.filter(pc.invert(pc.is_in(batch["problem_id"], left_out))) if without else batch
        if rest.num_rows:
            yield rest


def _types(schema: Any) -> list[tuple[str, Any]]:
    return [(field.name, field.type) for field in schema]


def _moved(parts: Sequence[Part], folder: Path) -> list[Part]:
    moved = [Part(part.path.replace(folder / part.path.name), part.rows) for part in parts]
    sync(folder)
    return moved


def _transact(folder: Path, parts: Sequence[Part], entry: _Transaction) -> VersionInfo:
    """Write the log entry; an error after it was written (e.g. in a checkpoint) does not undo the commit."""
    try:
        _write_entry(folder, parts, entry)
    except Exception:
        if _find(folder, entry.metadata[COMMIT_ID]) is None:
            for part in parts:
                part.path.unlink(missing_ok=True)
            raise
    info = _find(folder, entry.metadata[COMMIT_ID])
    if info is None:
        raise RuntimeError(f"{folder}: the commit is not in the log that was just written")
    sync(folder / LOG / f"{info.number:020d}.json")
    sync(folder / LOG)
    return info


def _write_entry(folder: Path, parts: Sequence[Part], entry: _Transaction) -> None:
    now = int(time.time() * 1000)
    adds = [
        AddAction(part.path.name, part.size, {}, now, True, json.dumps({"numRecords": part.rows})) for part in parts
    ]
    schema = Schema.from_arrow(entry.schema)
    properties = CommitProperties(custom_metadata=entry.metadata)
    hooks = PostCommitHookProperties(cleanup_expired_logs=False)
    if has_table(folder):
        mode = "append" if entry.keeps else "overwrite"
        DeltaTable(folder).create_write_transaction(
            list(adds), mode, schema, commit_properties=properties, post_commithook_properties=hooks
        )
        return
    create_table_with_add_actions(
        folder.absolute().as_uri(),
        schema,
        adds,
        name=folder.name,
        configuration=CONFIGURATION,
        commit_properties=properties,
        post_commithook_properties=hooks,
    )


def _find(folder: Path, commit_id: str) -> VersionInfo | None:
    if not has_table(folder):
        return None
    history = DeltaTable(folder).history()
    return next((from_history(entry) for entry in history if entry.get(COMMIT_ID) == commit_id), None)
