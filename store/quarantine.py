"""The file that lists bad rows: one JSON object a line, so that it can be read back, repaired and fed in again."""

import json
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from store.disk import disk_errors
from store.problem_rows import Fault
from store.source_rows import SourceRow


class Quarantine:
    """Writes bad rows to `path`; the file comes to be with the first one. Without a path nothing is written."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        if self.path:
            with disk_errors(self.path):
                self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._file:
            with disk_errors(self._file.name):
                self._file.close()

    def add(self, row: SourceRow, fault: Fault) -> None:
        """Write one row down."""
        if not self.path:
            return
        entry = {"file": row.file, "line": row.line, "reason": fault.reason, "message": fault.message, "raw": row.raw}
        with disk_errors(self.path):
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("w", encoding="utf-8", errors="replace")
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
