"""A table on an object store. Credentials, region and endpoint come from the environment, as deltalake reads them.

Our lock reaches no further than this machine, so a version is committed only on top of the one that its run saw, by
one conditional put of its log entry; whoever comes second is told, and nothing of theirs is in the table. That rests on
the store refusing to write what is there already, which is tried out before the first run here.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.fs import DeltaStorageHandler
from pyarrow import fs

from schemas.errors import UserError
from store.disk import sync
from store.dropped import FILE, Dropped, decoded, encoded, is_inside, refuse_dropped
from store.parts import Part
from store.table import LOG, file_paths
from store.versions import VersionInfo, from_history
from store.view import View

OPTIONS = {"max_retries": "4", "retry_timeout": "30s", "connect_timeout": "10s"}
"""deltalake tries for three minutes by default before it says that an endpoint is not there (our choice)."""
MARKS = re.compile(r"\x1b\[[0-9;]*m|\u21b3")
"""Colours and arrows in deltalake's messages."""
MOST_CHARS = 400
"""Of such a message; the rest repeats itself."""
OBSTORE_ERRORS = "obstore.exceptions"
"""Where the errors of obstore come from."""
SIDE = "_forethought"
"""The folder beside the table's files that no reader of Delta looks into."""


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """A table at an address."""

    uri: str
    """Its address."""
    side: Path
    """Its folder on this machine."""

    @property
    def name(self) -> str:
        return self.uri.rpartition("/")[2]

    @property
    def options(self) -> dict[str, str]:
        return OPTIONS

    @property
    def shared(self) -> bool:
        return True

    @property
    def storage(self) -> Any:
        """The `pyarrow.fs.FileSystem` of its folder."""
        return fs.PyFileSystem(DeltaStorageHandler(self.uri, OPTIONS))

    @contextmanager
    def errors(self) -> Iterator[None]:
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # obstore, which need not be installed, has a tree of its own
            if not isinstance(error, DeltaError | OSError) and type(error).__module__ != OBSTORE_ERRORS:
                raise
            raise unreachable(self.uri, error) from error

    def table(self) -> Any:
        try:
            return DeltaTable(self.uri, storage_options=OPTIONS)
        except TableNotFoundError:
            return None

    def newest(self) -> View | None:
        with self.errors():
            table = self.table()
            return None if table is None else self._view(table, table)

    def read(self, version: int | None = None) -> View:
        """A version, by default the newest; rows come over the network when asked for.

        Raises:
            UserError: no such table or version, or it cannot be reached.
        """
        with self.errors():
            newest = self._there()
            number = newest.version() if version is None else version
            if not 0 <= number <= newest.version():
                fix = f"The dataset has versions 0 to {newest.version()}."
                raise UserError(f"no version {number}", where=self.uri, fix=fix)
            if number == newest.version():
                return self._view(newest, newest)
            refuse_dropped(self.dropped(), self.name, number)
            return self._view(DeltaTable(self.uri, version=number, storage_options=OPTIONS), newest)

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first.

        Raises:
            UserError: there is no table, or it cannot be reached.
        """
        with self.errors():
            infos = [from_history(entry) for entry in self._there().history()]
            dropped = self.dropped().versions
            return [replace(info, dropped=dropped.get(info.number)) for info in infos]

    def clean(self) -> None:
        with self.errors():
            self._probe()
            pending = self._pending()
            if pending:
                self._remove(set(pending) - self._known())
                self._note(())
            dropped = self.dropped()
            if dropped.pending:
                self.remove(dropped.pending)
                self.note_dropped(Dropped(dropped.versions))

    def version_files(self, version: int) -> list[str]:
        """Files of one version, relative to the table, from the log alone."""
        return file_paths(DeltaTable(self.uri, version=version, storage_options=OPTIONS))

    def objects(self) -> Iterator[tuple[str, int]]:
        """Every object of the table and beside it, relative to it, and its bytes."""
        for chunk in self._objects().list():
            yield from ((item["path"], item["size"]) for item in chunk)

    def dropped(self) -> Dropped:
        """Which versions were dropped on purpose, by whatever machine."""
        try:
            with self.storage.open_input_file(f"{SIDE}/{FILE}") as file:
                return decoded(file.readall())
        except FileNotFoundError:
            return Dropped()

    def note_dropped(self, dropped: Dropped) -> None:
        """Replace that list; an object is there whole or as it was."""
        self._objects().put(f"{SIDE}/{FILE}", encoded(dropped))

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, but never one that the newest version holds, nor one outside the table."""
        needed = set(file_paths(self._there()))
        self._remove({path for path in paths if path not in needed and is_inside(path)})

    def put(self, parts: Sequence[Part]) -> list[Part]:
        """Upload. The names are noted here first, so that the next run removes them if this one dies now."""
        self._note([*self._pending(), *(part.path.name for part in parts)])
        objects = self._objects()
        for part in parts:
            objects.put(part.path.name, part.path)
        return list(parts)

    def discard(self, parts: Sequence[Part]) -> None:
        self._remove({part.path.name for part in parts})
        self._note(())

    def settle(self, version: int) -> None:
        self._note(())

    def upload(self, file: Path, name: str) -> None:
        """Put a copy of a file beside the table, for whoever looks at it there.

        Raises:
            UserError: it cannot be written.
        """
        with self.errors():
            self._objects().put(f"{SIDE}/{name}", file)

    def _objects(self) -> Any:
        """The store itself: deltalake writes no files but its own.

        Raises:
            UserError: obstore is not installed.
        """
        try:
            from obstore.store import from_url
        except ModuleNotFoundError as error:
            fix = "Install it: pip install 'forethought[remote]'."
            raise UserError(
                "writing to an object store needs the package 'obstore'", where=self.uri, fix=fix
            ) from error
        return from_url(self.uri, retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=30)})

    def _there(self) -> Any:
        table = self.table()
        if table is None:
            raise UserError("there is no dataset", where=self.uri)
        return table

    def _view(self, table: Any, newest: Any) -> View:
        # the history of a table at an old version has shifted numbers (deltalake 1.6), hence that of the newest
        entry = newest.history(limit=newest.version() - table.version() + 1)[-1]
        files = tuple(f"{self.uri}/{path}" for path in sorted(file_paths(table)))
        schema = pa.schema(table.schema().to_arrow())
        return View(self.name, from_history(entry), files, schema, self.storage, f"{self.uri}/")

    def _known(self) -> set[str]:
        """Files of any version; all, since a file that is noted here may have been committed after all."""
        table = self.table()
        numbers = range(table.version() + 1) if table is not None else ()
        tables = (DeltaTable(self.uri, version=number, storage_options=OPTIONS) for number in numbers)
        return {path for each in tables for path in file_paths(each)}

    def _remove(self, names: set[str]) -> None:
        if names:
            self._objects().delete(sorted(names))

    def _pending(self) -> list[str]:
        try:
            names: list[str] = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return names

    def _note(self, names: Sequence[str]) -> None:
        self.side.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_suffix(".tmp")
        temporary.write_text(json.dumps(list(names)), encoding="utf-8")
        sync(temporary)
        temporary.replace(self._file)
        sync(self.side)

    @property
    def _file(self) -> Path:
        """Names of uploaded files whose commit is not known to have happened."""
        return self.side / "uploads.json"

    def _probe(self) -> None:
        """Try out, once per dataset and machine, that the store refuses to write what is there already.

        Raises:
            UserError: it does not.
        """
        done = self.side / "conditional-put"
        if done.exists():
            return
        if self._refuses_overwriting():
            self.side.mkdir(parents=True, exist_ok=True)
            done.touch()
            return
        what = "this store overwrites what is there already, so two runs could destroy each other's versions"
        fix = "Run with a local dataset.root and copy the dataset's folder there, export it, or push it."
        raise UserError(what, where=self.uri, fix=fix)

    def _refuses_overwriting(self) -> bool:
        objects, name = self._objects(), f"{SIDE}/probe-{uuid.uuid4().hex}"
        from obstore.exceptions import AlreadyExistsError

        objects.put(name, b"1", mode="create")
        try:
            objects.put(name, b"2", mode="create")
        except AlreadyExistsError:
            return True
        finally:
            objects.delete(name)
        return False


def table_names(address: str) -> list[str]:
    """Names of the tables under an address, sorted.

    Raises:
        UserError: it cannot be reached.
    """
    root = ObjectPlace(address, Path())
    with root.errors():
        storage = root.storage
        folders = [entry.base_name for entry in storage.get_file_info(fs.FileSelector("", allow_not_found=True))]
        logs = {name: fs.FileSelector(f"{name}/{LOG}", allow_not_found=True) for name in folders}
        return sorted(name for name, log in logs.items() if storage.get_file_info(log))


def unreachable(address: str, error: Exception) -> UserError:
    """The sentence for whatever a store or the way to it has to say."""
    fix = "Check the address, and credentials, region and endpoint in the environment (AWS_..., GOOGLE_..., AZURE_...)."
    said = " ".join(MARKS.sub(" ", str(error).partition("Debug source")[0]).split())
    return UserError(f"cannot be read or written: {said[:MOST_CHARS]}", where=address, fix=fix)
