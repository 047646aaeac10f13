"""What `forethought.open` gives: a dataset with the questions people ask of it in a notebook."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any

from forethought.explained import Explained
from schemas.errors import UserError
from store.dataset import Dataset, VersionInfo, View

if TYPE_CHECKING:
    from pipelines.diff import Diff
    from store.what_if import Direction


class OpenDataset(Dataset):
    """A dataset to look at. Where no version is named, the newest is meant."""

    __slots__ = ()

    def to_pandas(
        self, version: int | None = None, columns: Sequence[str] | None = None, status: str | None = None
    ) -> Any:
        """A version's rows as a `pandas.DataFrame`."""
        return self.read(version).to_pandas(columns, status)

    def to_arrow(
        self, version: int | None = None, columns: Sequence[str] | None = None, status: str | None = None
    ) -> Any:
        """A version's rows as a `pyarrow.Table`."""
        return self.read(version).to_arrow(columns, status)

    def to_dataset(
        self, version: int | None = None, columns: Sequence[str] | None = None, status: str | None = None
    ) -> Any:
        """A version's rows as a `datasets.Dataset`."""
        return self.read(version).to_dataset(columns, status)

    def verdicts(self, version: int | None = None, status: str | None = None) -> Any:
        """One row per verdict, as a `pandas.DataFrame`: trace, filter, passed, score, threshold, evidence, ..."""
        from store.verdicts import verdict_table

        return verdict_table(self.read(version), status).to_pandas()

    def funnel(self, version: int | None = None) -> Any:
        """From problems to accepted rows, as a `pandas.DataFrame` with a row per filter in the order of judgement.

        Columns: `left` after the step; `lost`: rows whose first complaint it was; `alone`: rows it complains about.
        """
        import pandas as pd

        from store.funnel import funnel

        return pd.DataFrame([asdict(step) for step in funnel(self.read(version))]).set_index("name")

    def what_if(
        self,
        filter_name: str,
        stage: str | None = None,
        direction: "Direction | None" = None,
        version: int | None = None,
    ) -> Any:
        """Accepted rows at each threshold of one filter, as a `pandas.Series`; `forethought refilter` makes it so.

        `.attrs["threshold"]` is the version's own threshold; None where the filter has none or several.

        Raises:
            UserError: no such filter, or its verdicts do not tell how a score passes.
        """
        import pandas as pd

        from store.what_if import what_if

        curve = what_if(self.read(version), filter_name, stage, direction)
        series = pd.Series(curve.accepted, name="accepted")
        series.attrs["threshold"] = curve.threshold
        series.index.name = f"{curve.filter} {curve.direction.replace('_', ' ')}"
        return series

    def phrases(self, words: int = 8, most: int = 5, version: int | None = None) -> Any:
        """The phrases that most accepted texts share, as a `pandas.DataFrame`: `stage`, `text`, `count`, `share`.

        Counted on a sample of 1,000 rows; numbers are masked as `#`.
        """
        import pandas as pd

        from pipelines.phrasing import phrasing

        found = phrasing(self.read(version), words, most)
        rows = [{"stage": stage, **asdict(phrase)} for stage, told in found.items() for phrase in told]
        return pd.DataFrame(rows, columns=["stage", "text", "count", "share"])

    def explain(self, trace_id: str, version: int | None = None) -> Explained:
        """One row with its evidence highlighted; the last line of a notebook's cell shows it.

        Raises:
            UserError: there is no such row.
        """
        row = _row(self.read(version), trace_id)
        stages = dict.fromkeys(item["stage"] for item in row["provenance"] if row.get(item["stage"]) is not None)
        return Explained(row, tuple(stages))

    def diff(self, first: int, second: int | None = None) -> "Diff":
        """What changed between two versions, row by row and setting by setting."""
        from pipelines.diff import diff

        return diff(self.read(first), self.read(second))

    def _repr_html_(self) -> str:
        if not self.exists:
            return f"<b>{escape(self.name)}</b>: no version yet"
        lines = "".join(_line(info) for info in self.versions())
        head = (
            "<tr><th>version</th><th>committed</th><th>rows</th><th>accepted</th><th>rejected</th><th>failed</th></tr>"
        )
        return f"<b>{escape(self.name)}</b><table>{head}{lines}</table>"


def _row(view: View, name: str) -> dict[str, Any]:
    """The row of a trace, or a problem's first one; ids of problems may hold slashes, too."""
    with suppress(UserError):
        return view.row(f"{name}/0")
    return view.row(name)


def _line(info: VersionInfo) -> str:
    counts = [info.statuses.get(status, 0) for status in ("accepted", "rejected", "failed")]
    number = f"{info.number} (dropped)" if info.dropped else info.number
    cells = [number, escape(info.created[:16]), info.rows, *counts]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
