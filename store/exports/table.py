"""Plain JSON lines: every flat column of the dataset, for whatever else reads them."""

import pyarrow as pa

from store.exports.format import Context, Format, Place, Row, text_fault

NESTED = ("verdicts", "provenance")
"""Left in the dataset: `forethought show` and `forethought.open` read them there."""

_USAGE = """```python
from datasets import load_dataset

data = load_dataset("{folder}", split="{train}")
```"""


def _columns(context: Context) -> list[str]:
    return [name for name in context.schema.names if name not in NESTED]


def _row(row: Row, context: Context, place: Place) -> Row:
    values = {name: row.get(name) for name in _columns(context)}
    return {**values, "system": context.system} if context.system else values


def _schema(context: Context) -> pa.Schema:
    fields = [context.schema.field(name) for name in _columns(context)]
    return pa.schema([*fields, ("system", pa.string())] if context.system else fields)


def _fault(row: Row) -> str | None:
    return text_fault(row.get("response"), "response")


FORMATS = (
    Format(
        name="jsonl",
        title="JSON lines: every flat column of the dataset",
        kind="table",
        schema=_schema,
        row=_row,
        check=_fault,
        usage=_USAGE,
        suffix="jsonl",
    ),
)
