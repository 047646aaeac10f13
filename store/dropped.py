"""Which versions were dropped on purpose: a small file beside the table, written before anything is removed.

So a reader is told that a version was dropped, and not that a file is gone; and what a killed vacuum left is removed by
whoever takes the lock next.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import UserError
from store.disk import sync
from store.layout import side_dir
from store.table import file_paths, has_table, open_table

FILE = "dropped.json"
"""Its name in the folder beside the table."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the file says."""

    versions: Mapping[int, str] = field(default_factory=dict)
    """Numbers of dropped versions, and when each was dropped, ISO 8601, UTC."""
    pending: tuple[str, ...] = ()
    """Files, relative to the table, that are being removed; empty but for the time of a vacuum, or after its death."""


def read_dropped(folder: Path) -> Dropped:
    """What was dropped of the table in `folder`; nothing where the file is missing or damaged."""
    try:
        return decoded(_file(folder).read_bytes())
    except OSError:
        return Dropped()


def decoded(content: bytes) -> Dropped:
    """What the file says; nothing where it is damaged."""
    try:
        data = json.loads(content)
        return Dropped({int(number): str(when) for number, when in data["versions"].items()}, tuple(data["pending"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Dropped()


def encoded(dropped: Dropped) -> bytes:
    """The file's content."""
    data = {"versions": {str(number): when for number, when in dropped.versions.items()}, "pending": dropped.pending}
    return json.dumps(data, indent=1).encode()


def refuse_dropped(dropped: Dropped, name: str, version: int) -> None:
    """Say that a version cannot be read.

    Raises:
        UserError: it was dropped.
    """
    when = dropped.versions.get(version)
    if when is not None:
        fix = f"`forethought versions {name}` lists those that can be read."
        raise UserError(f"version {version} was dropped on {when}, its rows are gone", where=name, fix=fix)


def write_dropped(folder: Path, dropped: Dropped) -> None:
    """Replace the file, so that it is there whole or as it was. Only under the lock."""
    file = _file(folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".tmp")
    temporary.write_bytes(encoded(dropped))
    sync(temporary)
    temporary.replace(file)
    sync(file.parent)


def finish_drop(folder: Path) -> None:
    """Remove the files that a vacuum has begun to remove. Only under the lock."""
    dropped = read_dropped(folder)
    if dropped.pending:
        remove_files(folder, dropped.pending)
        write_dropped(folder, Dropped(dropped.versions))


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files of a table, but never one that its newest version holds, nor one outside its folder."""
    needed = set(file_paths(open_table(folder))) if has_table(folder) else set()
    for path in paths:
        if path not in needed and is_inside(path):
            (folder / path).unlink(missing_ok=True)


def is_inside(path: str) -> bool:
    """Whether a path of a table's log is below its folder; a log may name files anywhere."""
    return ":" not in path and not Path(path).is_absolute() and ".." not in Path(path).parts


def _file(folder: Path) -> Path:
    return side_dir(folder.parent, folder.name) / FILE
