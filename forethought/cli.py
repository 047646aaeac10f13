"""The command line. Heavy imports are late, so that help answers at once."""

import sys

import typer

from forethought.commands import (
    check,
    deploy,
    derive,
    diff,
    evaluate_filter,
    export,
    journal,
    listing,
    preview,
    push,
    refilter,
    report,
    run,
    schedule,
    show,
    trace,
    train_detector,
    ui,
    vacuum,
)
from schemas.errors import UserError

app = typer.Typer(
    name="forethought",
    help="Synthesise staged reasoning supervision for LLMs: preplan, plan, execution; screened and versioned.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

EXIT_USER_ERROR = 2
"""The user must fix something; the sentence on stderr says what."""

app.command("run")(run.run)
app.command("preview")(preview.preview)
app.command("check")(check.check)
app.command("schedule")(schedule.schedule)
app.command("deploy")(deploy.deploy)
app.command("ui")(ui.ui)
app.command("datasets")(listing.datasets)
app.command("versions")(listing.versions)
app.command("show")(show.show)
app.command("trace")(trace.trace)
app.command("diff")(diff.diff)
app.command("refilter", cls=refilter.WithAsk)(refilter.refilter)
app.command("report")(report.report)
app.command("export")(export.export)
app.command("drop-version")(vacuum.drop_version)
app.command("vacuum")(vacuum.vacuum)
app.command("push")(push.push)
app.command("evaluate-filter")(evaluate_filter.evaluate_filter)
app.command("train-detector")(train_detector.train_detector)

derived = typer.Typer(help="Make a dataset from another one, without a model.", no_args_is_help=True)
derived.command("mismatched")(derive.mismatched)
derived.command("invariant")(derive.invariant)
app.add_typer(derived, name="derive")

journals = typer.Typer(help="Look at answered requests, shrink them, share them.", no_args_is_help=True)
journals.command("stats")(journal.stats)
journals.command("vacuum")(journal.vacuum)
journals.command("export")(journal.export)
app.add_typer(journals, name="journal")


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(version("forethought"))
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Carries the options of the program itself."""


def main() -> None:
    """Run the command line; errors of the user end with one sentence and exit code 2."""
    try:
        app()
    except UserError as error:
        from store.markup import visible  # messages quote files, endpoints and models

        typer.secho(f"Error: {visible(error.message)}", err=True, fg=typer.colors.RED)
        sys.exit(EXIT_USER_ERROR)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
