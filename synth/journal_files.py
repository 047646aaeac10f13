"""The journal's folder: one SQLite file per writing process, claimed by a lock that dies with the process.

    <folder>/answers-0000.sqlite    answers of one writer, readable by everybody at any time (WAL)
    <folder>/answers-0000.lock      held by its writer (flock); says `clean <bytes> <mtime>` after an orderly end
    <folder>/answers-0000.reserve   disk space set aside, given up when the disk is full so that nothing paid is lost
    <folder>/answers-0000.damaged-<time>.sqlite    what a repair found and kept

A killed writer's file is free again at once, and the next writer goes on in it. The folder must be on a local disk:
SQLite's WAL does not work over a network file system.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from types import TracebackType

from schemas.errors import UserError
from synth.journal_rows import SCHEMA

PAGE_BYTES = 8192
"""SQLite's page size; answers are a few KB each."""
RESERVE_BYTES = 4 * 1024 * 1024
"""Set aside per writer: room for the answers of some hundred calls in flight."""
MOST_FILES = 10_000
"""Writers that can share a folder."""


class Claim:
    """One file of the folder, ours to write until closed or killed."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @property
    def ended_well(self) -> bool:
        """Whether its last writer closed it and nobody changed it since."""
        note = os.pread(self._lock, 200, 0).decode("ascii", "replace").split()
        return bool(note) and note[0] == "clean" and note[1:] == _state(self.path)

    def begin(self) -> None:
        """Note that a writer is at work: until `end`, the file must be checked before it is trusted."""
        self._note(f"writer {os.getpid()}")

    def end(self) -> None:
        """Note an orderly end and give the file free."""
        self._note(" ".join(["clean", *_state(self.path)]))
        self.release()

    def release(self) -> None:
        """Give the file free without a note."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _note(self, text: str) -> None:
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, text.encode(), 0)

    def __enter__(self) -> "Claim":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def claim(path: Path) -> Claim | None:
    """Try to become the writer of one file; None when somebody else is."""
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    except BaseException:
        os.close(lock)
        raise
    return Claim(path, lock)


def claim_free(folder: Path) -> Claim:
    """Become the writer of the folder's first free file, which may not exist yet."""
    for number in range(MOST_FILES):
        ours = claim(folder / f"answers-{number:04d}.sqlite")
        if ours is not None:
            return ours
    raise UserError(f"more than {MOST_FILES} processes write to one journal", where=str(folder))


def journal_files(folder: Path) -> list[Path]:
    """The folder's files, damaged ones that were set aside left out."""
    return sorted(folder.glob("answers-[0-9][0-9][0-9][0-9].sqlite"))


def existing_files(folder: Path) -> list[Path]:
    """The folder's files.

    Raises:
        UserError: there is none.
    """
    files = journal_files(folder)
    if not files:
        raise UserError(
            "there is no journal here", where=str(folder), fix="A journal lies in a dataset root's .journal."
        )
    return files


def open_writer(path: Path) -> sqlite3.Connection:
    """Open a file to write, with its tables. Usable from any one thread at a time.

    Commits are durable against the end of the process at any moment; a power cut may lose the latest ones.
    """
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30.0)
    try:
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(SCHEMA)
    except BaseException:
        db.close()
        raise
    return db


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a file to read while others write it. It never waits long, since it is used on the event loop."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=0.2)
    db.text_factory = bytes  # a flipped bit may leave text that is no UTF-8: its checksum shall find that, not an error
    return db


def make_reserve(path: Path) -> Path:
    """Set disk space aside beside a journal file; an existing reserve of the right size is kept."""
    reserve = path.with_suffix(".reserve")
    if not reserve.exists() or reserve.stat().st_size != RESERVE_BYTES:
        reserve.write_bytes(b"\0" * RESERVE_BYTES)
    return reserve


def _state(path: Path) -> list[str]:
    """What changes when anybody writes to the file."""
    if not path.exists():
        return []
    facts = path.stat()
    return [str(facts.st_size), str(facts.st_mtime_ns)]
