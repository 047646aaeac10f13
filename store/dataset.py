"""A named, versioned dataset: the door to reading and to writing it.

Reading needs no lock. Writing happens inside `with dataset.lock(run_id) as writer`, which is the only way to a writer.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from schemas.errors import UserError
from store.address import is_address, normal, work_root
from store.commits import Mode, Rows, commit_rows
from store.disk import disk_errors
from store.dropped import read_dropped
from store.layout import local_root, side_dir, table_dir
from store.lock import Holder, locked
from store.object_place import ObjectPlace, table_names
from store.place import LocalPlace
from store.staging import StagedRun
from store.table import dataset_names, has_table, open_table
from store.versions import RunRecord, VersionInfo, from_history
from store.view import View, open_view

__all__ = ["Dataset", "Holder", "Mode", "RunRecord", "VersionInfo", "View", "Writer", "list_datasets"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What may become a folder's name; the same as `schemas.recipe.Name`."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset under a root; it need not exist yet."""

    root: Path
    """The folder of datasets; of those at an address, the folder here where their lock, journal and reports lie."""
    name: str
    """Its name there."""
    address: str | None = None
    """Where its table is, if that is no folder of this machine."""

    @classmethod
    def at(cls, root: Path | str, name: str) -> Self:
        """The dataset of that name.

        Raises:
            UserError: the name could not be a folder's name.
        """
        checked = checked_name("dataset name", name)
        if is_address(root):
            address = normal(root)
            return cls(work_root(address), checked, f"{address}/{checked}")
        return cls(local_root(root), checked)

    def beside(self, name: str) -> Self:
        """Another dataset under the same root."""
        address = None if self.address is None else f"{self.address.rpartition('/')[0]}/{name}"
        return replace(self, name=checked_name("dataset name", name), address=address)

    @property
    def path(self) -> Path:
        """The folder of the Delta table, for any reader of Delta.

        Raises:
            UserError: it is not on this machine.
        """
        if self.address is not None:
            raise UserError("this works on local datasets only", where=self.address, fix="Copy it to a local folder.")
        return table_dir(self.root, self.name)

    @property
    def where(self) -> str:
        """The table's folder or address."""
        return self.address or str(self.path)

    @property
    def place(self) -> LocalPlace | ObjectPlace:
        """Where its table is, and how it is committed to there."""
        return LocalPlace(self.path) if self.address is None else ObjectPlace(self.address, self.side_folder)

    @property
    def side_folder(self) -> Path:
        """What is ours beside the table: lock, staging, quarantine files."""
        return side_dir(self.root, self.name)

    @property
    def exists(self) -> bool:
        """Whether it has a version."""
        return self.place.newest() is not None if self.address is not None else has_table(self.path)

    def read(self, version: int | None = None) -> View:
        """A version to be read, by default the newest.

        Raises:
            UserError: no such dataset or version; the message lists what there is.
        """
        place = self.place
        return place.read(version) if isinstance(place, ObjectPlace) else open_view(self.path, version)

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first, from the transaction log alone.

        Raises:
            UserError: no such dataset.
        """
        place = self.place
        if isinstance(place, ObjectPlace):
            return place.versions()
        infos = [from_history(entry) for entry in open_table(self.path).history()]
        dropped = read_dropped(self.path).versions
        return [replace(info, dropped=dropped.get(info.number)) for info in infos]

    def latest(self) -> VersionInfo:
        """The newest version.

        Raises:
            UserError: no such dataset.
        """
        return self.read().info

    @contextmanager
    def lock(self, run_id: str) -> Iterator["Writer"]:
        """Be the one writer while the block runs; what dead runs left behind is cleared first.

        Raises:
            UserError: at once, naming the holder, when another run of this machine writes; or when the disk or the
                object store refuses.
        """
        work = self.side_folder / "staging" / checked_name("run id", run_id)
        with locked(self.side_folder / "lock", run_id) as holder:
            with disk_errors(self.where):
                shutil.rmtree(work.parent, ignore_errors=True)
                self.place.clean()
            try:
                yield Writer(self, holder, work)
            finally:
                if holder.pid == os.getpid():  # not in a forked child that leaves the block
                    shutil.rmtree(work, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Writer:
    """The right to write one dataset, as long as its lock is held."""

    dataset: Dataset
    """What is written."""
    holder: Holder
    """Who we are."""
    work: Path
    """The run's own folder, removed when the lock is given back."""

    def stage(self, schema: Any) -> StagedRun:
        """Where the run puts its shards; may be handed to other processes."""
        return StagedRun(self.work / "shards", schema)

    def commit(
        self, staged: StagedRun, record: RunRecord, mode: Mode = "replace", without: Collection[str] = ()
    ) -> VersionInfo:
        """Commit all staged shards as one version, then forget them. Arguments and errors as `commit_rows`."""
        rows = Rows(staged.batches(), staged.schema, staged.tally())
        info = commit_rows(self.dataset.place, self.work / "parts", rows, record, mode, without)
        shutil.rmtree(staged.folder, ignore_errors=True)
        return info

    def commit_batches(
        self, batches: Iterable[Any], schema: Any, record: RunRecord, mode: Mode = "replace"
    ) -> VersionInfo:
        """Commit Arrow batches from anywhere, e.g. another version's rows, as one version. Errors as `commit_rows`."""
        return commit_rows(self.dataset.place, self.work / "parts", Rows(batches, schema), record, mode)


def list_datasets(root: Path | str) -> list[Dataset]:
    """The datasets under a root, by name; none when there is no such folder.

    Raises:
        UserError: the root is an address that cannot be reached.
    """
    if is_address(root):
        return [Dataset.at(root, name) for name in table_names(normal(root)) if NAME.fullmatch(name)]
    folder = local_root(root)
    return [Dataset(folder, name) for name in dataset_names(folder)]


def checked_name(what: str, name: str) -> str:
    """The name, once it is sure that it can become a folder's name.

    Raises:
        UserError: it could not, e.g. because of a slash.
    """
    if not NAME.fullmatch(name):
        fix = "Use letters, digits, '.', '_' and '-', at most 100, and begin with a letter or digit."
        raise UserError(f"'{name}' cannot be a {what}", fix=fix)
    return name
