"""`forethought trace`: one row's whole life."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version


def trace(
    name: Name,
    trace_id: Annotated[
        str, typer.Argument(metavar="ID", help="A trace's id, as `forethought show` prints it, or its problem's.")
    ],
    version: Version = None,
    prompts: Annotated[bool, typer.Option("--prompts/--no-prompts", help="Show what was asked, too.")] = True,
    root: Root = None,
    json: Json = False,
) -> None:
    """Tell one row's life: every attempt with its prompt, model and verdicts, and what became of it in each version."""
    from forethought.lineage_view import print_lineage
    from pipelines.lineage import lineage
    from store.dataset import Dataset

    life = lineage(Dataset.at(root or DEFAULT_ROOT, name), trace_id, version)
    print_lineage(life, as_json=json, prompts=prompts)
