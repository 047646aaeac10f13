"""`forethought refilter`: a version judged again under other filter settings, without a model or with judges only."""

import pkgutil
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version
from forethought.commands.run import Progress


class WithAsk(TyperCommand):
    """Lets `--ask` stand alone, for all filters: typer's options have a value always, or never."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a lone `--ask` its value."""
        given = zip(args, [*args[1:], ""], strict=True)
        return super().parse_args(
            ctx, ["--ask=all" if arg == "--ask" and not _filter(after) else arg for arg, after in given]
        )


def _filter(name: str) -> bool:
    import filters

    return name == "all" or name in {module.name for module in pkgutil.iter_modules(filters.__path__)}


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
    ask: Annotated[
        list[str],
        typer.Option(
            "--ask",
            metavar="[FILTER]",
            help="Have the filters that ask models ask them anew, or only this filter. Repeatable.",
        ),
    ] = [],  # noqa: B006
    version: Version = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; by default one per core.")] = None,
    progress: Progress = "auto",
    root: Root = None,
    json: Json = False,
) -> None:
    """Judge all stored rows again under other filter settings, and commit them as the next version.

    No generator is called: texts stay as they are, thresholds change. A filter that asks a model (a judge) counts the
    answers that are stored; with `--ask` it asks anew, within its endpoint's limits and the recipe's budget, and what
    the journal holds is not paid for twice. `forethought diff` then shows which rows changed sides, and why. Ctrl-C
    commits nothing. Exit codes: 0 done, 2 something you must fix, 130 and 143 interrupted.
    """
    from forethought.progress_view import progress_mode, watch_run
    from forethought.refilter_view import print_refiltered
    from pipelines.refilter import refilter as judge_again
    from pipelines.refilter_recipe import changed_recipe
    from pipelines.run_state import watching
    from schemas.errors import RunInterrupted
    from store.dataset import Dataset
    from store.recipe_file import read_recipe

    watch = watch_run(progress_mode(progress), quiet=json)
    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    view = dataset.read(version)
    other = read_recipe(recipe) if recipe else None
    changed = changed_recipe(view.info, f"{name} version {view.version}", overrides, other, ask)
    try:
        with watching(watch):
            made = judge_again(dataset, changed, view.version, workers, ask)
    except RunInterrupted as stop:
        typer.secho(f"\n{stop}" if ask else "\nInterrupted. Nothing was committed.", err=True)
        raise typer.Exit(stop.exit_code) from None
    print_refiltered(made, as_json=json)
