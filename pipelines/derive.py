"""A dataset made from another without a model: reads a version, derives its rows, commits them as their own version.

This one is the mismatched-preplan control; the screen of `pipelines.invariance` is another.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed_version
from itertools import islice
from typing import Any

import pyarrow as pa

from filters.tokens import count_regex_v1
from pipelines.build import new_run_id
from pipelines.foreign_preplans import NEW_COLUMNS, STAGE, derived_digest, with_foreign_preplan
from pipelines.mismatched import HOW, Item, MismatchSettings, foreign_partners
from pipelines.registry import find_pipeline
from pipelines.stage import Pipeline
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store.dataset import Dataset, RunRecord, VersionInfo, View
from synth.accounting import Usage

BATCH_ROWS = 500
"""Rows that are Python objects at once; the rest stays Arrow."""


Pair = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A row and the one whose preplan it gets."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation came to."""

    name: str
    """The dataset that was written."""
    version: int
    """The version that was committed."""
    path: str
    """Its folder."""
    source: str
    """The dataset it was made from."""
    source_version: int
    """And its version."""
    rows: int
    """Rows with a foreign preplan."""
    left_out: int
    """Accepted rows for which there was none of like length."""


def derive_mismatched(
    source: Dataset, settings: MismatchSettings, version: int | None = None, to: str | None = None
) -> Derived:
    """Commit the mismatched-preplan control of a version's accepted rows, in the order of those rows.

    The accepted rows are held in memory, as Arrow.

    Args:
        source: a dataset with a `preplan` column, made by a run.
        settings: how partners are chosen.
        version: of the source; by default its newest.
        to: name of the dataset that gets the version; by default the source's with `-mismatched`.

    Raises:
        UserError: no such source or version, it has no preplans of its own, or no two of its rows can swap.
    """
    target = source.beside(to or f"{source.name}-mismatched")
    view = source.read(version)
    _check(view, target)
    rows = view.to_arrow(status="accepted")
    partners = foreign_partners(_items(rows), settings)
    counts = {"rows": len(partners) - partners.count(None), "left_out": partners.count(None)}
    if not counts["rows"]:
        what = f"none of its {rows.num_rows} accepted rows has a foreign preplan of like length"
        raise UserError(what, where=_place(view), fix="Raise the tolerance, or take a dataset with more problems.")
    told = {
        "how": HOW,
        "from": view.name,
        "version": view.version,
        "content_digest": view.info.content_digest,
        **asdict(settings),
    }
    info = _commit(target, view, _pairs(rows, partners), told, counts)
    return Derived(target.name, info.number, str(target.path), view.name, view.version, **counts)


def _commit(
    target: Dataset, view: View, pairs: Iterator[Pair], told: Mapping[str, Any], counts: Mapping[str, int]
) -> VersionInfo:
    """Derive the rows while they stream into the commit. Told, but not the counts, is what tells derivations apart."""
    run_id, salt = new_run_id(), json.dumps(told, sort_keys=True)
    pipeline, tags = _made_by(view)
    made = (with_foreign_preplan(row, donor, pipeline, tags, salt) for row, donor in pairs)
    schema = pa.schema([*view.schema, *NEW_COLUMNS])
    record = RunRecord(
        run_id=run_id,
        recipe_digest=derived_digest(view.info.recipe_digest or "", salt),
        recipe=view.info.recipe or "",
        code_version=installed_version("forethought"),
        usage=asdict(Usage()),
        problems=view.info.problems,
        extra={"pipeline": pipeline.name, "derived": {**told, **counts}},
    )
    with target.lock(run_id) as writer:
        return writer.commit_batches(_batches(made, schema), schema, record)


def _check(view: View, target: Dataset) -> None:
    names = view.schema.names
    if target.name == view.name:
        raise UserError("a derived dataset cannot take the place of its source", where=_place(view))
    if STAGE not in names or "plan" not in names:
        what = f"it has no preplans to swap; its columns are {', '.join(names)}"
        raise UserError(what, where=_place(view), fix="Name a dataset of the pipeline ppc.")
    if NEW_COLUMNS[0][0] in names:
        raise UserError("its preplans are foreign already", where=_place(view), fix="Name the dataset it came from.")


def _made_by(view: View) -> tuple[Pipeline, dict[str, str]]:
    """The pipeline that made a version, and the tag names it was rendered with."""
    if view.info.recipe is None:
        raise UserError("no run of ours made it, so its turns cannot be rendered anew", where=_place(view))
    recipe = parse_recipe(view.info.recipe, f"the recipe of {_place(view)}")
    pipeline = find_pipeline(recipe.pipeline, f"the recipe of {_place(view)}")
    return pipeline, {**pipeline.tags, **recipe.render.tags}


def _items(rows: Any) -> list[Item]:
    columns = [rows[name].to_pylist() for name in ("problem_id", "family", STAGE)]
    return [
        Item(count_regex_v1(text), _marks(problem, family, text))
        for problem, family, text in zip(*columns, strict=True)
    ]


def _marks(problem: str, family: str | None, text: str) -> tuple[tuple[str, str], ...]:
    marks = [("problem", problem), ("words", " ".join(text.lower().split()))]
    return (*marks, ("family", family)) if family else tuple(marks)


def _pairs(rows: Any, partners: Sequence[int | None]) -> Iterator[Pair]:
    """Each row that has a partner, with it; a batch of them at a time as Python objects."""
    places = [(place, donor) for place, donor in enumerate(partners) if donor is not None]
    for start in range(0, len(places), BATCH_ROWS):
        batch = places[start : start + BATCH_ROWS]
        own, donors = (rows.take(list(indices)).to_pylist() for indices in zip(*batch, strict=True))
        yield from zip(own, donors, strict=True)


def _batches(rows: Iterator[Mapping[str, Any]], schema: Any) -> Iterator[Any]:
    while batch := list(islice(rows, BATCH_ROWS)):
        yield pa.RecordBatch.from_pylist(batch, schema=schema)


def _place(view: View) -> str:
    return f"{view.name} version {view.version}"
