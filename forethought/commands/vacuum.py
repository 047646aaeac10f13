"""`forethought drop-version` and `forethought vacuum`: rows removed for good."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be lost.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; needed where no terminal is.")]
KeepLast = Annotated[
    int | None, typer.Option("--keep-last", metavar="K", min=1, help="Drop all versions but the last K readable ones.")
]
OlderThan = Annotated[
    str | None, typer.Option("--older-than", metavar="AGE", help="Drop versions older than this: 12h, 30d or 4w.")
]


def drop_version(
    name: Name,
    number: Annotated[int, typer.Argument(metavar="N", help="Its number; `forethought versions` lists them.")],
    dry_run: DryRun = False,
    yes: Yes = False,
    root: Root = None,
    json: Json = False,
) -> None:
    """Drop one version of a dataset for good: its rows are removed, as far as no other version holds them.

    Its line in `forethought versions` stays, with counts, recipe and cost. The newest version cannot be dropped.
    """
    from forethought.vacuum_view import confirmed_drop
    from store.dataset import Dataset

    confirmed_drop(Dataset.at(root or DEFAULT_ROOT, name), [number], yes=yes, dry_run=dry_run, as_json=json)


def vacuum(
    name: Name,
    keep_last: KeepLast = None,
    older_than: OlderThan = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    root: Root = None,
    json: Json = False,
) -> None:
    """Drop old versions of a dataset for good, and files that killed runs left lying.

    With both --keep-last and --older-than a version goes only if both say so; with neither, only files that belong to
    no version go. The newest version always stays.
    """
    from datetime import UTC, datetime

    from forethought.vacuum_view import confirmed_drop
    from store.dataset import Dataset
    from store.vacuum import chosen_versions, parse_age

    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    age = parse_age(older_than) if older_than is not None else None
    numbers = chosen_versions(dataset.versions(), keep_last, age, datetime.now(UTC))
    confirmed_drop(dataset, numbers, yes=yes, dry_run=dry_run, as_json=json)
