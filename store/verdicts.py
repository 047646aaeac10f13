"""The verdicts of a version as a table of their own, one row each: for counting, plotting and threshold curves."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from schemas.errors import UserError
from store.view import View

KEYS = ("trace_id", "problem_id", "sample", "status")
"""Columns of the dataset's row that each of its verdicts repeats."""


def verdict_batches(view: View, status: str | None = None) -> Iterator[Any]:
    """A version's verdicts as Arrow batches, in bounded memory.

    Columns: trace_id, problem_id, sample, status, then the verdict's own: filter, stage, passed, reason, score,
    threshold, value, detail, evidence. A row without verdicts (a failed one) has none here.
    """
    for batch in view.batches([*KEYS, "verdicts"], status):
        lists = batch["verdicts"]
        owners = pa.compute.list_parent_indices(lists)
        verdicts = lists.flatten()
        fields = {field.name: verdicts.field(field.name) for field in verdicts.type}
        yield pa.RecordBatch.from_pydict({**{key: batch[key].take(owners) for key in KEYS}, **fields})


def verdict_table(view: View, status: str | None = None) -> Any:
    """The same as one `pyarrow.Table`.

    Raises:
        UserError: the version has no verdicts at all.
    """
    batches = list(verdict_batches(view, status))
    if not batches:
        raise UserError("no row has a verdict", where=f"{view.name} version {view.version}")
    return pa.Table.from_batches(batches)
