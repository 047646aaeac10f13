"""Reports beside a dataset's table."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from store.dataset import Dataset
from store.disk import disk_errors
from store.object_place import ObjectPlace


def report_path(dataset: Dataset, version: int, suffix: str = ".md") -> Path:
    """Where the report of a version is: `.md` in short, `.html` with charts and rows."""
    return dataset.side_folder / page_path(version, suffix)


def page_path(version: int, suffix: str = ".html") -> Path:
    """The same from the folder beside the table."""
    return Path("reports") / f"version-{version}{suffix}"


def write_report(dataset: Dataset, version: int, markdown: str) -> Path:
    """Write a version's short report; returns where it is.

    Raises:
        UserError: the disk is full or closed to us.
    """
    return _copied(dataset, _written(report_path(dataset, version), markdown))


def write_page(
    dataset: Dataset,
    version: int | None = None,
    out: Path | None = None,
    most_rows: int | None = None,
    comparison: Mapping[str, Any] | None = None,
    phrases: Mapping[str, Sequence[Any]] | None = None,
) -> Path:
    """Write a version's HTML report; returns where it is.

    Raises:
        UserError: no such version, `out` is a folder, or the disk is full or closed to us.
    """
    from store.report.page import MOST_ROWS, report_page

    view = dataset.read(version)
    page = report_page(view, MOST_ROWS if most_rows is None else most_rows, comparison, phrases)
    if out is not None:
        return _written(out, page)
    return _copied(dataset, _written(report_path(dataset, view.version, ".html"), page))


def _written(path: Path, text: str) -> Path:
    if path.is_dir():
        raise UserError("it is a folder", where=str(path), fix=f"Name a file, e.g. {path / 'report.html'}.")
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    return path


def _copied(dataset: Dataset, path: Path) -> Path:
    """A report, with a copy beside a table that lies elsewhere, for those who look there."""
    place = dataset.place
    if isinstance(place, ObjectPlace):
        with suppress(UserError):  # the version is committed, and the report is here
            place.upload(path, f"reports/{path.name}")
    return path
