"""Repairs a journal file that a crash, a torn write or a flipped bit has damaged, dropping only what cannot be read.

A torn end of the write-ahead log is dropped by SQLite itself. Anything worse is found by its integrity check, which
runs on every file whose writer did not end in order. The damaged file is set aside, its readable rows go to a new one,
and each step can be repeated: a kill during a repair is repaired by the next.
"""

import logging
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from synth.journal_files import PAGE_BYTES, Claim, open_writer
from synth.journal_rows import INSERT_ABANDONED, INSERT_ANSWER, SCHEMA, Row
from synth.journal_salvage import is_trusted, readable_rows

logger = logging.getLogger(__name__)

TABLES = {"answers": INSERT_ANSWER, "abandoned": INSERT_ABANDONED}
"""Table to the statement that fills it."""
PASSING = (
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY),
    *(sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
)
"""Error codes that do not mean damage."""
DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises; its error messages may quote bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair saved."""

    path: Path
    """The repaired file."""
    aside: Path
    """Where the damaged one lies."""
    saved: int
    """Rows that are in the repaired file."""
    torn: int
    """Rows that were seen but could not be trusted; rows that could not even be seen are not counted."""


def repair_if_needed(claim: Claim) -> Repair | None:
    """Check a claimed file unless its last writer ended in order, and repair it if it is damaged."""
    path = claim.path
    aside = path.with_suffix(".salvage")
    if not aside.exists() and (not path.exists() or claim.ended_well or _is_sound(path)):
        return None
    repair = _salvage(path, aside)
    logger.warning(
        "journal file %s was damaged: %d rows are kept, %d torn ones dropped; the damaged file is %s",
        *(path.name, repair.saved, repair.torn, repair.aside.name),
    )
    return repair


def _is_sound(path: Path) -> bool:
    db = _open_damaged(path)
    try:
        empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0  # killed while it was made
        whole = db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        return whole and (empty or _description(db) == _expected_description())
    except DAMAGE as error:
        _raise_passing_trouble(error)
        return False
    finally:
        db.close()


def _is_described(path: Path) -> bool:
    db = _open_damaged(path)
    try:
        return _description(db) == _expected_description()
    except DAMAGE:
        return False
    finally:
        db.close()


def _description(db: sqlite3.Connection) -> list[Row]:
    """What the first page says: text encoding, tables, where they begin."""
    return [*db.execute("PRAGMA encoding"), *db.execute("SELECT name, rootpage, sql FROM sqlite_schema ORDER BY name")]


def _expected_description() -> list[Row]:
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(SCHEMA)
        return _description(db)
    finally:
        db.close()


def _open_damaged(path: Path) -> sqlite3.Connection:
    """Open a file whose texts, the schema's included, may be no texts any more."""
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return db


def _raise_passing_trouble(error: Exception) -> None:
    """Trouble of the moment (no space, no permission, locked) says nothing of the file; anything else is damage."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING:
        raise error


def _salvage(path: Path, aside: Path) -> Repair:
    _set_aside(path, aside)
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    _remove_logs(fresh)
    saved, torn = _copy(aside, fresh)
    fresh.replace(path)
    final = path.with_suffix(f".damaged-{int(time.time())}.sqlite")
    _remove_logs(aside)
    aside.replace(final)
    return Repair(path, final, saved, torn)


def _set_aside(path: Path, aside: Path) -> None:
    """Move the damaged file and its log out of the way; may be called again after a kill at any point."""
    if not aside.exists():
        path.replace(aside)
    log = _beside(path, "-wal")
    if log.exists() and not path.exists():
        log.replace(_beside(aside, "-wal"))
    _beside(path, "-shm").unlink(missing_ok=True)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove_logs(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        _beside(path, suffix).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> tuple[int, int]:
    """Copy every row that can be read and trusted; how many, and how many could not be trusted."""
    _merge_log(source, target)
    saved = torn = 0
    into = open_writer(target)
    try:
        into.execute("BEGIN")
        for table, row in readable_rows(source):
            if is_trusted(table, row):
                into.execute(TABLES[table], row)
                saved += 1
            else:
                torn += 1
        into.execute("COMMIT")
        into.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        into.close()
    return saved, torn


def _merge_log(path: Path, scratch: Path) -> None:
    """Bring the pages that are still in the write-ahead log into the file itself."""
    if not _is_described(path):
        _graft_first_page(path, scratch)
    db = _open_damaged(path)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except DAMAGE as error:
        _raise_passing_trouble(error)
    finally:
        db.close()


def _graft_first_page(path: Path, scratch: Path) -> None:
    """Give a file whose first page is unreadable that of an empty journal: all journals begin alike.

    The first page holds the header and the schema only; three of the header's numbers depend on the file: the change
    counter and its copy must agree, and the size in pages must be the file's.
    """
    open_writer(scratch).close()
    page = bytearray(scratch.read_bytes()[:PAGE_BYTES])
    scratch.unlink()
    pages = -(-path.stat().st_size // PAGE_BYTES)
    page[28:32] = pages.to_bytes(4, "big")
    page[92:96] = page[24:28]
    with path.open("r+b") as file:
        file.write(page)
        file.truncate(pages * PAGE_BYTES)
