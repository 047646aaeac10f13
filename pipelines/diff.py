"""Two versions compared: which rows came, went, changed, and by which filter; what else differs between their runs.

Rows are the same row when they have the same trace id. One row costs a few hundred bytes here, whatever its texts hold.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipelines.registry import find_pipeline
from schemas.errors import UserError
from store.dataset import VersionInfo, View

EXAMPLES = 5
"""Trace ids named per kind of change."""

USAGE = ("answered", "from_journal", "prompt_tokens", "completion_tokens", "cost_usd")
"""What of a run's usage is compared."""


@dataclass(slots=True)
class Change:
    """One kind of change."""

    count: int = 0
    """Rows."""
    examples: list[str] = field(default_factory=list)
    """The first few of their trace ids."""

    def add(self, trace_id: str) -> None:
        """Count one row."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(trace_id)


@dataclass(slots=True)
class RowChanges:
    """How the rows of two versions differ."""

    added: dict[str, Change] = field(default_factory=dict)
    """Rows that only the second has, by status."""
    removed: dict[str, Change] = field(default_factory=dict)
    """Rows that only the first has, by status."""
    status: dict[str, Change] = field(default_factory=dict)
    """Rows whose status changed, as `accepted -> rejected`."""
    reasons_gained: dict[str, Change] = field(default_factory=dict)
    """Rows of both by a `filter:reason` that only the second gives."""
    reasons_lost: dict[str, Change] = field(default_factory=dict)
    """Rows of both by a `filter:reason` that only the first gives."""
    rewritten: Change = field(default_factory=Change)
    """Rows of both with another problem or another text of a stage."""
    same: int = 0
    """Rows of both with the same texts, status and reasons."""


@dataclass(frozen=True, slots=True)
class Diff:
    """The comparison."""

    name: str
    """The dataset."""
    first: int
    """The version on the left."""
    second: int
    """The version on the right."""
    rows: tuple[int, int]
    """Their rows."""
    statuses: dict[str, tuple[int, int]]
    """Rows by status, in both."""
    changes: RowChanges
    """Row by row."""
    recipe: dict[str, tuple[Any, Any]]
    """Recipe keys, dotted, with both values; None where a recipe lacks the key."""
    usage: dict[str, tuple[float, float]]
    """What their runs spent."""
    same_content: bool
    """Whether they hold the same rows, verdicts and provenance included."""


def diff(first: View, second: View) -> Diff:
    """Compare two versions of a dataset.

    Raises:
        UserError: a file of one is gone, or it was not made by us.
    """
    return Diff(
        name=second.name,
        first=first.version,
        second=second.version,
        rows=(first.info.rows or 0, second.info.rows or 0),
        statuses=_both(first.info.statuses, second.info.statuses, 0),
        changes=row_changes(_rows(first), _rows(second)),
        recipe=recipe_changes(first.info, second.info),
        usage={name: (_spent(first.info, name), _spent(second.info, name)) for name in USAGE},
        same_content=first.info.content_digest is not None and first.info.content_digest == second.info.content_digest,
    )


@dataclass(frozen=True, slots=True)
class RowMark:
    """As much of a row as a comparison needs."""

    trace_id: str
    """Its id."""
    status: str
    """Its status."""
    reasons: tuple[str, ...]
    """Its reasons."""
    texts: bytes
    """Digest of its problem and stage texts."""


def row_changes(first: Iterator[RowMark], second: Iterator[RowMark]) -> RowChanges:
    """Compare rows one by one; the first version's marks are held in memory."""
    changes = RowChanges()
    left = {mark.trace_id: mark for mark in first}
    for mark in second:
        before = left.pop(mark.trace_id, None)
        if before is None:
            changes.added.setdefault(mark.status, Change()).add(mark.trace_id)
        else:
            _compare(changes, before, mark)
    for mark in left.values():
        changes.removed.setdefault(mark.status, Change()).add(mark.trace_id)
    return changes


def recipe_changes(first: VersionInfo, second: VersionInfo) -> dict[str, tuple[Any, Any]]:
    """Dotted keys whose values differ between the recipes of two versions."""
    left, right = (dict(_flat(yaml.safe_load(info.recipe) if info.recipe else {})) for info in (first, second))
    return {key: pair for key, pair in _both(left, right, None).items() if pair[0] != pair[1]}


def _compare(changes: RowChanges, before: RowMark, after: RowMark) -> None:
    rewritten = before.texts != after.texts
    if before.status != after.status:
        changes.status.setdefault(f"{before.status} -> {after.status}", Change()).add(after.trace_id)
    for code in sorted(set(after.reasons) - set(before.reasons)):
        changes.reasons_gained.setdefault(code, Change()).add(after.trace_id)
    for code in sorted(set(before.reasons) - set(after.reasons)):
        changes.reasons_lost.setdefault(code, Change()).add(after.trace_id)
    if rewritten:
        changes.rewritten.add(after.trace_id)
    changes.same += not rewritten and before.status == after.status and set(before.reasons) == set(after.reasons)


def _rows(view: View) -> Iterator[RowMark]:
    texts = [name for name in _text_columns(view) if name in view.schema.names]
    for batch in view.batches(["trace_id", "status", "reasons", *texts]):
        for row in batch.to_pylist():
            digest = hashlib.blake2b("\x1f".join(str(row[name]) for name in texts).encode("utf-8", "replace"))
            yield RowMark(row["trace_id"], row["status"], tuple(row["reasons"] or ()), digest.digest()[:16])


def _text_columns(view: View) -> Sequence[str]:
    if view.info.recipe is None or "pipeline" not in view.info.extra:
        raise UserError("no run of ours made it", where=f"{view.name} version {view.version}")
    stages = find_pipeline(view.info.extra["pipeline"], view.name).stage_names
    return ("question", "answer", "solution", *stages)


def _both(left: Mapping[str, Any], right: Mapping[str, Any], missing: Any) -> dict[str, tuple[Any, Any]]:
    return {key: (left.get(key, missing), right.get(key, missing)) for key in dict.fromkeys([*left, *right])}


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _flat(value, f"{path}.{key}".lstrip("."))
    elif path:
        yield path, node


def _spent(info: VersionInfo, name: str) -> float:
    value: float = info.usage.get(name, 0) or 0
    return value


def most_frequent(changes: Mapping[str, Change]) -> list[tuple[str, Change]]:
    """Kinds of change, those of most rows first."""
    return sorted(changes.items(), key=lambda item: (-item[1].count, item[0]))
