"""The HTML report of a version, with what only the pipelines' side can count: changes and shared phrases."""

from dataclasses import asdict
from pathlib import Path

from pipelines.diff import diff
from pipelines.phrasing import phrasing
from store.dataset import Dataset
from store.reports import write_page


def write_report_page(
    dataset: Dataset,
    version: int | None = None,
    out: Path | None = None,
    most_rows: int | None = None,
    compare: int | None = None,
) -> Path:
    """Write a version's page; returns where it is.

    Args:
        dataset: what is shown.
        version: by default its newest.
        out: where to; by default beside the dataset.
        most_rows: rows on the page; totals count all.
        compare: another version; adds a section on what changed since.

    Raises:
        UserError: no such version, or the disk is full or closed to us.
    """
    view = dataset.read(version)
    comparison = None if compare is None else asdict(diff(dataset.read(compare), view))
    return write_page(dataset, view.version, out, most_rows, comparison, phrasing(view))
