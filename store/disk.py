"""What disks do to us, said as sentences; and the two writes that survive a power cut."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import UserError

FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file size limit is reached",
}
"""No room, in its three forms."""
SHUT = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOLCK, errno.EOPNOTSUPP}
"""No right to write, no folder to write into, or no way to lock there."""

NUMBER = re.compile(r"(?:os error|errno) (\d+)", re.IGNORECASE)
"""Where libraries hide the number in their message."""


@contextmanager
def disk_errors(place: Path | str) -> Iterator[None]:
    """Turn a full or closed disk into a UserError that names `place`; everything else passes through."""
    try:
        yield
    except Exception as error:  # deltalake and pyarrow raise classes of their own with the number in the text
        sentence = disk_sentence(error, place)
        if sentence is None:
            raise
        raise sentence from error


def disk_sentence(error: BaseException, place: Path | str) -> UserError | None:
    """The UserError that says it, if `error` is about room or rights on a disk."""
    number = error_number(error)
    if number in FULL:
        fix = "Free some space or choose another dataset.root, then run again: answers already journaled are kept."
        return UserError(f"{FULL[number]}, so nothing was committed", where=str(place), fix=fix)
    if number in SHUT:
        return UserError(f"cannot be written: {os.strerror(number)}", where=str(place), fix="Check its permissions.")
    return None


def error_number(error: BaseException) -> int | None:
    """The errno of an exception, also when it only stands in its text."""
    if isinstance(error, UserError):
        return None
    if isinstance(error, OSError) and error.errno:
        return error.errno
    found = NUMBER.search(str(error))
    return int(found[1]) if found else None


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
