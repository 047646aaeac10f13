"""Every answered request is on disk before it is used: the journal that makes that true.

It serves resume after a kill, runs again after a change, several recipes that share calls, and duplicate questions. A
request is looked up by its fingerprint; one that only differs in its cap on tokens gets an answer that ended by itself
within the new cap. Each process writes a file of its own and reads those of all others (see journal_files).
"""

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from schemas.errors import UserError
from schemas.request import Completion, Request
from synth.journal_files import Claim, claim, claim_free, journal_files, open_reader
from synth.journal_repair import DAMAGE, repair_if_needed
from synth.journal_rows import FIND, Answer, Key, abandoned_row, answer_row, checksum, choose, completion_from
from synth.journal_writer import GroupWriter

logger = logging.getLogger(__name__)

LOOK_AROUND_S = 1.0
"""How often to look for files of processes that have started since."""


class Journal:
    """Answers on disk. Lookups are synchronous and take microseconds; `put` returns when its answer is on disk."""

    def __init__(self, folder: Path) -> None:
        """Open (or make) the journal in `folder`, claim a file in it and repair files that a crash damaged.

        Raises:
            UserError: the folder cannot be written.
        """
        self.folder = folder
        self._readers: dict[Path, sqlite3.Connection | None] = {}  # None: unreadable, not tried again
        self._looked_at = 0.0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._claim = _sound_claim(folder)
            self._writer = GroupWriter(self._claim.path)
        except (OSError, sqlite3.Error) as error:
            fix = "The dataset's root must be on a local disk with free space that you can write to."
            raise UserError(f"cannot open the journal ({error})", where=str(folder), fix=fix) from error

    def find(self, key: Key) -> Completion | None:
        """The answer on disk that fits, from whatever process."""
        return choose(key, self._candidates(key))

    async def put(self, answer: Answer) -> None:
        """Write an answer; returns when it is on disk.

        Raises:
            UserError: it could not be written.
        """
        await self._writer.put_answer(lambda: answer_row(answer))

    def note_abandoned(self, fingerprint: bytes, request: Request, kind: str) -> None:
        """Keep a record of a call that may have been paid for without an answer."""
        self._writer.note_abandoned(lambda: abandoned_row(fingerprint, request, kind))

    def raise_if_full(self) -> None:
        """Refuse to begin what could not be kept.

        Raises:
            UserError: the disk is full or failing.
        """
        if self._writer.trouble is not None:
            raise self._writer.trouble

    def close(self) -> None:
        """Write what is queued and give the file free. Blocks for as long as that takes."""
        for reader in self._readers.values():
            if reader is not None:
                reader.close()
        self._readers.clear()
        self._writer.close()
        self._claim.end()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _candidates(self, key: Key) -> Iterator[tuple[bytes, int | None, Completion]]:
        self._look_around()
        for path, reader in list(self._readers.items()):
            if reader is None:
                continue
            try:
                rows = reader.execute(FIND, (key.family,)).fetchall()
            except DAMAGE as error:
                self._drop(path, error)
                continue
            for fingerprint, cap, text, check, family in rows:
                if checksum(family, fingerprint, cap, text) == check:
                    yield fingerprint, cap, completion_from(json.loads(text))

    def _look_around(self) -> None:
        now = time.monotonic()
        if self._readers and now - self._looked_at < LOOK_AROUND_S:
            return
        self._looked_at = now
        for path in journal_files(self.folder):
            if path not in self._readers:
                self._readers[path] = open_reader(path)

    def _drop(self, path: Path, error: Exception) -> None:
        """Another process may be about to make or to repair the file; a damaged one is not read any more."""
        reader = self._readers.pop(path)
        if reader is not None:
            reader.close()
        if not isinstance(error, sqlite3.OperationalError):
            logger.warning("journal file %s is damaged (%s); it is repaired when a run opens it", path.name, error)
            self._readers[path] = None


def _sound_claim(folder: Path) -> Claim:
    """Claim a file for writing; on the way check every file that no process holds."""
    for path in journal_files(folder):
        free = claim(path)
        if free is not None:
            with free:
                repair_if_needed(free)
    ours = claim_free(folder)
    repair_if_needed(ours)
    ours.begin()
    return ours
