"""The files of a table as a vacuum sees them: which version holds which, which are there, and how they are removed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from store.dropped import Dropped, is_inside, read_dropped, remove_files, write_dropped
from store.object_place import ObjectPlace
from store.parts import part_version
from store.place import LocalPlace
from store.table import version_files


class Holdings(Protocol):
    """A table's files, by paths relative to it. What changes them is called under the dataset's lock."""

    def of(self, numbers: Iterable[int]) -> set[str]:
        """Files of any of the versions, whether they are there or not."""

    def sizes(self, paths: Collection[str]) -> Mapping[str, int]:
        """Bytes of those that are there."""

    def loose(self) -> set[str]:
        """Files of ours beside the log that may belong to no version: what killed runs left."""

    def dropped(self) -> Dropped:
        """What was dropped already."""

    def note(self, dropped: Dropped) -> None:
        """Write down what is dropped, and what is still to be removed for it."""

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, but never one that the newest version holds, nor one outside the table."""


@dataclass(frozen=True, slots=True)
class LocalHoldings:
    """Of a folder of this machine."""

    folder: Path
    """The table."""

    def of(self, numbers: Iterable[int]) -> set[str]:
        return {path for number in numbers for path in version_files(self.folder, number)}

    def sizes(self, paths: Collection[str]) -> Mapping[str, int]:
        there = [path for path in paths if is_inside(path) and (self.folder / path).is_file()]
        return {path: (self.folder / path).stat().st_size for path in there}

    def loose(self) -> set[str]:
        return {path.name for path in self.folder.glob("*.parquet") if part_version(path.name) is not None}

    def dropped(self) -> Dropped:
        return read_dropped(self.folder)

    def note(self, dropped: Dropped) -> None:
        write_dropped(self.folder, dropped)

    def remove(self, paths: Iterable[str]) -> None:
        remove_files(self.folder, paths)


@dataclass(frozen=True, slots=True)
class RemoteHoldings:
    """Of an object store."""

    place: ObjectPlace
    """The table."""

    def of(self, numbers: Iterable[int]) -> set[str]:
        return {path for number in numbers for path in self.place.version_files(number)}

    def sizes(self, paths: Collection[str]) -> Mapping[str, int]:
        return {path: size for path, size in self.place.objects() if path in paths}

    def loose(self) -> set[str]:
        """None: what no version holds may be another machine's, which commits it in a moment."""
        return set()

    def dropped(self) -> Dropped:
        return self.place.dropped()

    def note(self, dropped: Dropped) -> None:
        self.place.note_dropped(dropped)

    def remove(self, paths: Iterable[str]) -> None:
        self.place.remove(paths)


def holdings(place: LocalPlace | ObjectPlace) -> Holdings:
    """Of a table's place."""
    return RemoteHoldings(place) if isinstance(place, ObjectPlace) else LocalHoldings(place.folder)
