"""Where things lie under a root of datasets; every path is made here.

    <root>/<name>/                  the Delta table
    <root>/<name>/_forethought/     what is ours beside it: lock, staging, quarantine, reports
    <root>/.journal/                answered requests, shared by all datasets of the root
"""

from pathlib import Path


def journal_dir(root: Path) -> Path:
    """The folder of journals: one for all datasets, so that recipes share answers."""
    return root / ".journal"


def side_dir(root: Path, name: str) -> Path:
    """The folder of one dataset that is not part of its table; readers of Delta skip names with an underscore."""
    return root / name / "_forethought"
