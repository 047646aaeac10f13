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
from synth.journal_rows import INSERT_ABANDONED, INSERT_ANSWER
from synth.journal_salvage import is_trusted, readable_rows

logger = logging.getLogger(__name__)

TABLES = {"answers": INSERT_ANSWER, "abandoned": INSERT_ABANDONED}
"""Table to the statement that fills it."""


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
    db = sqlite3.connect(path, isolation_level=None)
    try:
        return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        return _passing(error)
    finally:
        db.close()


def _passing(error: sqlite3.DatabaseError) -> bool:
    """Trouble of the moment (no space, no permission, locked) says nothing of the file; anything else is damage."""
    codes = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY)
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (*codes, sqlite3.SQLITE_CANTOPEN):
        raise error
    return False


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
    if not _has_tables(source):
        _graft_first_page(source, target)
    into, out = open_writer(target), sqlite3.connect(source, isolation_level=None)
    out.text_factory = lambda raw: raw.decode("utf-8", "replace")
    saved = torn = 0
    try:
        into.execute("BEGIN")
        for table, insert in TABLES.items():
            for row in readable_rows(out, table, source.stat().st_size):
                if is_trusted(table, row):
                    into.execute(insert, row)
                    saved += 1
                else:
                    torn += 1
        into.execute("COMMIT")
        into.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        out.close()
        into.close()
    return saved, torn


def _has_tables(path: Path) -> bool:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for table in TABLES:
            db.execute(f"SELECT id FROM {table} LIMIT 0")
        return True
    except sqlite3.DatabaseError:
        return False
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
    page[28:32] = (path.stat().st_size // PAGE_BYTES).to_bytes(4, "big")
    page[92:96] = page[24:28]
    with path.open("r+b") as file:
        file.write(page)
