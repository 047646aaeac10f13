"""Where a dataset's table lies, and what committing to it takes there: the folder of this machine."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from deltalake import DeltaTable

from store.disk import disk_errors, sync
from store.dropped import finish_drop
from store.parts import Part, part_version
from store.table import LOG, has_table
from store.view import View, open_view


class Place(Protocol):
    """A table's place. Writers hold the dataset's lock."""

    @property
    def uri(self) -> str:
        """As deltalake names it."""

    @property
    def name(self) -> str:
        """The dataset's name."""

    @property
    def options(self) -> dict[str, str] | None:
        """Storage options for deltalake."""

    @property
    def shared(self) -> bool:
        """Whether others may commit while our lock is held: it reaches no further than this machine."""

    def errors(self) -> AbstractContextManager[None]:
        """Says as sentences what goes wrong in the block."""

    def clean(self) -> None:
        """Remove the files of commits that never happened; refuse a place that cannot be written safely."""

    def newest(self) -> View | None:
        """The newest version; None where there is no table yet."""

    def table(self) -> Any:
        """The table at its newest version; None where there is none yet."""

    def put(self, parts: Sequence[Part]) -> list[Part]:
        """Bring files into the table's place, where nobody sees them until they are committed."""

    def discard(self, parts: Sequence[Part]) -> None:
        """Remove files again that were put there, after a commit that did not happen."""

    def settle(self, version: int) -> None:
        """After a commit: nothing of it is pending any more."""


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """A folder of this machine."""

    folder: Path
    """The table."""

    @property
    def uri(self) -> str:
        return self.folder.absolute().as_uri()

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def options(self) -> dict[str, str] | None:
        return None

    @property
    def shared(self) -> bool:
        return False

    def errors(self) -> AbstractContextManager[None]:
        return disk_errors(self.folder)

    def clean(self) -> None:
        remove_orphans(self.folder)
        finish_drop(self.folder)

    def newest(self) -> View | None:
        return open_view(self.folder) if has_table(self.folder) else None

    def table(self) -> Any:
        return DeltaTable(self.folder) if has_table(self.folder) else None

    def put(self, parts: Sequence[Part]) -> list[Part]:
        moved = [Part(part.path.replace(self.folder / part.path.name), part.rows) for part in parts]
        sync(self.folder)
        return moved

    def discard(self, parts: Sequence[Part]) -> None:
        for part in parts:
            part.path.unlink(missing_ok=True)

    def settle(self, version: int) -> None:
        sync(self.folder / LOG / f"{version:020d}.json")
        sync(self.folder / LOG)


def remove_orphans(folder: Path) -> list[Path]:
    """Remove the files of commits that never happened. Only under the lock.

    Returns:
        What was removed.
    """
    newest = open_view(folder).version if has_table(folder) else -1
    orphans = [path for path in folder.glob("*.parquet") if (part_version(path.name) or 0) > newest]
    for path in orphans:
        path.unlink()
    return orphans
