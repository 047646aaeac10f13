"""One version of a dataset, to be read: streaming, as Arrow, pandas or `datasets.Dataset`. Needs no lock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.errors import UserError
from schemas.validation import unknown_value
from store.disk import disk_sentence
from store.dropped import read_dropped, refuse_dropped
from store.table import file_paths, open_table
from store.versions import VersionInfo, from_history

BATCH_ROWS = 1000
"""Rows of a batch, at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A version's rows, in the order in which they were committed."""

    name: str
    """The dataset's name."""
    info: VersionInfo
    """What its commit says about it."""
    files: tuple[str, ...]
    """Its Parquet files, in order: `datasets.load_dataset("parquet", data_files=list(view.files))` streams them."""
    schema: Any
    """Arrow schema of its rows."""
    storage: Any = None
    """The `pyarrow.fs.FileSystem` that the files are on; None for this machine's."""
    base: str = ""
    """What stands before the files' names on `storage`."""

    @property
    def version(self) -> int:
        """Its number."""
        return self.info.number

    def batches(self, columns: Sequence[str] | None = None, status: str | None = None) -> Iterator[Any]:
        """Its rows as Arrow batches of at most 1,000, in bounded memory.

        Args:
            columns: only these, in this order; all by default.
            status: only rows of this status.

        Raises:
            UserError: an unknown column, or a file that is gone or torn.
        """
        schema = self._fields(columns)
        for file in self.files:
            yield from self._file_batches(file, schema, status)

    def row(self, trace_id: str) -> dict[str, Any]:
        """The row of one trace.

        Raises:
            UserError: there is none.
        """
        for file in self.files:
            with self._opened(file) as parquet:
                for group in range(parquet.num_row_groups):
                    place = pc.index(parquet.read_row_group(group, columns=["trace_id"])["trace_id"], trace_id).as_py()
                    if place >= 0:
                        row: dict[str, Any] = parquet.read_row_group(group).slice(place, 1).to_pylist()[0]
                        return {name: row.get(name) for name in self.schema.names}
        fix = f"`forethought show {self.name} --columns trace_id` lists some."
        raise UserError(f"no row '{trace_id}'", where=f"{self.name} version {self.version}", fix=fix)

    def to_arrow(self, columns: Sequence[str] | None = None, status: str | None = None) -> Any:
        """Its rows as a `pyarrow.Table`."""
        return pa.Table.from_batches(self.batches(columns, status), self._fields(columns))

    def to_pandas(self, columns: Sequence[str] | None = None, status: str | None = None) -> Any:
        """Its rows as a `pandas.DataFrame`; lists become numpy arrays, nested rows dicts."""
        return self.to_arrow(columns, status).to_pandas()

    def to_dataset(self, columns: Sequence[str] | None = None, status: str | None = None) -> Any:
        """Its rows as a `datasets.Dataset`, in memory: nothing is copied into the cache of `datasets`.

        Its fingerprint comes from the content, so that results of `.map` are found again in the next session. For
        versions larger than memory stream `files` instead.
        """
        import datasets

        table = self.to_arrow(columns, status)
        digest = (self.info.content_digest or "")[:16]
        fingerprint = digest if digest and columns is None and status is None else None
        return datasets.Dataset(table, fingerprint=fingerprint)

    def _file_batches(self, file: str, schema: Any, status: str | None) -> Iterator[Any]:
        with self._opened(file) as parquet:
            stored = set(parquet.schema_arrow.names)
            wanted = [name for name in dict.fromkeys([*schema.names, "status"]) if name in stored]
            for batch in parquet.iter_batches(BATCH_ROWS, columns=wanted):
                chosen = batch if status is None else batch.filter(pc.equal(batch["status"], status))
                if chosen.num_rows:
                    yield shaped(chosen, schema)

    def _fields(self, columns: Sequence[str] | None) -> Any:
        names = self.schema.names
        unknown = [name for name in columns or () if name not in names]
        if unknown:
            raise unknown_value("column", unknown[0], names, where=f"{self.name} version {self.version}")
        return self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])

    @contextmanager
    def _opened(self, file: str) -> Iterator[Any]:
        """The Parquet file, with whatever is wrong with it said as a sentence."""
        place = f"{self.name} version {self.version}"
        fix = "Restore the file from a backup, or read another version."
        try:
            with pq.ParquetFile(file.removeprefix(self.base), filesystem=self.storage) as parquet:
                yield parquet
        except FileNotFoundError as error:
            raise UserError(f"a file of this version is gone: {file}", where=place, fix=fix) from error
        except (pa.ArrowException, OSError) as error:
            what = f"a file of this version cannot be read: {file}: {str(error).splitlines()[0]}"
            raise disk_sentence(error, file) or UserError(what, where=place, fix=fix) from error


def open_view(folder: Path, version: int | None = None) -> View:
    """A version of the table in `folder`, by default its newest.

    Raises:
        UserError: no such dataset or version, or one whose rows were dropped.
    """
    table = open_table(folder, version)
    refuse_dropped(read_dropped(folder), folder.name, table.version())
    files = tuple(str(folder / path) for path in sorted(file_paths(table)))
    return View(folder.name, from_history(entry_of(folder, table)), files, pa.schema(table.schema().to_arrow()))


def entry_of(folder: Path, table: Any) -> dict[str, Any]:
    """The log entry that made the version a table was opened at.

    The history of a table that is open at an old version is that of the newest one, with shifted numbers (deltalake
    1.6); only the newest one's is to be trusted.
    """
    newest = open_table(folder)
    entry: dict[str, Any] = newest.history(limit=newest.version() - table.version() + 1)[-1]
    return entry


def shaped(batch: Any, schema: Any) -> Any:
    """A batch with exactly the columns of `schema`, in its order; columns it lacks are null."""
    arrays = [
        batch[field.name].cast(field.type) if field.name in batch.schema.names else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
