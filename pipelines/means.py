"""Means of a pipeline's number columns over accepted rows: token counts, savings and scores for the run's report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.trace import Status


@dataclass(slots=True)
class ColumnMeans:
    """Sums per shard, so that a shard that infrastructure made run twice counts once."""

    shards: dict[int, dict[str, tuple[float, int]]] = field(default_factory=dict)
    """Shard to column to sum and count of the values that are there."""

    def watch(self, index: int, rows: Iterable[dict[str, Any]], names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The rows of a shard, unchanged; their numbers are summed up as they pass."""
        sums = self.shards[index] = dict.fromkeys(names, (0.0, 0))
        for row in rows:
            if row["status"] == Status.ACCEPTED.value:
                sums.update({name: _added(sums[name], row[name]) for name in names})
            yield row

    def means(self) -> Mapping[str, float]:
        """Column to mean, for columns that have a value in any accepted row."""
        names = dict.fromkeys(name for sums in self.shards.values() for name in sums)
        totals = {name: [sums[name] for sums in self.shards.values() if name in sums] for name in names}
        summed = {name: (sum(t for t, _ in pairs), sum(n for _, n in pairs)) for name, pairs in totals.items()}
        return {name: round(total / count, 6) for name, (total, count) in summed.items() if count}


def _added(so_far: tuple[float, int], value: float | None) -> tuple[float, int]:
    return so_far if value is None else (so_far[0] + value, so_far[1] + 1)
