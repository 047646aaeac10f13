"""From problems to accepted rows: where a version lost the others, filter by filter in the order of judgement.

Our choice of accounting: a row counts as lost at its first complaint; `alone` says how many rows a filter would have
thrown out had it been the only one.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pyarrow.compute as pc

from store.view import View


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One narrowing."""

    name: str
    """`problems`, `traces`, `answered`, `<stage>: <filter>` or `accepted`."""
    left: int
    """Rows that are still there after it."""
    lost: int = 0
    """Rows whose first complaint it is."""
    alone: int = 0
    """Rows it complains about, whatever else complains."""


def funnel(view: View) -> list[FunnelStep]:
    """The steps of a version, from its problems to its accepted rows; reads verdicts only."""
    count = FunnelCount()
    for batch in view.batches(["status", "verdicts"]):
        count.add(batch)
    return count.steps(view)


@dataclass(slots=True)
class FunnelCount:
    """Counts rows batch by batch."""

    answered: int = 0
    """Rows that did not fail."""
    first: Counter[str] = field(default_factory=Counter)
    """Rows by their first complaint."""
    alone: Counter[str] = field(default_factory=Counter)
    """Rows by every filter that complains."""
    order: dict[str, None] = field(default_factory=dict)
    """`<stage>: <filter>` in the order of judgement."""

    def add(self, batch: Any) -> None:
        """Count an Arrow batch with the columns `status` and `verdicts`."""
        batch = batch.filter(pc.not_equal(batch["status"], "failed"))
        self.answered += batch.num_rows
        owners, verdicts = pc.list_parent_indices(batch["verdicts"]).to_numpy(), batch["verdicts"].flatten()
        names = pc.binary_join_element_wise(verdicts.field("stage"), verdicts.field("filter"), ": ")
        self.order.update(dict.fromkeys(pc.unique(names).to_pylist()))
        failed = pc.invert(verdicts.field("passed"))
        names, owners = names.filter(failed).to_pylist(), owners[failed.to_numpy(zero_copy_only=False)].tolist()
        by_row = dict[int, list[str]]()
        for owner, name in zip(owners, names, strict=True):
            by_row.setdefault(owner, []).append(name)
        self.first.update(complaints[0] for complaints in by_row.values())
        self.alone.update(name for complaints in by_row.values() for name in set(complaints))

    def steps(self, view: View) -> list[FunnelStep]:
        """The steps of the version whose batches were counted."""
        rows, left = view.info.rows or 0, self.answered
        failed = rows - self.answered
        steps = [FunnelStep("traces", rows), FunnelStep("answered", self.answered, failed, failed)]
        problems = view.info.problems.get("count")
        if problems is not None:
            steps.insert(0, FunnelStep("problems", problems))
        for name in self.order:
            left -= self.first[name]
            steps.append(FunnelStep(name, left, self.first[name], self.alone[name]))
        return [*steps, FunnelStep("accepted", left)]
