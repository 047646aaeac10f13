"""The public Python API: open a dataset, and read any version of it."""

from os import PathLike
from pathlib import Path

from forethought.opened import OpenDataset

DEFAULT_ROOT = Path("data/datasets")
"""Where datasets are when nobody says otherwise."""


def open(name: str, root: str | PathLike[str] = DEFAULT_ROOT) -> OpenDataset:
    """The dataset of that name under `root`.

    Example:
        >>> import forethought
        >>> frame = forethought.open("ppc-reference").to_pandas()  # doctest: +SKIP

    Raises:
        UserError: naming the datasets there are.
    """
    return OpenDataset.at(Path(root), name)
