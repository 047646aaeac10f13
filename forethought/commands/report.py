"""`forethought report`: a version as one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Name, Root, Version


def report(
    name: Name,
    version: Version = None,
    compare: Annotated[
        int | None, typer.Option("--compare", metavar="W", help="Add a section on what changed since this version.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; by default beside the dataset.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Rows to show; totals always count all.")] = 300,
    root: Root = None,
) -> None:
    """Write a version's report: funnel, reasons, distributions, cost over time, and rows to search, in one HTML file.

    The file needs no network and can be sent to anybody who may see the data.
    """
    from pipelines.page import write_report_page
    from store.dataset import Dataset

    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    typer.echo(write_report_page(dataset, version, out, rows, compare))
