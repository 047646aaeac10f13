"""Reports beside a dataset's table."""

from pathlib import Path

from store.dataset import Dataset
from store.disk import disk_errors


def report_path(dataset: Dataset, version: int) -> Path:
    """Where the report of a version is."""
    return dataset.side_folder / "reports" / f"version-{version}.md"


def write_report(dataset: Dataset, version: int, markdown: str) -> Path:
    """Write a version's report; returns where it is.

    Raises:
        UserError: the disk is full or closed to us.
    """
    path = report_path(dataset, version)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown, encoding="utf-8")
    return path
