"""`forethought show`: rows of a dataset, as people read them."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version

StatusOption = Annotated[str | None, typer.Option("--status", help="Only rows that are accepted, rejected or failed.")]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", metavar="FILTER:REASON", help="Only rows with this reason (or this filter).")
]


def show(
    name: Name,
    version: Version = None,
    status: StatusOption = None,
    reason: ReasonOption = None,
    trace_id: Annotated[
        str | None, typer.Option("--id", help="Only this trace, or the traces of this problem.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many rows.")] = 3,
    root: Root = None,
    json: Json = False,
) -> None:
    """Show rows of a dataset: every stage's text, every verdict, with the evidence highlighted."""
    from forethought.row_view import RowQuery, print_rows
    from store.dataset import Dataset

    query = RowQuery(status=status, reason=reason, trace_id=trace_id, limit=limit)
    print_rows(Dataset.at(root or DEFAULT_ROOT, name), version, query, as_json=json)
