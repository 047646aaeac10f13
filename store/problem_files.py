"""Reads problem files row by row: JSONL and CSV (also gzipped) and Parquet. A broken row is data, not an exception."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import UserError
from store.problem_rows import Fault
from store.source_rows import RAW_LENGTH, SourceRow

BATCH_ROWS = 1024
"""Parquet rows held in memory at once."""

LINE_BYTES = 16 << 20
"""A JSON line is read up to here: memory stays bounded when a file has no line breaks (our choice)."""

UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


def file_rows(path: Path) -> Iterator[SourceRow]:
    """The rows of one file, in order, in constant memory.

    Raises:
        UserError: the file cannot be read at all.
    """
    with _readable(path):
        yield from READERS[suffix(path)](path)


def suffix(path: Path) -> str:
    """`.jsonl`, `.csv` or `.parquet`, with a trailing `.gz` taken off the first two; else the suffix as it is."""
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    return next((s for s in (".jsonl", ".csv") if plain.endswith(s)), Path(name).suffix)


def _jsonl_rows(path: Path) -> Iterator[SourceRow]:
    with _opened(path) as file:
        for number, line in enumerate(_lines(file), start=1):
            if number == 1:
                line = _without_mark(line, path)
            if line.strip():
                yield _json_row(str(path), number, line.rstrip(b"\r\n"))


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only its beginning, which is no whole JSON."""
    while line := file.readline(LINE_BYTES):
        yield line
        while len(line) == LINE_BYTES and not line.endswith(b"\n"):
            line = file.readline(LINE_BYTES)


def _without_mark(line: bytes, path: Path) -> bytes:
    if line.startswith(UTF16_MARKS):
        raise UserError("this is UTF-16, UTF-8 is expected", where=str(path), fix="Save the file as UTF-8.")
    return line.removeprefix(UTF8_MARK)


def _json_row(file: str, number: int, line: bytes) -> SourceRow:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raw = line[: 4 * RAW_LENGTH].decode("utf-8", "backslashreplace")
        return SourceRow(file, number, {}, Fault("not_utf8", f"byte {error.start + 1} of the line is not UTF-8"), raw)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        return SourceRow(file, number, {}, Fault("broken_json", str(error)), text)
    if not isinstance(values, dict):
        return SourceRow(file, number, {}, Fault("not_an_object", "a line should be one JSON object"), text)
    return SourceRow(file, number, values, text=text)


def _csv_rows(path: Path) -> Iterator[SourceRow]:
    with _opened(path) as file, io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="") as text:
        reader = csv.reader(text)
        header = _header(reader, path)
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield SourceRow(str(path), start, {}, Fault("broken_csv", str(error)), "")
                continue
            if cells is None:
                return
            if cells:
                yield _csv_row(str(path), start, header, cells)


def _header(reader: Any, path: Path) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UserError(f"the header line cannot be read: {error}", where=str(path)) from error
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UserError(f"the header names a column twice: {', '.join(twice)}", where=f"{path}, line 1")
    return header


def _csv_row(file: str, line: int, header: list[str], cells: list[str]) -> SourceRow:
    raw = ",".join(cells)
    if not raw.isascii() and any("\udc80" <= char <= "\udcff" for char in raw):
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return SourceRow(file, line, {}, Fault("not_utf8", "the row holds bytes that are not UTF-8"), raw)
    if len(cells) != len(header):
        message = f"{len(cells)} cells where the header has {len(header)}"
        return SourceRow(file, line, {}, Fault("broken_csv", message), raw)
    return SourceRow(file, line, dict(zip(header, cells, strict=True)), text=raw)


def _parquet_rows(path: Path) -> Iterator[SourceRow]:
    with pq.ParquetFile(path) as file:
        number = 0
        for batch in file.iter_batches(BATCH_ROWS):
            for index in range(batch.num_rows):
                number += 1
                yield _parquet_row(str(path), number, batch.slice(index, 1))


def _parquet_row(file: str, number: int, row: Any) -> SourceRow:
    try:
        return SourceRow(file, number, row.to_pylist()[0])
    except UnicodeDecodeError:
        return SourceRow(file, number, {}, Fault("not_utf8", "the row holds bytes that are not UTF-8"), "")


READERS = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}
"""What we read, by suffix."""


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns what disks and decoders raise into a sentence that names the file."""
    try:
        yield
    except (pa.ArrowException, EOFError, zlib.error, gzip.BadGzipFile) as error:
        fix = "It may be torn or still being written: copy or download it again."
        raise UserError(f"cannot be read: {error}", where=str(path), fix=fix) from error
    except PermissionError as error:
        raise UserError("no permission to read it", where=str(path), fix=f"Try: chmod +r {path}") from error
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
