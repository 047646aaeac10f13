"""`forethought journal`: look at answered requests, shrink them, share them."""

from pathlib import Path
from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Root, Version


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
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The .jsonl file to write.")],
    dataset: Annotated[
        str | None, typer.Option("--dataset", metavar="NAME", help="Only the answers that this dataset was made from.")
    ] = None,
    version: Version = None,
    root: Root = None,
) -> None:
    """Write every request with its newest answer as a line of JSON; with --dataset those of one dataset's version.

    Whoever has the file rebuilds the datasets without the model: `generators: {default: {kind: replay, path: FILE}}`.
    """
    from forethought.journal_view import print_exported
    from pipelines.used_answers import used_answers
    from schemas.errors import UserError
    from store.dataset import Dataset
    from synth.journal_export import export_journal

    if dataset is None:
        if version is not None:
            raise UserError("--version needs --dataset", fix="Name the dataset whose version is meant.")
        print_exported(export_journal(_folder(root), target), target, _folder(root))
        return
    view = Dataset.at(root or DEFAULT_ROOT, dataset).read(version)
    print_exported(export_journal(_folder(root), target, used_answers(view)), target, _folder(root), view)


def _folder(root: Path | None) -> Path:
    from store.layout import journal_dir

    return journal_dir(root or DEFAULT_ROOT)
