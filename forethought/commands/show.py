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
    where: Annotated[
        list[str],
        typer.Option("--where", metavar="CONDITION", help="Only rows that meet it: 'spoiler_score>0'. Repeatable."),
    ] = [],  # noqa: B006
    text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="Only rows that hold all words.")] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B", help="A table of these columns instead of whole rows.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="N rows drawn at random, not the first ones.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same sample.")] = 0,
    root: Root = None,
    json: Json = False,
) -> None:
    """Show rows of a dataset: every stage's text, every verdict, with the evidence highlighted.

    Options narrow what is shown together. A condition is COLUMN OP VALUE, joined by `and`; OP is = != < <= > >= or ~
    (holds the text, case aside).
    """
    from forethought.row_view import RowQuery, print_rows
    from store.dataset import Dataset

    query = RowQuery(
        status=status,
        reason=reason,
        trace_id=trace_id,
        limit=limit,
        where=tuple(where),
        text=text,
        columns=tuple(name.strip() for name in columns.split(",") if name.strip()) if columns else (),
        sample=sample,
        seed=seed,
    )
    print_rows(Dataset.at(root or DEFAULT_ROOT, name), version, query, as_json=json)
