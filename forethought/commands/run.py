"""`forethought run`: one recipe to one version of a dataset."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from forethought.commands.options import Json, Overrides, RecipePath, Root, with_root

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.run_state import Watch

EXIT_INCOMPLETE = 3
"""A version was committed, but the budget ended before all traces were finished."""

Progress = Annotated[
    str,
    typer.Option(
        "--progress",
        metavar="MODE",
        help="How the run tells what it does, on stderr: auto, live (a line that moves), plain (lines for a log), "
        "json (one object per line) or none.",
    ),
]
TopUp = Annotated[
    bool,
    typer.Option(
        "--top-up",
        help="Generate only what the newest version does not hold (--set dataset.mode=top_up). See docs/schedule.md.",
    ),
]
MetricsPort = Annotated[
    int | None,
    typer.Option(
        "--metrics-port", metavar="PORT", min=0, max=65535, help="Serve Prometheus metrics on this port of loopback."
    ),
]


def run(
    recipe: RecipePath,
    overrides: Overrides = [],  # noqa: B006
    root: Root = None,
    json: Json = False,
    progress: Progress = "auto",
    metrics_port: MetricsPort = None,
    top_up: TopUp = False,
) -> None:
    """Run a recipe: generate, judge, and commit one new version of its dataset.

    Safe to interrupt: every answer is on disk before it is used, and the same command goes on from there. Ctrl-C and
    SIGTERM take the answers in flight first; a second Ctrl-C does not wait. Exit codes: 0 done, 2 something you must
    fix, 3 the budget ended first, 130 and 143 interrupted.
    """
    from forethought.progress_view import ProgressMode, progress_mode, watch_run
    from forethought.result_view import print_result
    from schemas.errors import RunInterrupted

    mode = progress_mode(progress)
    overrides = [*overrides, "dataset.mode=top_up"] if top_up else overrides
    watch = watch_run(mode, quiet=json, metrics_port=metrics_port)
    try:
        result = _run(recipe, with_root(overrides, root), watch, quiet=json or mode is ProgressMode.JSON)
    except RunInterrupted as stop:
        typer.secho(f"\n{stop}", err=True)
        raise typer.Exit(stop.exit_code) from None
    print_result(result, as_json=json)
    if result["left_out"]:
        raise typer.Exit(EXIT_INCOMPLETE)


def _run(recipe: "Path", settings: list[str], watch: "Watch", *, quiet: bool) -> dict[str, Any]:
    """Check, then run the flow.

    Raises:
        RunInterrupted: also for signals that come while no model is asked yet, or any more.
    """
    import asyncio
    import os
    import signal

    from pipelines.preflight import preflight
    from schemas.errors import RunInterrupted
    from store.recipe_file import read_recipe

    def terminated(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, terminated)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # what goes wrong is said below, once
    try:
        asyncio.run(preflight(read_recipe(recipe, settings), str(recipe)))
        if not quiet:
            typer.secho("starting Prefect's local server, which takes some seconds", err=True, dim=True)
        from flows.build_dataset import TERMINATED, build_dataset
        from pipelines.run_state import watching

        try:
            with watching(watch):
                return asyncio.run(build_dataset(str(recipe), settings))
        except TERMINATED:
            raise RunInterrupted(signal.SIGTERM) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise RunInterrupted(signal.SIGINT) from None
    except SystemExit as ended:
        if ended.code == 128 + signal.SIGTERM:
            raise RunInterrupted(signal.SIGTERM) from None
        raise
