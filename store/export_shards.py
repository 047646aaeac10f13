"""The files of an export: rows are written as they come, in files of a bounded size, and read back for checks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from store.disk import sync

GROUP_ROWS = 1000
"""Rows turned into Arrow and written at once; a Parquet row group (our choice)."""
SHARD_BYTES = 256 << 20
"""A file that is larger than this is followed by another (our choice)."""

Suffix = Literal["parquet", "jsonl"]
"""The kinds of files."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export."""

    path: str
    """Relative to the export's folder."""
    split: str
    """Which split it belongs to."""
    rows: int
    """How many rows it holds."""
    size: int
    """In bytes."""
    sha256: str
    """Of its bytes, as hex digits."""


@dataclass(slots=True)
class ShardWriter:
    """Writes one split. In memory are at most `GROUP_ROWS` rows."""

    folder: Path
    """The export's folder."""
    split: str
    """Name of the split."""
    schema: Any
    """Arrow schema of the rows."""
    suffix: Suffix = "parquet"
    """Kind of the files."""
    own_folder: bool = False
    """Whether the shards stand in a folder named as the split."""
    shard_bytes: int = SHARD_BYTES
    """When to begin another file."""
    rows: int = 0
    """Rows so far."""
    _held: list[Mapping[str, Any]] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _open: Any = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row, sooner or later."""
        self._held.append(row)
        self.rows += 1
        if len(self._held) >= GROUP_ROWS:
            self._flush()

    def close(self) -> list[ExportFile]:
        """Write what is held and give the files their final names, which say how many there are."""
        self._flush()
        self._close_shard()
        return [self._named(number) for number in range(len(self._counts))]

    def abandon(self) -> None:
        """Let go of the open file; the folder is thrown away."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _flush(self) -> None:
        if not self._held:
            return
        if self._open is None:
            self._begin_shard()
        if self.suffix == "parquet":
            self._open.write_batch(pa.RecordBatch.from_pylist(self._held, schema=self.schema))
        else:
            self._open.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in self._held)
        self._counts[-1] += len(self._held)
        self._held = []
        if self._temporary(len(self._counts) - 1).stat().st_size >= self.shard_bytes:
            self._close_shard()

    def _begin_shard(self) -> None:
        path = self._temporary(len(self._counts))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._counts.append(0)
        if self.suffix == "parquet":
            self._open = pq.ParquetWriter(path, self.schema, compression="zstd")
        else:
            self._open = path.open("w", encoding="utf-8")

    def _close_shard(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
            sync(self._temporary(len(self._counts) - 1))

    def _temporary(self, number: int) -> Path:
        place = self.folder / self.split if self.own_folder else self.folder
        return place / f"{self.split}-{number:05d}.{self.suffix}.part"

    def _named(self, number: int) -> ExportFile:
        old = self._temporary(number)
        path = old.with_name(f"{self.split}-{number:05d}-of-{len(self._counts):05d}.{self.suffix}")
        old.replace(path)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        name = path.relative_to(self.folder).as_posix()
        return ExportFile(name, self.split, self._counts[number], path.stat().st_size, digest)


def read_shard(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a finished file, in order, a batch of them in memory."""
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
        return
    with pq.ParquetFile(path) as parquet:
        for batch in parquet.iter_batches(GROUP_ROWS):
            yield from batch.to_pylist()
