"""The Parquet files of a version: written whole and synced in a side folder, then moved into the table.

Written here and not by deltalake's own writer: that one spreads a stream over the cores, so rows lose their order, and
gathers up to a million of them in memory before it writes.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.disk import sync

GROUP_BYTES = 16 << 20
"""Rows are gathered to row groups of about this size in memory (our choice)."""
PART_BYTES = 256 << 20
"""A file that is larger than this is followed by another (our choice)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a version."""

    path: Path
    """Where it lies now."""
    rows: int
    """How many rows it holds."""

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size


def write_parts(batches: Iterable[Any], schema: Any, folder: Path, version: int) -> list[Part]:
    """Write batches as Parquet files into `folder`; sorted by name, they hold the rows in order.

    Memory is bounded by one row group, whatever comes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    groups = _groups(batches, schema)
    parts: list[Part] = []
    tag = uuid.uuid4().hex[:8]
    while (group := next(groups, None)) is not None:
        path = folder / f"v{version:08d}-{len(parts):05d}-{tag}.zstd.parquet"
        parts.append(Part(path, _write_part(path, group, groups, schema)))
    return parts


def part_version(name: str) -> int | None:
    """The version a file was written for, by its name; None if we did not write it."""
    head = name.split("-")[0]
    return int(head[1:]) if name.startswith("v") and head[1:].isdigit() and name.endswith(".zstd.parquet") else None


def _write_part(path: Path, first: Any, groups: Iterator[Any], schema: Any) -> int:
    """Write groups until the file is large enough."""
    rows, group = 0, first
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group is not None:
            writer.write_table(group, row_group_size=max(1, group.num_rows))
            rows += group.num_rows
            if path.stat().st_size >= PART_BYTES:
                break
            group = next(groups, None)
    sync(path)
    return rows


def _groups(batches: Iterable[Any], schema: Any) -> Iterator[Any]:
    held: list[Any] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.nbytes
        if size >= GROUP_BYTES:
            yield pa.Table.from_batches(held, schema)
            held, size = [], 0
            pa.default_memory_pool().release_unused()  # which Arrow would keep for later: half of a commit's memory
    if held:
        yield pa.Table.from_batches(held, schema)
