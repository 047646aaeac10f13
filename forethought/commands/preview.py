"""`forethought preview`: a few problems through a recipe, shown and thrown away."""

from typing import Annotated

import typer

from forethought.commands.options import Overrides, RecipePath, Root, with_root


def preview(
    recipe: RecipePath,
    overrides: Overrides = [],  # noqa: B006
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=50, help="How many problems.")] = 3,
    root: Root = None,
) -> None:
    """Run a few problems and show each stage and verdict, with the evidence highlighted. Commits nothing.

    Answers are journaled like those of a run, so a run that follows does not ask for them again.
    """
    import asyncio

    from rich.console import Console

    from forethought.trace_view import trace_panel
    from pipelines.preview import preview_traces
    from store.recipe_file import read_recipe

    settings = with_root(overrides, root)
    plan, traces = asyncio.run(preview_traces(read_recipe(recipe, settings), str(recipe), count))
    console = Console()
    shape = plan.pipeline.shape
    for trace in traces:
        console.print(trace_panel(shape.row(trace, None, plan.digest), shape.stages))
