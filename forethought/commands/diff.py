"""`forethought diff`: what changed between two versions."""

from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root


def diff(
    name: Name,
    first: Annotated[int, typer.Argument(metavar="V1", help="The earlier version's number.")],
    second: Annotated[
        int | None, typer.Argument(metavar="[V2]", help="The later one's; the default is the newest.")
    ] = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Compare two versions: rows that came, went and changed, by which filter; recipes, counts, tokens and cost."""
    from forethought.diff_view import print_diff
    from pipelines.diff import diff as compare
    from store.dataset import Dataset

    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    print_diff(compare(dataset.read(first), dataset.read(second)), as_json=json)
