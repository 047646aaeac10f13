"""Rows that are judged but not committed yet: one Parquet file per shard, in a folder of the run.

Shards may come from any process, in any order and more than once; the last one of an index counts. Nobody reads them
but the commit of the same run: what must survive a crash is in the journal. A shard carries the tally of its rows, so
that they are counted where they are made, by several processes at once if need be, and not again in the commit.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.disk import disk_errors, sync
from store.tally import Tally

CHUNK_ROWS = 1000
"""Rows of a row group, and rows read at once."""
PIECE_ROWS = 10
"""Rows turned into Arrow and counted at once, some milliseconds of work."""

TALLY = b"forethought.tally"
"""Key of a shard's counts in its Parquet metadata."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can carry it, UTF-8 and so Parquet cannot."""


@dataclass(frozen=True, slots=True)
class StagedRun:
    """The staged shards of one run."""

    folder: Path
    """Where they lie."""
    schema: Any
    """Arrow schema of the rows."""

    def write_shard(
        self, index: int, rows: Iterable[Mapping[str, Any]] | pa.RecordBatch, breathe: Callable[[], None] | None = None
    ) -> int:
        """Stage one shard, replacing what was staged under its index; rows keep their order.

        Args:
            index: of the shard.
            rows: as the schema has them.
            breathe: called after every few rows, where other threads wait for the interpreter meanwhile.

        Returns:
            The number of rows.

        Raises:
            UserError: the disk is full or closed to us.
            ValueError: a row has a column that the schema lacks.
        """
        batches = [rows] if isinstance(rows, pa.RecordBatch) else _batches(rows, self.schema)
        pieces = batches if breathe is None else _pausing(batches, breathe)
        temporary = self.folder / f"{index:08d}.{os.getpid()}.tmp"
        with disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                count = _write(temporary, pieces, self.schema)
                temporary.replace(self.folder / f"{index:08d}.parquet")
            finally:
                temporary.unlink(missing_ok=True)
        return count

    def shards(self) -> list[Path]:
        """The files, by index."""
        return sorted(self.folder.glob("*.parquet"))

    def tally(self) -> Tally:
        """The counts over all rows, as the shards carry them."""
        counts = Tally()
        for shard in self.shards():
            counts.join(Tally.from_json(pq.read_metadata(shard).metadata[TALLY]))
        return counts

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """All rows as Arrow batches: shards by index, rows as they were written; only these columns are read."""
        for shard in self.shards():
            with pq.ParquetFile(shard) as file:
                yield from file.iter_batches(CHUNK_ROWS, columns=columns)


def _write(path: Path, batches: Iterable[Any], schema: Any) -> int:
    counts = Tally()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(batches, counts):
            writer.write_table(pa.Table.from_batches(group, schema))
        writer.add_key_value_metadata({TALLY: counts.to_json()})
    sync(path)
    return counts.rows


def _groups(batches: Iterable[Any], counts: Tally) -> Iterator[list[Any]]:
    """Batches counted, and gathered to row groups."""
    group: list[Any] = []
    rows = 0
    for batch in batches:
        counts.add(batch)
        group.append(batch)
        rows += batch.num_rows
        if rows >= CHUNK_ROWS:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _pausing(batches: Iterable[Any], breathe: Callable[[], None]) -> Iterator[Any]:
    for batch in batches:
        yield batch
        breathe()


def _batches(rows: Iterable[Mapping[str, Any]], schema: Any) -> Iterator[Any]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, PIECE_ROWS)):
        unknown = {name for row in chunk for name in row} - set(schema.names)
        if unknown:
            raise ValueError(f"rows have columns that the schema lacks: {sorted(unknown)}")
        yield _batch(chunk, schema)


def _batch(rows: list[Mapping[str, Any]], schema: Any) -> Any:
    try:
        return pa.RecordBatch.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:
        return pa.RecordBatch.from_pylist([_whole(row) for row in rows], schema=schema)


def _whole(value: Any) -> Any:
    """The same value with half characters replaced one for one, so that offsets into texts still hold."""
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value
