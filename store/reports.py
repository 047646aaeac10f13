"""Reports beside a dataset's table."""

from pathlib import Path

from store.disk import disk_errors
from store.layout import SIDE


def report_path(folder: Path, version: int) -> Path:
    """Where the report of a version is."""
    return folder / SIDE / "reports" / f"version-{version}.md"


def write_report(path: Path, markdown: str) -> None:
    """Write a report.

    Raises:
        UserError: the disk is full or closed to us.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown, encoding="utf-8")
