"""Commits answers in groups from a thread of its own, so that the event loop never waits for a disk.

Whatever is queued goes into one transaction (up to 256 answers). A lone answer is committed at once; under load a
commit starts at the earliest some milliseconds after the last one, because a thread that wakes for every answer takes
the interpreter's lock away from the event loop a thousand times a second. `put` returns when the answer is on disk.
When the disk is full the reserve is given up and the commit tried again, so that answers that were paid for still get
to disk; from then on the journal refuses new work.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from schemas.errors import UserError
from synth.journal_files import make_reserve, open_writer
from synth.journal_rows import INSERT_ABANDONED, INSERT_ANSWER, Row

logger = logging.getLogger(__name__)

MOST_IN_A_GROUP = 256
"""Answers in one transaction at most."""
REST_S = 0.005
"""Seconds from one commit to the next under load; an answer is on disk well within 50 ms."""


class Item(NamedTuple):
    """One row on its way to disk."""

    sql: str
    """The statement that inserts it."""
    row: Callable[[], Row]
    """Builds the row; called in the writer's thread."""
    done: asyncio.Future[None] | None
    """Set when it is on disk; None when nobody waits."""


class GroupWriter:
    """The one writer of a journal file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: UserError | None = None
        """Why no new answer may be asked for: the disk is full or failing."""
        self.written = 0
        """Rows on disk by this writer."""
        self._db = open_writer(path)
        self._reserve = make_reserve(path)
        self._queue: SimpleQueue[Item | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    async def put_answer(self, row: Callable[[], Row]) -> None:
        """Write an answer; returns when it is on disk.

        Raises:
            UserError: it could not be written.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put(Item(INSERT_ANSWER, row, done))
        await done

    def note_abandoned(self, row: Callable[[], Row]) -> None:
        """Write an abandoned call some time soon."""
        self._queue.put(Item(INSERT_ABANDONED, row, None))

    def close(self) -> None:
        """Write what is queued, then let the file go. Blocks for as long as that takes."""
        self._queue.put(None)
        self._thread.join()
        self._db.close()
        self._reserve.unlink(missing_ok=True)

    def _run(self) -> None:
        running, rested = True, 0.0
        while running:
            group, running = self._next_group(rested)
            if group:
                self._write(group)
                rested = time.monotonic() + REST_S

    def _next_group(self, rested: float) -> tuple[list[Item], bool]:
        """Wait for an item and until `rested`, then take what is there; False at the end."""
        group: list[Item] = []
        item = self._queue.get()
        if item is not None and (pause := rested - time.monotonic()) > 0:
            time.sleep(pause)
        while item is not None:
            group.append(item)
            if len(group) == MOST_IN_A_GROUP:
                return group, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return group, True
        return group, False

    def _write(self, group: list[Item]) -> None:
        built, rows = [], []
        for item in group:
            try:
                rows.append((item.sql, item.row()))
                built.append(item)
            except Exception as error:  # a row that cannot be built must not take its neighbours with it
                _settle([item], error)
        trouble = self._commit(rows)
        if trouble is None:
            self.written += len(rows)
        _settle(built, trouble)

    def _commit(self, rows: list[tuple[str, Row]]) -> Exception | None:
        try:
            try:
                self._transact(rows)
            except sqlite3.OperationalError as error:
                self._give_up_reserve(error)
                self._transact(rows)
        except Exception as error:  # handed to whoever waits; the thread itself must go on
            self.trouble = self.trouble or self._explain(error)
            return self._explain(error)
        return None

    def _transact(self, rows: list[tuple[str, Row]]) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            for sql in (INSERT_ANSWER, INSERT_ABANDONED):
                chosen = [row for statement, row in rows if statement == sql]
                if chosen:
                    db.executemany(sql, chosen)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _give_up_reserve(self, error: sqlite3.OperationalError) -> None:
        """Make room once, and let no new work begin."""
        if not self._reserve.exists():
            raise error
        self.trouble = self._explain(error)
        logger.error("%s", self.trouble)
        self._reserve.unlink()

    def _explain(self, error: Exception) -> UserError:
        fix = "Free space on that disk and run again: every answer up to now is kept and not asked for again."
        return UserError(f"the journal cannot be written ({error})", where=str(self.path), fix=fix)


def _settle(items: list[Item], error: Exception | None) -> None:
    """Tell the waiters, on their event loops."""
    waiting: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for item in items:
        if item.done is not None:
            waiting.setdefault(item.done.get_loop(), []).append(item.done)
    for loop, futures in waiting.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_finish, futures, error)


def _finish(futures: list[asyncio.Future[None]], error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
