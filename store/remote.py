"""Datasets that lie elsewhere (`s3://`, `gs://`, `file://`), to be read only.

Writing rests on what a local disk promises: a lock that dies with its process, and a rename that happens whole. Reading
needs neither. Credentials and regions come from the environment: deltalake takes them for the log, pyarrow for files.
"""

from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError
from pyarrow import fs

from schemas.errors import UserError
from store.table import file_paths
from store.versions import VersionInfo, from_history
from store.view import View


def remote_versions(address: str) -> list[VersionInfo]:
    """All versions of the table at an address, newest first.

    Raises:
        UserError: there is no table, or it cannot be reached.
    """
    return [from_history(entry) for entry in _table(address).history()]


def open_remote(address: str, name: str, version: int | None = None) -> View:
    """A version of the table at an address, by default its newest; rows come over the network when asked for.

    Raises:
        UserError: no such table or version, or it cannot be reached.
    """
    newest = _table(address)
    number = newest.version() if version is None else version
    if not 0 <= number <= newest.version():
        fix = f"The dataset has versions 0 to {newest.version()}."
        raise UserError(f"no version {number}", where=address, fix=fix)
    table = newest if number == newest.version() else _table(address, number)
    entry = newest.history(limit=newest.version() - number + 1)[-1]
    try:
        storage, base = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, OSError) as error:
        raise _unreachable(address, error) from error
    files = tuple(f"{base}/{path}" for path in sorted(file_paths(table)))
    return View(name, from_history(entry), files, pa.schema(table.schema().to_arrow()), storage)


def _table(address: str, version: int | None = None) -> Any:
    try:
        return DeltaTable(address, version=version)
    except TableNotFoundError as error:
        raise UserError("there is no dataset", where=address) from error
    except (DeltaError, OSError) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> UserError:
    fix = "Check the address, and the credentials and region in the environment (AWS_..., GOOGLE_...)."
    return UserError(f"cannot be read: {str(error).splitlines()[0]}", where=address, fix=fix)
