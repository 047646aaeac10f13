"""Reads the rows of a damaged journal file straight from its leaf pages, and says which are still what was written.

SQLite finds rows through a tree, so one torn page near the root hides them all. The leaves themselves hold whole rows
(https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1), so every leaf that is not torn gives its rows back. A
row that was read wrongly, or one that lies on a page no longer in use, does no harm: answers are trusted by checksum
only, and the same row is given once.
"""

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

from synth.journal_files import PAGE_BYTES
from synth.journal_rows import Row, checksum

TABLE_OF = {10: "answers", 6: "abandoned"}
"""Number of columns to the table that has so many."""
LEAF = 0x0D
"""First byte of a page that holds rows of a table."""
LARGEST_LOCAL = PAGE_BYTES - 35
"""Bytes of a row that may lie on its leaf; longer ones go on on overflow pages."""
SMALLEST_LOCAL = (PAGE_BYTES - 12) * 32 // 255 - 23
"""Bytes of a longer row that lie on its leaf at least."""
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Serial type of an integer to its bytes."""
UNREADABLE = (IndexError, ValueError, struct.error)
"""What reading torn bytes as a row may raise."""


def readable_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Table and content (without its id) of every row that can be read, each once, oldest pages first."""
    seen: set[int] = set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for start in range(0, len(data) - PAGE_BYTES + 1, PAGE_BYTES):
            if data[start] != LEAF:
                continue
            for row in _rows_on(data, start):
                table = TABLE_OF.get(len(row))
                if table is not None and hash(row) not in seen:
                    seen.add(hash(row))
                    yield table, row[1:]


def is_trusted(table: str, row: Row) -> bool:
    """Whether a row is what was written, as far as its checksum covers it."""
    if table == "abandoned":
        return isinstance(row[0], bytes) and all(isinstance(value, str) for value in row[1:3])
    family, fingerprint, cap, completion, request, _, created, _, check = row
    shaped = isinstance(family, bytes) and isinstance(fingerprint, bytes) and isinstance(cap, int | None)
    if not (shaped and isinstance(completion, str) and isinstance(request, str) and isinstance(created, float)):
        return False
    return bool(checksum(family, fingerprint, cap, completion.encode()) == check)


def _rows_on(data: mmap.mmap, start: int) -> Iterator[Row]:
    """The rows of one leaf page, torn ones left out."""
    (cells,) = struct.unpack_from(">H", data, start + 3)
    for number in range(min(cells, PAGE_BYTES // 4)):
        try:
            (offset,) = struct.unpack_from(">H", data, start + 8 + 2 * number)
            yield _record(_payload(data, start + offset))
        except UNREADABLE:
            continue


def _payload(data: mmap.mmap, at: int) -> bytes:
    """A row's bytes, put together from its leaf and its overflow pages."""
    size, at = _varint(data, at)
    _, at = _varint(data, at)  # the row's id
    if size > len(data):
        raise ValueError("longer than the file")
    if size <= LARGEST_LOCAL:
        return data[at : at + size]
    spread = SMALLEST_LOCAL + (size - SMALLEST_LOCAL) % (PAGE_BYTES - 4)
    local = spread if spread <= LARGEST_LOCAL else SMALLEST_LOCAL
    parts, left = [data[at : at + local]], size - local
    (page,) = struct.unpack_from(">I", data, at + local)
    while left > 0:
        start = (page - 1) * PAGE_BYTES
        if start < 0 or start >= len(data):
            raise ValueError("no such page")
        (page,) = struct.unpack_from(">I", data, start)
        parts.append(data[start + 4 : start + 4 + min(left, PAGE_BYTES - 4)])
        left -= PAGE_BYTES - 4
    return b"".join(parts)


def _record(payload: bytes) -> Row:
    """The columns of a row."""
    header, at = _varint(payload, 0)
    kinds = []
    while at < header:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, kind, at)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[object, int]:
    """One column of serial type `kind`, and where the next begins."""
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    size = INTEGERS.get(kind, 8 if kind == 7 else (kind - 12) // 2)
    raw = payload[at : at + size]
    if len(raw) != size or kind in (10, 11):
        raise ValueError("torn")
    if kind in INTEGERS:
        return int.from_bytes(raw, "big", signed=True), at + size
    if kind == 7:
        return struct.unpack(">d", raw)[0], at + size
    return raw if kind % 2 == 0 else raw.decode("utf-8", "replace"), at + size


def _varint(data: bytes | mmap.mmap, at: int) -> tuple[int, int]:
    """A number of 1 to 9 bytes, and where the next thing begins."""
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | data[at + 8], at + 9
