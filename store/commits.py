"""A version comes to be: its files are brought into the table, then one Delta transaction names them.

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
from deltalake import CommitProperties, PostCommitHookProperties, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

from schemas.errors import UserError
from store.disk import disk_errors
from store.parts import Part, write_parts
from store.place import Place
from store.tally import Tally, tally
from store.versions import PREFIX, RunRecord, VersionInfo, from_history, to_metadata, to_tally
from store.view import View, shaped

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
    place: Place,
    work: Path,
    rows: Rows,
    record: RunRecord,
    mode: Mode = "replace",
    without: Collection[str] = (),
) -> VersionInfo:
    """Commit rows as the next version of the table, in bounded memory.

    Args:
        place: where the table is; it is made if there is none.
        work: a folder where files are written before they are brought there; on the same disk, if it is a folder.
        rows: the run's rows. Appended rows with other columns than the table's are joined with its rows into new
            files, since Delta would drop the new columns without a word.
        record: what the run says about itself.
        mode: how the version relates to the one before.
        without: ids of problems whose rows of the version before are left behind by an append.

    Raises:
        UserError: the disk is full or closed to us, the place cannot be reached, another run was faster, or appended
            columns contradict the table's. Nothing is committed.
    """
    before = place.newest()
    kept = before if mode == "append" else None
    if kept:
        rows, kept = _fitted(kept, rows, frozenset(without))
    counts = Tally()
    if rows.counts is not None:
        counts.join(rows.counts)
    with place.errors(), disk_errors(work):
        parts = write_parts(_shaped(rows, counts), rows.schema, work, before.version + 1 if before else 0)
        if kept:
            counts.join(to_tally(kept.info) or tally(kept.batches()))
        commit_id = uuid.uuid4().hex
        metadata = to_metadata(record, counts, mode, before.version if before else None)
        metadata[COMMIT_ID] = commit_id
        parent = before.version if before else None
        return _transact(place, place.put(parts), _Transaction(rows.schema, metadata, kept is not None, parent))


COMMIT_ID = PREFIX + "commit_id"
"""Tells, after an error, whether the commit happened all the same."""


@dataclass(frozen=True, slots=True)
class _Transaction:
    """What the log entry says beside the files."""

    schema: Any
    metadata: dict[str, str]
    keeps: bool
    """True: the files of the version before stay in."""
    parent: int | None
    """The version that the run saw; None where there was no table."""


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


def _transact(place: Place, parts: Sequence[Part], entry: _Transaction) -> VersionInfo:
    """Write the log entry; an error after it was written (e.g. in a checkpoint) does not undo the commit."""
    try:
        _write_entry(place, parts, entry)
    except Exception as error:
        if _find(place, entry.metadata[COMMIT_ID]) is None:
            place.discard(parts)
            _refuse_overtaken(place, place.table(), entry, error)
            raise
    info = _find(place, entry.metadata[COMMIT_ID])
    if info is None:
        raise RuntimeError(f"{place.uri}: the commit is not in the log that was just written")
    place.settle(info.number)
    return info


def _write_entry(place: Place, parts: Sequence[Part], entry: _Transaction) -> None:
    now = int(time.time() * 1000)
    adds = [
        AddAction(part.path.name, part.size, {}, now, True, json.dumps({"numRecords": part.rows})) for part in parts
    ]
    schema = Schema.from_arrow(entry.schema)
    # where others may commit meanwhile, deltalake must not put the entry on top of theirs, as it otherwise would
    properties = CommitProperties(custom_metadata=entry.metadata, max_commit_retries=0 if place.shared else None)
    hooks = PostCommitHookProperties(cleanup_expired_logs=False)
    table = place.table()
    _refuse_overtaken(place, table, entry)
    if table is not None:
        mode = "append" if entry.keeps else "overwrite"
        table.create_write_transaction(
            list(adds), mode, schema, commit_properties=properties, post_commithook_properties=hooks
        )
        return
    create_table_with_add_actions(
        place.uri,
        schema,
        adds,
        name=place.name,
        configuration=CONFIGURATION,
        storage_options=place.options,
        commit_properties=properties,
        post_commithook_properties=hooks,
    )


def _refuse_overtaken(place: Place, newest: Any, entry: _Transaction, error: Exception | None = None) -> None:
    """Where others may commit: refuse a commit on top of another version than the run saw.

    Raises:
        UserError: `newest` is a table at a version that the run did not see.
    """
    if place.shared and newest is not None and newest.version() != entry.parent:
        what = f"another run committed version {newest.version()} while this one ran"
        fix = "Nothing of this run was committed and every answer is kept: run the same command again."
        raise UserError(what, where=place.uri, fix=fix) from error


def _find(place: Place, commit_id: str) -> VersionInfo | None:
    table = place.table()
    history = table.history() if table is not None else ()
    return next((from_history(entry) for entry in history if entry.get(COMMIT_ID) == commit_id), None)
