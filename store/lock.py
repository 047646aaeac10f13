"""One writing run per dataset: an advisory lock on a file, freed by the kernel when its process dies.

`flock` rather than a file that exists: nothing is left to clean up after SIGKILL. Children that were forked while the
lock is held drop their copy of it, so a worker that outlives its parent does not keep the dataset locked.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import DatasetLockedError
from store.disk import disk_errors


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    run_id: str
    """The run that writes."""
    pid: int
    """Its process."""
    host: str
    """Its machine."""
    since: str
    """When it took the lock, ISO 8601, UTC."""


@contextmanager
def locked(path: Path, run_id: str) -> Iterator[Holder]:
    """Hold the lock at `path` while the block runs.

    Raises:
        DatasetLockedError: at once, naming the holder, when another run has it.
        UserError: when the file cannot be written.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    _held.add(handle)
    try:
        _take(handle, path)
        holder = Holder(run_id, os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
        with disk_errors(path):
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(asdict(holder)).encode(), 0)
        yield holder
    finally:
        if handle in _held:  # a forked child that leaves the block has closed its copy already
            _held.discard(handle)
            os.close(handle)


def read_holder(path: Path) -> Holder | None:
    """Who wrote the lock file last; None when nobody did, or is just about to."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _take(handle: int, path: Path) -> None:
    try:
        with disk_errors(path):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _refusal(path) from error


def _refusal(path: Path) -> DatasetLockedError:
    holder = read_holder(path)
    who = "another run"
    if holder:
        who = f"run {holder.run_id} (process {holder.pid} on {holder.host}, since {holder.since})"
    fix = "Wait until it ends, or stop it; its lock goes with it."
    return DatasetLockedError(f"the dataset is being written by {who}", where=str(path.parent.parent), fix=fix)


_held: set[int] = set()
"""File descriptors of locks held by this process."""


def _drop_copies() -> None:
    """In a forked child: close the inherited descriptors. The parent's own stays locked."""
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_drop_copies)
