"""Options that several commands share, worded once."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

RecipePath = Annotated[
    Path, typer.Argument(metavar="RECIPE", help="The recipe, a YAML file such as recipes/ppc-reference.yaml.")
]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a recipe key, e.g. --set problems.limit=100. Repeatable."
    ),
]
Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="DIR",
        help="Folder of datasets, or an address (s3://bucket/folder); the default is data/datasets, or the recipe's.",
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A dataset's name; `forethought datasets` lists them.")]
Version = Annotated[
    int | None, typer.Option("--version", metavar="N", help="A version's number; the default is the newest.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of a table.")]

DEFAULT_ROOT = Path("data/datasets")
"""Where datasets are when neither the command line nor a recipe says otherwise."""


def with_root(overrides: list[str], root: Path | None) -> list[str]:
    """The overrides, with `--root` as one of them: it is the recipe's `dataset.root` said shortly."""
    return overrides if root is None else [*overrides, f"dataset.root={root}"]


def root_option(path: str) -> str:
    """What a hint about the dataset at `path` must add to its command: nothing where the root is the default one."""
    root = Path(path).parent if "://" not in path else path.rpartition("/")[0]
    return "" if root == DEFAULT_ROOT else f" --root {quote(str(root))}"
