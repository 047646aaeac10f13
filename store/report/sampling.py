"""Which rows a page shows when it cannot show all: some of every kind, the same ones each time.

Our choice: rows are grouped by what became of them (accepted, first reason, kind of failure); small groups are shown
whole and the others share the remaining places equally. Within a group the smallest hashes of ids are taken.
"""

import heapq
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(slots=True)
class RowSample:
    """Rows offered one by one; memory is bounded by groups times places."""

    places: int = 300
    """Rows to be shown at most."""
    groups: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Group to a heap of (negative hash, trace id), the largest hash on top."""

    def offer(self, trace_id: str, group: str) -> None:
        """A row that might be shown."""
        heap = self.groups.setdefault(group, [])
        item = (-int.from_bytes(blake2b(trace_id.encode("utf-8", "replace"), digest_size=8).digest()), trace_id)
        if len(heap) < self.places:
            heapq.heappush(heap, item)
        else:
            heapq.heappushpop(heap, item)

    def chosen(self) -> set[str]:
        """Trace ids of the rows to be shown."""
        chosen: set[str] = set()
        waiting = sorted(self.groups.values(), key=len)
        for position, heap in enumerate(waiting):
            share = (self.places - len(chosen)) // (len(waiting) - position)
            chosen |= {trace_id for _, trace_id in sorted(heap, reverse=True)[:share]}
        return chosen
