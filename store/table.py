"""The one place that opens Delta tables and says what is wrong with them."""

import difflib
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from schemas.errors import UserError
from store.disk import disk_sentence

LOG = "_delta_log"
"""A folder that holds one is a table."""


def has_table(folder: Path) -> bool:
    """Whether anything was ever committed there."""
    return any((folder / LOG).glob("*.json"))


def open_table(folder: Path, version: int | None = None) -> Any:
    """The table at a version, or at its newest.

    Raises:
        UserError: no such dataset (what there is instead), no such version, or a transaction log that cannot be read.
    """
    if not has_table(folder):
        raise _unknown(folder)
    try:
        newest = DeltaTable(folder)
        if version is None or version == newest.version():
            return newest
        if not 0 <= version < newest.version():
            raise _no_version(folder, version, newest.version())
        return DeltaTable(folder, version=version)
    except TableNotFoundError as error:
        raise _unknown(folder) from error
    except (DeltaError, OSError) as error:
        raise disk_sentence(error, folder) or _broken(folder, error) from error


def file_paths(table: Any) -> list[str]:
    """A table's files, relative to its folder; `file_uris()` would percent-encode what stands in front of them."""
    paths: list[str] = pa.table(table.get_add_actions())["path"].to_pylist()
    return paths


def version_files(folder: Path, version: int) -> list[str]:
    """Files of one version, relative to its folder, from the log alone.

    Raises:
        UserError: as `open_table`.
    """
    return file_paths(open_table(folder, version))


def dataset_names(root: Path) -> list[str]:
    """Names of the datasets under a root, sorted."""
    if not root.is_dir():
        return []
    return sorted(entry.name for entry in root.iterdir() if entry.is_dir() and has_table(entry))


def _unknown(folder: Path) -> UserError:
    names = dataset_names(folder.parent)
    near = difflib.get_close_matches(folder.name, names, n=1, cutoff=0.5)
    there = f"Datasets there: {', '.join(names)}." if names else "There are none yet; `forethought run` makes one."
    fix = f"Did you mean '{near[0]}'? {there}" if near else there
    return UserError(f"no dataset '{folder.name}'", where=str(folder.parent), fix=fix)


def _no_version(folder: Path, version: int, newest: int) -> UserError:
    there = "only version 0" if newest == 0 else f"versions 0 to {newest}"
    return UserError(f"no version {version}", where=str(folder), fix=f"The dataset has {there}.")


def _broken(folder: Path, error: Exception) -> UserError:
    fix = f"Restore {folder / LOG} from a backup; the rows are in the .parquet files beside it."
    return UserError(f"its transaction log cannot be read: {str(error).splitlines()[0]}", where=str(folder), fix=fix)
