"""`forethought derive`: datasets made from others, without a model."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version


def mismatched(
    name: Name,
    version: Version = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="Dataset to write; by default NAME-mismatched.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed chooses the same partners.")] = 0,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, max=100, help="How much longer a foreign preplan may be, as a share.")
    ] = 0.25,
    root: Root = None,
    json: Json = False,
) -> None:
    """Swap the preplans of accepted rows among problems: the control that shows whether preplans are used.

    Each preplan goes to another problem whose own is of like length. Asks no model; commits a version of a new dataset.
    """
    from dataclasses import asdict
    from json import dumps

    from pipelines.derive import derive_mismatched
    from pipelines.mismatched import MismatchSettings
    from store.dataset import Dataset

    source = Dataset.at(root or DEFAULT_ROOT, name)
    made = derive_mismatched(source, MismatchSettings(seed, tolerance), version, to)
    if json:
        typer.echo(dumps(asdict(made)))
        return
    typer.echo(f"{made.rows:,} rows of {made.source} version {made.source_version} have a foreign preplan now.")
    if made.left_out:
        typer.echo(f"{made.left_out:,} were left out: no foreign preplan of like length.")
    typer.echo(f"dataset  {made.path}\nversion  {made.version}")


def invariant(
    name: Name,
    version: Version = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="Dataset to write; by default NAME-invariant.")
    ] = None,
    min_similarity: Annotated[
        float, typer.Option("--min-similarity", min=0.01, max=1, help="How like the typical text a text must be.")
    ] = 0.85,
    root: Root = None,
    json: Json = False,
) -> None:
    """Reject meta-thoughts that reason otherwise than those of the numeric variants of their problem.

    Variants are problems of one `family`. Asks no model; commits all rows as a version of a new dataset.
    """
    from dataclasses import asdict
    from json import dumps

    from filters.invariance import InvarianceSettings
    from pipelines.invariance import derive_invariant
    from store.dataset import Dataset

    source = Dataset.at(root or DEFAULT_ROOT, name)
    made = derive_invariant(source, InvarianceSettings(min_similarity=min_similarity), version, to)
    if json:
        typer.echo(dumps(asdict(made)))
        return
    typer.echo(
        f"{made.compared:,} of {made.rows:,} rows of {made.source} version {made.source_version} were compared within "
        f"{made.families:,} families; {made.rejected:,} reason otherwise and are rejected now."
    )
    typer.echo(f"dataset  {made.path}\nversion  {made.version}")
