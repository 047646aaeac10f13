"""`forethought datasets` and `forethought versions`: what there is."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root


def datasets(
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help="Only datasets of this pipeline, e.g. ppc.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="KEY", help="By name, or newest, rows, accepted or cost first.")
    ] = "name",
    root: Root = None,
    json: Json = False,
) -> None:
    """List the datasets under the root, with their newest version."""
    from forethought.listing_view import print_datasets
    from store.address import is_address, normal
    from store.dataset import list_datasets

    there = root or DEFAULT_ROOT
    where = normal(there) if is_address(there) else str(there)
    print_datasets(list_datasets(there), where, pipeline=pipeline, sort=sort, as_json=json)


def versions(
    name: Name,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Only the newest so many.")] = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """List a dataset's versions, newest first: when, what was accepted, what it cost."""
    from forethought.listing_view import print_versions
    from store.dataset import Dataset

    print_versions(Dataset.at(root or DEFAULT_ROOT, name), limit=limit, as_json=json)
