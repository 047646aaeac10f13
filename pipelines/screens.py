"""Table-wide screens: accepted rows that are staged, judged by what other rows hold, before they are committed.

Two passes. The first streams the staged rows and decides; it keeps a key or signature per row, and per row that is
dropped its verdict. The second rewrites the shards that hold such rows: they become `rejected`, and nothing is deleted.
A top-up's rows are held against the rows that the version keeps, which themselves stay as they are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import pyarrow.parquet as pq

from filters.overlap.contamination import ContaminationIndex, EvaluationQuestion
from filters.screens.boilerplate import Openings, Runs
from filters.screens.duplicates import ExactIndex, NearRowIndex
from pipelines.choice import Chooser
from pipelines.means import ColumnMeans
from schemas.arrow import verdict_row
from schemas.errors import UserError
from schemas.screens import BoilerplateOptions, ScreenOptions
from schemas.trace import Status
from schemas.verdict import Verdict
from store.dataset import View
from store.evaluation_sets import evaluation_set
from store.staging import CHUNK_ROWS, StagedRun

Row = Mapping[str, Any]
Screen = Callable[[Row], Verdict | None]
"""Sees accepted rows in order; a verdict drops the row."""


def check_screens(options: ScreenOptions, stages: Collection[str], where: str) -> None:
    """Refuse what could not be screened, before any model call.

    Raises:
        UserError: an unknown stage, or an evaluation set that cannot be read.
    """
    known = ("question", *stages)
    for name in options.texts:
        if name not in known:
            fix = f"Known are {', '.join(known)}."
            raise UserError(f"no text '{name}' to screen", where=f"{where}, screens", fix=fix)
    for name in options.contamination.against if options.contamination else ():
        evaluation_set(name)


def screen(
    staged: StagedRun,
    options: ScreenOptions,
    means: ColumnMeans,
    kept: View | None = None,
    without: Collection[str] = (),
) -> None:
    """Judge the staged rows that are accepted, and mark those that a screen drops.

    Args:
        staged: the rows to be committed; rewritten in place.
        options: the recipe's section.
        means: of the staged rows; what is dropped leaves them.
        kept: the version that is topped up.
        without: ids of its problems whose rows are replaced.
    """
    if not options.any:
        return
    screens, columns = list(_screens(options)), _columns(options)
    dropped: dict[str, Verdict] = {}
    chooser = Chooser(options.select) if options.select else None
    for row in _kept(kept, columns, without):
        _first(screens, row)
        if chooser:
            chooser.stays(row)
    for row in _accepted(staged.batches(columns)):
        verdict = _first(screens, row)
        if verdict is not None:
            dropped[row["trace_id"]] = verdict
        elif chooser:
            chooser.may_go(row)
    if chooser:
        dropped |= {trace_id: _unselected(chooser.options.rows) for trace_id in chooser.unselected()}
    _mark(staged, dropped, means)


def _columns(options: ScreenOptions) -> list[str]:
    read = ("trace_id", "problem_id", "status", "question", "difficulty", "subject", *options.texts)
    return list(dict.fromkeys(read))


def _kept(kept: View | None, columns: list[str], without: Collection[str]) -> Iterator[Row]:
    batches = kept.batches(columns) if kept is not None else ()
    return (row for row in _accepted(batches) if row["problem_id"] not in without)


def _accepted(batches: Iterable[Any]) -> Iterator[Row]:
    for batch in batches:
        for row in batch.to_pylist():
            if row["status"] == Status.ACCEPTED.value:
                yield row


def _first(screens: list[Screen], row: Row) -> Verdict | None:
    return next((verdict for judge in screens if (verdict := judge(row)) is not None), None)


def _screens(options: ScreenOptions) -> Iterator[Screen]:
    for stage in options.duplicates:
        yield _exact(stage)
    if options.near_duplicates:
        yield from (_near(stage, options.near_duplicates.threshold) for stage in options.near_duplicates.stages)
    if options.boilerplate:
        yield from (_boilerplate(stage, options.boilerplate) for stage in options.boilerplate.stages)
    if options.contamination:
        yield _contamination(options.contamination.against)


def _exact(stage: str) -> Screen:
    index = ExactIndex()

    def judge(row: Row) -> Verdict | None:
        other = index.repeats(row[stage] or "", row["problem_id"], row["trace_id"])
        return None if other is None else _drop("duplicates", stage, "duplicate", 1.0, 1.0, f"repeats {other}", other)

    return judge


def _near(stage: str, threshold: float) -> Screen:
    index = NearRowIndex(threshold)

    def judge(row: Row) -> Verdict | None:
        found = index.repeats(row[stage] or "", row["problem_id"], row["trace_id"])
        if found is None:
            return None
        other, score = found
        detail = f"repeats {other}, estimated similarity {score:.2f}"
        return _drop("near_duplicates", stage, "near_duplicate", score, threshold, detail, other)

    return judge


def _boilerplate(stage: str, settings: BoilerplateOptions) -> Screen:
    seen = Runs(settings.words, settings.max_rows) if settings.anywhere else Openings(settings.words)
    reason, place = ("common_phrase", "says") if settings.anywhere else ("common_opening", "opens with")

    def judge(row: Row) -> Verdict | None:
        phrase, count = seen.add(row[stage] or "")
        if count <= settings.max_rows:
            return None
        detail = f"row {count} that {place} '{phrase}'"
        return _drop("boilerplate", stage, reason, count, settings.max_rows, detail, phrase)

    return judge


def _contamination(against: tuple[str, ...]) -> Screen:
    index = ContaminationIndex()
    for name in against:
        found = evaluation_set(name)
        index.add(EvaluationQuestion(found.label, id, text) for id, text in found.questions())

    def judge(row: Row) -> Verdict | None:
        match = index.match(row["question"])
        if match is None:
            return None
        named = f"{match.matched.source} {match.matched.id}"
        return _drop("contamination", "question", match.rule, match.score, None, f"overlaps {named}", named)

    return judge


def _unselected(rows: int) -> Verdict:
    return _drop("select", "question", "not_selected", None, rows, f"{rows:,} rows were asked for", None)


def _drop(
    name: str, stage: str, reason: str, score: float | None, threshold: float | None, detail: str, value: str | None
) -> Verdict:
    return Verdict(name, stage, False, reason, score, threshold, value, detail)


def _mark(staged: StagedRun, dropped: Mapping[str, Verdict], means: ColumnMeans) -> None:
    """Rewrite the shards that hold dropped rows, a chunk at a time; their means are those of the rows that are left."""
    for path in staged.shards() if dropped else ():
        with pq.ParquetFile(path) as file:
            ids = file.read(["trace_id"])["trace_id"].to_pylist()
            if not dropped.keys().isdisjoint(ids):
                rows = (row for batch in file.iter_batches(CHUNK_ROWS) for row in batch.to_pylist())
                marked = (_marked(row, dropped.get(row["trace_id"])) for row in rows)
                index = int(path.stem)
                staged.write_shard(index, means.watch(index, marked, tuple(means.shards.get(index, ()))))


def _marked(row: dict[str, Any], verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return row
    verdicts = [*(row["verdicts"] or ()), verdict_row(verdict)]
    return row | {
        "status": Status.REJECTED.value,
        "reasons": [*(row["reasons"] or ()), verdict.code],
        "verdicts": verdicts,
    }
