"""The invariance screen: a version's meta-thoughts held against those of their families, as a dataset of its own.

A family's rows may stand anywhere in a version, and in versions that grow by top-ups some come months after others. So
the screen reads a finished version and derives another dataset from it; the version itself stays as it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed_version
from typing import Any

import pyarrow as pa

from filters.invariance import InvarianceFilter, InvarianceSettings
from pipelines.build import new_run_id
from pipelines.foreign_preplans import derived_digest
from schemas.arrow import verdict_row
from schemas.errors import UserError
from schemas.trace import Status
from schemas.verdict import Verdict
from store.dataset import Dataset, RunRecord, VersionInfo, View
from synth.accounting import Usage

STAGE = "meta_thought"
"""The stage that is compared."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screen came to."""

    name: str
    """The dataset that was written."""
    version: int
    """The version that was committed."""
    path: str
    """Its folder."""
    source: str
    """The dataset that was screened."""
    source_version: int
    """And its version."""
    rows: int
    """Rows of both."""
    families: int
    """Families with at least two accepted rows."""
    compared: int
    """Accepted rows in them."""
    rejected: int
    """Of those, rows that are rejected now."""


def derive_invariant(
    source: Dataset, settings: InvarianceSettings, version: int | None = None, to: str | None = None
) -> Screened:
    """Commit a version's rows with the verdict `invariance` on every accepted row that has a family.

    Ids, families and meta-thoughts of accepted rows are held in memory; all else streams.

    Args:
        source: a dataset with a `meta_thought` column.
        settings: how much alike a family must be.
        version: of the source; by default its newest.
        to: name of the dataset that gets the version; by default the source's with `-invariant`.

    Raises:
        UserError: no such source or version, it has no meta-thoughts, or no two of its rows are of one family.
    """
    target = source.beside(to or f"{source.name}-invariant")
    view = source.read(version)
    _check(view, target)
    verdicts, families = _verdicts(view, settings)
    counts = {
        "families": families,
        "compared": sum(verdict.score is not None for verdict in verdicts.values()),
        "rejected": sum(not verdict.passed for verdict in verdicts.values()),
    }
    told = {"how": "invariance", "from": view.name, "version": view.version, **settings.model_dump(exclude={"enabled"})}
    info = _commit(target, view, verdicts, told, counts)
    return Screened(target.name, info.number, str(target.path), view.name, view.version, info.rows or 0, **counts)


def _check(view: View, target: Dataset) -> None:
    where = f"{view.name} version {view.version}"
    if target.name == view.name:
        raise UserError("a derived dataset cannot take the place of its source", where=where)
    if STAGE not in view.schema.names:
        raise UserError("it has no meta-thoughts", where=where, fix="Name a dataset of the pipeline comt.")
    if view.info.recipe is None:
        raise UserError("no run of ours made this version", where=where)


def _verdicts(view: View, settings: InvarianceSettings) -> tuple[dict[str, Verdict], int]:
    """By trace id, for accepted rows that have a family; and how many families have two or more of them."""
    families: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for batch in view.batches(["trace_id", "family", STAGE], status=Status.ACCEPTED.value):
        for row in batch.to_pylist():
            if row["family"]:
                families[row["family"]].append((row["trace_id"], row[STAGE] or ""))
    if all(len(members) < 2 for members in families.values()):
        fix = "Map the column that tells which problems are variants of one: problems: {fields: {family: COLUMN}}."
        raise UserError(
            "no two of its accepted rows are of one family", where=f"{view.name} version {view.version}", fix=fix
        )
    verdicts: dict[str, Verdict] = {}
    judge = InvarianceFilter(settings)
    for members in families.values():
        ids, texts = zip(*members, strict=True)
        verdicts.update(zip(ids, judge.judge_texts(texts, STAGE), strict=True))
    return verdicts, sum(len(members) > 1 for members in families.values())


def _commit(
    target: Dataset,
    view: View,
    verdicts: Mapping[str, Verdict],
    told: Mapping[str, Any],
    counts: Mapping[str, int],
) -> VersionInfo:
    run_id, salt = new_run_id(), json.dumps(told, sort_keys=True)
    record = RunRecord(
        run_id=run_id,
        recipe_digest=derived_digest(view.info.recipe_digest or "", salt),
        recipe=view.info.recipe or "",
        code_version=installed_version("forethought"),
        usage=asdict(Usage()),
        problems=view.info.problems,
        extra={"pipeline": view.info.extra["pipeline"], "derived": {**told, **counts}},
    )
    with target.lock(run_id) as writer:
        return writer.commit_batches(_screened(view, verdicts, salt), view.schema, record)


def _screened(view: View, verdicts: Mapping[str, Verdict], salt: str) -> Iterator[Any]:
    for batch in view.batches():
        rows = [_row(row, verdicts.get(row["trace_id"]), salt) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=view.schema)


def _row(row: dict[str, Any], verdict: Verdict | None, salt: str) -> dict[str, Any]:
    """The row with its verdict, if it has one; a rejection is its only reason, since it was accepted before."""
    row["recipe_digest"] = derived_digest(row["recipe_digest"], salt)
    if verdict is not None:
        row["verdicts"] = [*row["verdicts"], verdict_row(verdict)]
        if not verdict.passed:
            row |= {"status": Status.REJECTED.value, "reasons": [verdict.code]}
    return row
