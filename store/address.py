"""Roots of datasets that are addresses (`s3://`, `gs://`, `az://`, `file://`), and the folder here that each has.

What must survive on this machine lies in that folder: lock, staging, the journal, reports.
"""

import hashlib
import os
import re
from pathlib import Path

from store.layout import REMOTE

WORK = "FORETHOUGHT_WORK"
"""Environment variable: the folder of such folders."""
DEFAULT_WORK = Path("data/datasets/.remote")
"""Used where it is not set."""


def is_address(root: Path | str) -> bool:
    """Whether a root is an address and not a folder of this machine."""
    return REMOTE.match(str(root)) is not None


def normal(root: Path | str) -> str:
    """The address without a slash at its end, and with those that `Path` takes out of its beginning."""
    scheme, _, rest = str(root).partition(":")
    return f"{scheme}://{'/' if scheme == 'file' else ''}{rest.strip('/')}"


def work_root(address: str) -> Path:
    """The folder of this machine that belongs to the datasets under an address; told apart by a hash of it."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-")[:60]
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return Path(os.environ.get(WORK) or DEFAULT_WORK).expanduser() / f"{readable}-{digest}"
