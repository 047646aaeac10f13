"""Where things lie under a root of datasets; every path is made here.

<root>/<name>/                  the Delta table
<root>/<name>/_forethought/     what is ours beside it: lock, staging, quarantine, reports
<root>/.journal/                answered requests, shared by all datasets of the root
"""

import re
from pathlib import Path

from schemas.errors import UserError

REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
"""How an address begins; a letter and a colon alone is a drive."""

UNREADABLE = re.compile(r"[#?\[\]\\^|\x00-\x1f\x7f]|%[0-9A-Fa-f]{2}")
"""What deltalake 1.6 fails on, loses its history by, or panics at in a path: found by trying every character."""


def local_root(root: Path | str) -> Path:
    """The root as a folder of this machine.

    Raises:
        UserError: deltalake cannot open it.
    """
    folder = Path(root).expanduser()
    odd = UNREADABLE.search(str(folder.absolute()))
    if odd:
        what = f"the path holds {odd[0]!r}, which Delta tables cannot be stored under"
        raise UserError(what, where=str(folder.absolute()), fix="Set dataset.root to another folder.")
    return folder


def table_dir(root: Path, name: str) -> Path:
    """The folder of one dataset's table."""
    return root / name


def journal_dir(root: Path) -> Path:
    """The folder of journals: one for all datasets, so that recipes share answers."""
    return root / ".journal"


def side_dir(root: Path, name: str) -> Path:
    """The folder of one dataset that is not part of its table; readers of Delta skip names with an underscore."""
    return root / name / "_forethought"
