"""What every problem source yields, whatever its format: rows with the place they came from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store.problem_rows import Fault

RAW_LENGTH = 500
"""Characters of a bad row that the quarantine file quotes."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row, read or unreadable."""

    file: str
    """The file, or the name of the Hub dataset."""
    line: int
    """Line (JSONL, CSV) or row (Parquet, Hub), from 1."""
    values: Mapping[str, Any]
    """Column to value; empty when the row could not be read."""
    fault: Fault | None = None
    """Why it could not be read."""
    text: str | None = None
    """The row as it stood in the file, where there is such a thing."""

    @property
    def raw(self) -> str:
        """The beginning of the row, as text."""
        text = self.text if self.text is not None else json.dumps(self.values, default=str, ensure_ascii=False)
        return text[:RAW_LENGTH]
