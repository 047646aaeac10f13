"""What a version's metadata says about its rows, counted batch by batch as they are written."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from store.content import combine, row_hash

COUNTERS = ("statuses", "reasons", "failures")
"""The fields of a tally that count by name."""


@dataclass(slots=True)
class Tally:
    """Counts over rows; adding up is all it takes to join two of them."""

    rows: int = 0
    """All rows."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Rejected rows by `filter:reason`; a row with two reasons counts under both."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed rows by `stage: kind`."""
    content: int = 0
    """Sum of the rows' hashes, see `store.content`."""

    def add(self, batch: Any) -> None:
        """Count one Arrow batch."""
        for row in batch.to_pylist():
            self.rows += 1
            self.content = combine(self.content, row_hash(row))
            status = row.get("status")
            if status is not None:
                self.statuses[status] += 1
            if status == "rejected":
                self.reasons.update(row.get("reasons") or ())
            elif status == "failed":
                self.failures[":".join((row.get("error") or "unknown").split(":")[:2])] += 1

    def join(self, other: "Tally") -> None:
        """Count another tally's rows too."""
        self.rows += other.rows
        self.statuses += other.statuses
        self.reasons += other.reasons
        self.failures += other.failures
        self.content = combine(self.content, other.content)

    def to_json(self) -> str:
        """As a text, for a file's metadata."""
        return json.dumps({name: getattr(self, name) for name in ("rows", "content", *COUNTERS)})

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The inverse of `to_json`."""
        data = json.loads(text)
        counted = {name: Counter(data[name]) for name in COUNTERS}
        return cls(data["rows"], content=data["content"], **counted)


def tally(batches: Iterable[Any]) -> Tally:
    """Count the rows of some Arrow batches."""
    counts = Tally()
    for batch in batches:
        counts.add(batch)
    return counts
