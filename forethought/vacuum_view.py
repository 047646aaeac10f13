"""What a vacuum would take, said plainly, and the question whether it should."""

import json
import sys
from collections.abc import Collection

import typer
from rich.console import Console
from rich.filesize import decimal

from schemas.errors import UserError
from store.dataset import Dataset
from store.vacuum import Loss, drop_versions, loss_of


def confirmed_drop(
    dataset: Dataset, numbers: Collection[int], *, yes: bool, dry_run: bool, as_json: bool = False
) -> None:
    """Say what is lost, ask, and drop the versions.

    Raises:
        UserError: a version that cannot be dropped; or nobody is there to be asked, and `yes` was not given.
    """
    loss = loss_of(dataset, numbers)
    if not as_json:
        _print_loss(dataset, loss)
    if not (dry_run or loss.nothing):
        _ask(dataset, yes=yes)
        loss = drop_versions(dataset, numbers)
        if not as_json:
            Console().print(f"Done: {decimal(loss.bytes)} freed.")
    if as_json:
        print(json.dumps(_told(loss, dropped=not dry_run)))


def _ask(dataset: Dataset, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        fix = "Look with --dry-run, then add --yes."
        raise UserError("this cannot be undone, and nobody is here to be asked", where=dataset.name, fix=fix)
    if not typer.confirm("This cannot be undone. Drop?", err=True):
        raise typer.Exit(1)


def _print_loss(dataset: Dataset, loss: Loss) -> None:
    console = Console(soft_wrap=True)
    if loss.nothing:
        console.print("Nothing to drop: every file belongs to a version that stays.")
        return
    for info in loss.versions:
        rows = "" if info.rows is None else f" {info.rows:,} rows, {info.statuses.get('accepted', 0):,} accepted;"
        console.print(f"version {info.number}:{rows} committed {info.created[:16].replace('T', ' ')} UTC", style="bold")
    if loss.versions:
        console.print("can then not be read, exported, compared or judged again; counts, recipe and cost stay listed.")
    kept = f"; {loss.shared} of theirs stay, since kept versions hold them too" if loss.shared else ""
    files = "1 file goes" if len(loss.files) == 1 else f"{len(loss.files)} files go"
    console.print(f"{files}, {decimal(loss.bytes)}{kept}.")
    stay = ", ".join(str(number) for number in loss.kept[:10]) + (", ..." if len(loss.kept) > 10 else "")
    console.print(f"Of {dataset.name} {'version' if len(loss.kept) == 1 else 'versions'} {stay} can still be read.")


def _told(loss: Loss, *, dropped: bool) -> dict[str, object]:
    numbers = [info.number for info in loss.versions]
    return {
        "versions": numbers,
        "kept": loss.kept,
        "files": loss.files,
        "bytes": loss.bytes,
        "shared": loss.shared,
        "dropped": dropped,
    }
