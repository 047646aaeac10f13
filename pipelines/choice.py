"""The screen `select`: which of the rows that are left make up a balanced dataset of N."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from filters.screens.selection import balanced, clusters
from schemas.screens import SelectOptions


@dataclass(slots=True)
class Chooser:
    """Collects what the choice looks at: question, difficulty and subject of each row."""

    options: SelectOptions
    """The recipe's section."""
    _kept: list[Mapping[str, Any]] = field(default_factory=list)
    _left: list[Mapping[str, Any]] = field(default_factory=list)

    def stays(self, row: Mapping[str, Any]) -> None:
        """A row of the version that is topped up."""
        self._kept.append(_facts(row))

    def may_go(self, row: Mapping[str, Any]) -> None:
        """A new row."""
        self._left.append(_facts(row))

    def unselected(self) -> Iterator[str]:
        """Trace ids of the new rows that are not needed."""
        if len(self._kept) + len(self._left) <= self.options.rows:
            return
        groups = self._groups([*self._kept, *self._left])
        kept, left = groups[: len(self._kept)], groups[len(self._kept) :]
        chosen = balanced(left, self.options.rows, self.options.seed, kept)
        yield from (row["trace_id"] for place, row in enumerate(self._left) if place not in chosen)

    def _groups(self, rows: list[Mapping[str, Any]]) -> list[tuple[Hashable, ...]]:
        parts = {"difficulty": [row["difficulty"] for row in rows], "kind": [row["subject"] for row in rows]}
        if "cluster" in self.options.by:
            parts["cluster"] = clusters([row["question"] for row in rows], self.options.clusters, self.options.seed)
        return list(zip(*(parts[name] for name in self.options.by), strict=True))


def _facts(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: row[name] for name in ("trace_id", "question", "difficulty", "subject")}
