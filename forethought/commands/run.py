"""`forethought run`: one recipe to one version of a dataset."""

import typer

from forethought.commands.options import Json, Overrides, RecipePath, Root, with_root


def run(recipe: RecipePath, overrides: Overrides = [], root: Root = None, json: Json = False) -> None:  # noqa: B006
    """Run a recipe: generate, judge, and commit one new version of its dataset.

    Safe to interrupt: every answer is on disk before it is used, and the same command goes on from there.
    """
    import asyncio
    import os

    from forethought.progress_view import watch_run
    from forethought.result_view import print_result
    from pipelines.preflight import preflight
    from store.recipe_file import read_recipe

    settings = with_root(overrides, root)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # what goes wrong is said below, once
    asyncio.run(preflight(read_recipe(recipe, settings), str(recipe)))
    if not json:
        typer.secho("starting Prefect's local server, which takes some seconds", err=True, dim=True)
    from flows.build_dataset import build_dataset
    from pipelines.run_state import watching

    try:
        with watching(watch_run(quiet=json)):
            result = asyncio.run(build_dataset(str(recipe), settings))
    except (KeyboardInterrupt, asyncio.CancelledError):
        typer.secho("\nInterrupted. Nothing was committed; every answer so far is kept.", err=True)
        typer.echo("Run the same command again to go on from there.", err=True)
        raise typer.Exit(130) from None
    print_result(result, as_json=json)
