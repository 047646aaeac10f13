"""From problems to accepted rows: where a version lost the others, filter by filter in the order of judgement.

Our choice of accounting: a row counts as lost at its first complaint; `alone` says how many rows a filter would have
thrown out had it been the only one.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

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
    first, alone, answered = Counter[str](), Counter[str](), 0
    order: dict[str, None] = {}
    for batch in view.batches(["status", "verdicts"]):
        for row in batch.to_pylist():
            if row["status"] == "failed":
                continue
            answered += 1
            _count(row["verdicts"] or (), first, alone, order)
    rows = view.info.rows or 0
    steps = [FunnelStep("traces", rows), FunnelStep("answered", answered, rows - answered, rows - answered)]
    problems = view.info.problems.get("count")
    if problems is not None:
        steps.insert(0, FunnelStep("problems", problems))
    left = answered
    for name in order:
        left -= first[name]
        steps.append(FunnelStep(name, left, first[name], alone[name]))
    return [*steps, FunnelStep("accepted", left)]


def _count(verdicts: Any, first: Counter[str], alone: Counter[str], order: dict[str, None]) -> None:
    complaints = []
    for verdict in verdicts:
        name = f"{verdict['stage']}: {verdict['filter']}"
        order.setdefault(name)
        if not verdict["passed"]:
            complaints.append(name)
    alone.update(set(complaints))
    first.update(complaints[:1])
