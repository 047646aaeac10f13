"""What a report counts, in one pass over light columns: totals are exact, whatever is sampled for the page."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from store.funnel import FunnelCount, FunnelStep
from store.markup import visible
from store.report.sampling import RowSample
from store.view import View

STATUSES = ("accepted", "rejected", "failed")
"""In the order in which they are shown."""
MOST_KINDS = 30
"""A text column with more different values is no scale to plot."""
SCALES = ("difficulty", "subject", "source")
"""Text columns of a problem that are plotted where they hold few values."""
MOST_LETTERS = 32
"""Of such a value; what is longer is cut."""
RULE_DERIVED = "reference"
"""The generator that asks no model, so that its rows have no prompts."""


@dataclass(slots=True)
class Facts:
    """The counts of a version."""

    rows: int = 0
    """All rows."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Rejected rows by `filter:reason`; a row may count under several."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed rows by `stage: kind`."""
    numbers: dict[str, dict[str, "array[float]"]] = field(default_factory=dict)
    """Number column, or score of a filter on a stage, to status to values (64-bit floats)."""
    scales: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    """Text column to status to value to rows."""
    models: dict[str, Counter[str]] = field(default_factory=dict)
    """Stage to `generator model` to rows whose kept text it wrote."""
    prompts: dict[str, Counter[str]] = field(default_factory=dict)
    """Stage to `prompt id hash` to rows."""
    funnel: Sequence[FunnelStep] = ()
    """From problems to accepted rows."""
    sample: RowSample = field(default_factory=RowSample)
    """Ids of the rows that the page shows."""


def collect(view: View, most_rows: int) -> Facts:
    """Count a version; `most_rows` are chosen for the page. Nested columns are counted as Arrow, for speed."""
    facts, steps = Facts(sample=RowSample(most_rows)), FunnelCount()
    numeric = [each.name for each in view.schema if pa.types.is_floating(each.type)]
    scales = [name for name in SCALES if name in view.schema.names]
    light = ["trace_id", "status", "reasons", "error"]
    for batch in view.batches([*light, *numeric, *scales, "verdicts", "provenance"]):
        for row in batch.select(light).to_pylist():
            _count(facts, row)
        _measure(facts, batch, numeric)
        _place(facts, batch, scales)
        steps.add(batch.select(["status", "verdicts"]))
    facts.funnel = steps.steps(view)
    facts.scales = {name: kinds for name, kinds in facts.scales.items() if 1 < len(_values(kinds)) <= MOST_KINDS}
    return facts


def failure_of(row: Mapping[str, Any]) -> str:
    """`stage: kind` of a failed row."""
    return ":".join((row["error"] or "unknown").split(":")[:2])


def _count(facts: Facts, row: Mapping[str, Any]) -> None:
    status = row["status"]
    facts.rows += 1
    facts.statuses[status] += 1
    group = "accepted"
    if status == "failed":
        group = failure_of(row)
        facts.failures[group] += 1
    elif status == "rejected":
        facts.reasons.update(row["reasons"])
        group = row["reasons"][0] if row["reasons"] else "rejected"
    facts.sample.offer(row["trace_id"], group)


def _measure(facts: Facts, batch: Any, numeric: Sequence[str]) -> None:
    for name in numeric:
        _extend(facts, name, batch["status"], batch[name])
    lists = batch["verdicts"]
    verdicts, owners = lists.flatten(), pc.list_parent_indices(lists)
    lengths = pc.equal(verdicts.field("filter"), "length")
    verdicts, statuses = verdicts.filter(lengths), batch["status"].take(owners.filter(lengths))
    for stage in pc.unique(verdicts.field("stage")).to_pylist():
        if f"{stage}_tokens" not in numeric:
            mine = pc.equal(verdicts.field("stage"), stage)
            _extend(facts, f"{stage} tokens", statuses.filter(mine), verdicts.field("score").filter(mine))


def _extend(facts: Facts, name: str, statuses: Any, values: Any) -> None:
    """Add the values that are there, by status."""
    by_status = facts.numbers.setdefault(name, {})
    for status in STATUSES:
        chosen = values.filter(pc.equal(statuses, status)).drop_null()
        if len(chosen):
            by_status.setdefault(status, array("d")).extend(chosen.to_pylist())


def _place(facts: Facts, batch: Any, scales: Sequence[str]) -> None:
    for name in scales:
        for status, value in zip(batch["status"].to_pylist(), batch[name].to_pylist(), strict=True):
            if value is not None:
                facts.scales.setdefault(name, {}).setdefault(status, Counter())[_label(value)] += 1
    attempts = batch["provenance"].flatten()
    attempts = attempts.filter(attempts.field("kept"))
    names = [attempts.field(name).to_pylist() for name in ("stage", "generator", "model", "prompt_id", "prompt_hash")]
    for stage, generator, model, prompt, digest in zip(*names, strict=True):
        facts.models.setdefault(stage, Counter())[" ".join(dict.fromkeys(filter(None, (generator, model))))] += 1
        if generator != RULE_DERIVED:  # which asks nobody
            facts.prompts.setdefault(stage, Counter())[f"{prompt} {digest}"] += 1


def _label(value: str) -> str:
    """As it stands beside a bar: other people's words, maybe many."""
    text = visible(" ".join(value.split()))
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _values(kinds: Mapping[str, Counter[str]]) -> set[str]:
    return {value for counts in kinds.values() for value in counts}
