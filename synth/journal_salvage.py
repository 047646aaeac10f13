"""Reads what can be read of a damaged journal file, row by row, and says which rows are still what was written."""

import sqlite3
from collections.abc import Iterator
from itertools import chain

from synth.journal_rows import Row, checksum

SMALLEST_ROW = 40
"""Bytes; bounds how many rows a file can hold where its own count cannot be read."""
RANGE = 512
"""Rows read at once; a range that cannot be read is halved until only the torn row is left out."""


def readable_rows(db: sqlite3.Connection, table: str, file_bytes: int) -> Iterator[Row]:
    """Every row, without its id, once: by walking the table from its start, then by asking for ranges of ids.

    The walk survives wrong keys in the table's tree, the ranges survive torn pages.
    """
    seen: set[int] = set()
    most = file_bytes // SMALLEST_ROW
    for rows in chain(_walk(db, table), _by_ranges(db, table, most)):
        for row in rows:
            content = tuple(row[1:])
            if hash(content) not in seen:
                seen.add(hash(content))
                yield content


def _walk(db: sqlite3.Connection, table: str) -> Iterator[list[Row]]:
    try:
        cursor = db.execute(f"SELECT * FROM {table}")
        while rows := cursor.fetchmany(RANGE):
            yield rows
    except sqlite3.DatabaseError:
        return


def _by_ranges(db: sqlite3.Connection, table: str, most: int) -> Iterator[list[Row]]:
    try:
        last = db.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0
    except sqlite3.DatabaseError:
        last = most
    ranges = [(low, min(low + RANGE, last + 1)) for low in range(1, min(last, most) + 1, RANGE)]
    while ranges:
        low, high = ranges.pop()
        try:
            yield db.execute(f"SELECT * FROM {table} WHERE id >= ? AND id < ?", (low, high)).fetchall()
        except sqlite3.DatabaseError:
            if high - low > 1:
                middle = (low + high) // 2
                ranges += [(low, middle), (middle, high)]


def is_trusted(table: str, row: Row) -> bool:
    """Whether a row is what was written, as far as its checksum covers it."""
    if table == "abandoned":
        return isinstance(row[0], bytes) and all(isinstance(value, str) for value in row[1:3])
    family, fingerprint, cap, completion, request, _, created, _, check = row
    shaped = isinstance(family, bytes) and isinstance(fingerprint, bytes) and isinstance(cap, int | None)
    if not (shaped and isinstance(completion, str) and isinstance(request, str) and isinstance(created, float)):
        return False
    return bool(checksum(family, fingerprint, cap, completion.encode()) == check)
