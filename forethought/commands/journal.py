"""`forethought journal`: look at answered requests, shrink them, share them."""

from pathlib import Path
from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Root


def stats(root: Root = None, json: Json = False) -> None:
    """Count what the journal holds: answers, tokens, cost, models, calls that were given up."""
    from forethought.journal_view import print_stats
    from synth.journal_upkeep import journal_stats

    print_stats(journal_stats(_folder(root)), _folder(root), as_json=json)


def vacuum(root: Root = None) -> None:
    """Drop answers that newer ones replaced and give free space back; files in use are left alone."""
    from forethought.journal_view import print_vacuumed
    from synth.journal_upkeep import vacuum_journal

    print_vacuumed(vacuum_journal(_folder(root)))


def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The .jsonl file to write.")], root: Root = None
) -> None:
    """Write every request with its newest answer as a line of JSON.

    Whoever has the file rebuilds the datasets without the model: `generators: {default: {kind: replay, path: FILE}}`.
    """
    from synth.journal_export import export_journal

    count = export_journal(_folder(root), target)
    typer.echo(f"{count:,} answers written to {target}")


def _folder(root: Path | None) -> Path:
    from store.layout import journal_dir

    return journal_dir(root or DEFAULT_ROOT)
