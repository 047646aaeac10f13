"""`forethought refilter`: a version judged again under other filter settings, without a model."""

from pathlib import Path
from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version


def refilter(
    name: Name,
    overrides: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A filter setting, e.g. filters.spoiler.max_score=1. Repeatable."
        ),
    ] = [],  # noqa: B006
    recipe: Annotated[
        Path | None, typer.Option("--recipe", metavar="FILE", help="Take filters and rendering from this recipe.")
    ] = None,
    version: Version = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; by default one per core.")] = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Judge all stored rows again under other filter settings, and commit them as the next version.

    No generator is called: texts stay as they are, thresholds change. A filter that asks a model (a judge) counts the
    answers that are stored. `forethought diff` then shows which rows changed sides, and why.
    """
    from forethought.refilter_view import print_refiltered, watched_rows
    from pipelines.refilter import changed_recipe
    from pipelines.refilter import refilter as judge_again
    from store.dataset import Dataset
    from store.recipe_file import read_recipe

    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    view = dataset.read(version)
    other = read_recipe(recipe) if recipe else None
    changed = changed_recipe(view.info, f"{name} version {view.version}", overrides, other)
    with watched_rows(view.info.rows, quiet=json) as progress:
        made = judge_again(dataset, changed, view.version, workers, progress)
    print_refiltered(made, as_json=json)
