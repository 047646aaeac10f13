"""How many rows would be accepted at each threshold of one filter, all other verdicts as they are.

A look before a refilter: exact where a verdict is `score` against `threshold` and nothing more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from schemas.errors import UserError
from schemas.validation import unknown_value
from store.view import View

Direction = Literal["at_most", "at_least"]
"""How a score passes: a spoiler score is to be at most the threshold, a saving at least."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Accepted rows by threshold of one filter."""

    filter: str
    """The filter."""
    stage: str
    """The stage it judges."""
    direction: Direction
    """How a score passes."""
    threshold: float | None
    """The threshold of the version, where all rows have the same."""
    accepted: dict[float, int]
    """Threshold to accepted rows, thresholds ascending; those are the scores that occur, and the version's own."""


def what_if(view: View, filter_name: str, stage: str | None = None, direction: Direction | None = None) -> WhatIf:
    """The curve of one filter.

    Args:
        view: the version.
        filter_name: its name.
        stage: the stage it judges; needed where it judges several.
        direction: how a score passes; read off the verdicts where they tell.

    Raises:
        UserError: no such filter or stage, no scores, or verdicts that do not tell the direction.
    """
    where = f"{view.name} version {view.version}"
    scores, thresholds, hints, stages = Counter[float](), set[float](), set[Direction](), set[str]()
    names: set[str] = set()
    for verdicts in _judged(view):
        names |= {verdict["filter"] for verdict in verdicts}
        for verdict in _mine(verdicts, filter_name, stage):
            stages.add(verdict["stage"])
            _hint(verdict, thresholds, hints)
            scores[verdict["score"]] += all(other["passed"] for other in verdicts if other is not verdict)
    if filter_name not in names:
        raise unknown_value("filter", filter_name, names, where=where)
    chosen = _stage(filter_name, stages, where)
    towards = direction or _direction(hints, filter_name, where)
    single = next(iter(thresholds)) if len(thresholds) == 1 else None
    return WhatIf(filter_name, chosen, towards, single, _curve(scores, towards, single))


def _judged(view: View) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The verdicts of each row that was answered."""
    for batch in view.batches(["status", "verdicts"]):
        for row in batch.to_pylist():
            if row["status"] != "failed":
                yield row["verdicts"] or ()


def _mine(verdicts: Iterable[Mapping[str, Any]], name: str, stage: str | None) -> Sequence[Mapping[str, Any]]:
    return [v for v in verdicts if v["filter"] == name and v["score"] is not None and stage in (None, v["stage"])]


def _hint(verdict: Mapping[str, Any], thresholds: set[float], hints: set[Direction]) -> None:
    score, bound = verdict["score"], verdict["threshold"]
    if bound is None:
        return
    thresholds.add(bound)
    if score != bound:
        hints.add("at_most" if verdict["passed"] == (score < bound) else "at_least")


def _stage(name: str, stages: set[str], where: str) -> str:
    if not stages:
        raise UserError(f"filter '{name}' gives no scores there", where=where)
    if len(stages) > 1:
        fix = f"Name one with stage=...: {', '.join(sorted(stages))}."
        raise UserError(f"filter '{name}' judges several stages", where=where, fix=fix)
    return next(iter(stages))


def _direction(hints: set[Direction], name: str, where: str) -> Direction:
    if len(hints) == 1:
        return next(iter(hints))
    told = "contradict each other" if hints else "do not tell"
    fix = "Say it: direction='at_most' or 'at_least'."
    raise UserError(f"the verdicts of '{name}' {told} how a score passes", where=where, fix=fix)


def _curve(scores: Counter[float], direction: Direction, own: float | None) -> dict[float, int]:
    points = sorted({*scores, *([] if own is None else [own])}, reverse=direction == "at_least")
    running = accumulate(scores[point] for point in points)
    return dict(sorted(zip(points, running, strict=True)))
