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
from store.commits import Mode, Rows, commit_rows, remove_orphans
from store.disk import disk_errors
from store.dropped import finish_drop, read_dropped
from store.layout import local_root, side_dir, table_dir
from store.lock import Holder, locked
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
    """The folder of datasets."""
    name: str
    """Its name there."""

    @classmethod
    def at(cls, root: Path | str, name: str) -> Self:
        """The dataset of that name.

        Raises:
            UserError: the name could not be a folder's name, or the root is not on this machine.
        """
        return cls(local_root(root), checked_name("dataset name", name))

    @property
    def path(self) -> Path:
        """The Delta table, for any reader of Delta."""
        return table_dir(self.root, self.name)

    @property
    def side_folder(self) -> Path:
        """What is ours beside the table: lock, staging, quarantine files."""
        return side_dir(self.root, self.name)

    @property
    def exists(self) -> bool:
        """Whether it has a version."""
        return has_table(self.path)

    def read(self, version: int | None = None) -> View:
        """A version to be read, by default the newest.

        Raises:
            UserError: no such dataset or version; the message lists what there is.
        """
        return open_view(self.path, version)

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first, from the transaction log alone.

        Raises:
            UserError: no such dataset.
        """
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
            UserError: at once, naming the holder, when another run writes; or when the disk refuses.
        """
        work = self.side_folder / "staging" / checked_name("run id", run_id)
        with locked(self.side_folder / "lock", run_id) as holder:
            with disk_errors(self.path):
                shutil.rmtree(work.parent, ignore_errors=True)
                remove_orphans(self.path)
                finish_drop(self.path)
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
        info = commit_rows(self.dataset.path, self.work / "parts", rows, record, mode, without)
        shutil.rmtree(staged.folder, ignore_errors=True)
        return info

    def commit_batches(
        self, batches: Iterable[Any], schema: Any, record: RunRecord, mode: Mode = "replace"
    ) -> VersionInfo:
        """Commit Arrow batches from anywhere, e.g. another version's rows, as one version. Errors as `commit_rows`."""
        return commit_rows(self.dataset.path, self.work / "parts", Rows(batches, schema), record, mode)


def list_datasets(root: Path | str) -> list[Dataset]:
    """The datasets under a root, by name; none when there is no such folder."""
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
