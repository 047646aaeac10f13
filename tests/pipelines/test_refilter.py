"""A refilter comes to what a run with the same settings would have come to, and asks nobody."""

from pathlib import Path

import pytest
import yaml

from pipelines import refilter_pool, refilter_shards
from pipelines.build import run_build
from pipelines.refilter import Refiltered, refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, scripted, staged
from tests.pipelines.judging import ADHERENCE, QUESTIONS, judged_recipe, rating, rows_of

ROOT = Path(__file__).parents[2]


def shipped(name: str, root: Path, *overrides: str) -> Recipe:
    """A shipped recipe on twenty-odd bundled problems."""
    data = yaml.safe_load((ROOT / f"recipes/{name}.yaml").read_text(encoding="utf-8"))
    data["problems"]["path"] = str(ROOT / data["problems"]["path"])
    for generator in data["generators"].values():
        if "path" in generator:
            generator["path"] = str(ROOT / generator["path"])
    data["dataset"] = {"root": str(root)}
    return parse_recipe(yaml.safe_dump(data), name, overrides)


async def made(recipe: Recipe) -> Dataset:
    await run_build(recipe, recipe.name)
    return Dataset.at(recipe.dataset.root, recipe.name)


def again(dataset: Dataset, *overrides: str, workers: int = 1) -> Refiltered:
    changed = changed_recipe(dataset.latest(), dataset.name, overrides)
    return refilter(dataset, changed, workers=workers)


@pytest.mark.parametrize("name", ["ppc-replay", "fslr-replay", "comt-replay", "cot-reference", "plan_cot-replay"])
async def test_unchanged_filters_change_nothing(name: str, tmp_path: Path) -> None:
    dataset = await made(shipped(name, tmp_path, "problems.limit=24"))
    before = dataset.latest()
    result = again(dataset)
    assert dataset.latest().content_digest == before.content_digest and rows_of(dataset, 0) == rows_of(dataset, 1)
    assert (result.before, result.version, result.rows) == (0, 1, before.rows)
    assert dataset.latest().recipe_digest == before.recipe_digest


CHANGES = [
    ("ppc-replay", "filters.answer.enabled=false"),
    ("ppc-reference", "filters.length.preplan=[1, 190]"),
    ("ppc-replay", "render.tags.execution=solution"),
    ("fslr-replay", "filters.reference_step.enabled=false"),
    ("comt-replay", "filters.saving.min_saving=0.3"),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
async def test_it_comes_to_what_a_run_would_have(name: str, change: str, tmp_path: Path) -> None:
    dataset = await made(shipped(name, tmp_path / "refiltered", "problems.limit=24"))
    first = dataset.latest()
    result = again(dataset, change)
    direct = await made(shipped(name, tmp_path / "direct", "problems.limit=24", change))
    assert rows_of(dataset) == rows_of(direct)
    assert dataset.latest().content_digest == direct.latest().content_digest != first.content_digest
    assert result.recipe_digest == direct.latest().recipe_digest != first.recipe_digest


async def test_versions_before_stay_as_they_were(tmp_path: Path) -> None:
    dataset = await made(shipped("ppc-replay", tmp_path, "problems.limit=8"))
    before = rows_of(dataset)
    again(dataset, "filters.spoiler.max_score=0")
    assert rows_of(dataset, 0) == before and dataset.read(0).info.statuses == {"accepted": 8}
    info = dataset.latest()
    assert info.extra["refiltered"]["version"] == 0 and info.usage["answered"] == 0 and info.parent == 0


async def test_worker_processes_make_the_same_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = await made(shipped("cot-reference", tmp_path, "problems.limit=40", "samples_per_problem=3"))
    alone = again(dataset, "filters.pass_rate.keep_unanimous=true")
    monkeypatch.setattr(refilter_pool, "INLINE_ROWS", 0)
    together = again(dataset, "filters.pass_rate.keep_unanimous=true", workers=2)
    assert rows_of(dataset, alone.version) == rows_of(dataset, together.version)
    assert together.reasons == alone.reasons and together.rows == 120


async def test_problems_are_never_cut_apart(tmp_path: Path) -> None:
    dataset = await made(shipped("cot-reference", tmp_path, "problems.limit=20", "samples_per_problem=3"))
    batches = dataset.read().to_arrow().to_batches(max_chunksize=7)
    tables = list(refilter_shards.whole_problems(batches))
    seen = [set(table["problem_id"].to_pylist()) for table in tables]
    assert sum(table.num_rows for table in tables) == 60 and len(seen) > 4
    assert sum(len(ids) for ids in seen) == len(set().union(*seen)) == 20


async def test_a_trace_that_had_ended_early_is_not_accepted_without_its_last_stages(tmp_path: Path) -> None:
    strict = ("problems.limit=20", "on_reject=stop", "filters.length.preplan=[1, 190]")
    dataset = await made(shipped("ppc-reference", tmp_path, *strict))
    before = {row["trace_id"]: row["status"] for row in rows_of(dataset)}
    stopped = [row["trace_id"] for row in rows_of(dataset) if row["plan"] is None and row["status"] == "rejected"]
    again(dataset, "filters.length.preplan=[1, 1500]")
    failed = {
        row["trace_id"]: row["error"]
        for row in rows_of(dataset)
        if row["status"] == "failed" and before.get(row["trace_id"]) != "failed"
    }
    assert stopped and sorted(failed) == sorted(stopped)
    assert all(error.startswith("plan: not_generated:") for error in failed.values())


ADHERES = "adherence: {enabled: true}"


async def test_a_judges_threshold_moves_over_its_stored_votes(tmp_path: Path) -> None:
    responder = scripted([(ADHERENCE, rating(0.75))], otherwise=staged(answers=QUESTIONS))
    async with FakeServer(FakeSettings(responder=responder)) as server:
        dataset = await made(judged_recipe(tmp_path, server.base_url, ADHERES))
    asked = len(server.log.prompts())
    assert dataset.latest().statuses == {"accepted": 4}
    result = again(dataset, "filters.adherence.min_score=0.9")  # the server is gone by now
    assert result.statuses == {"rejected": 4} and result.reasons == {"adherence:strategy_not_inherited": 4}
    assert len(server.log.prompts()) == asked
    assert again(dataset, "filters.adherence.min_score=0.5").statuses == {"accepted": 4}
    assert [row["verdicts"] for row in rows_of(dataset, 0)] == [row["verdicts"] for row in rows_of(dataset, 2)]


async def test_a_judge_that_never_voted_is_not_made_up(tmp_path: Path) -> None:
    responder = staged(answers=QUESTIONS)
    async with FakeServer(FakeSettings(responder=responder)) as server:
        dataset = await made(judged_recipe(tmp_path, server.base_url, ""))
        other = judged_recipe(tmp_path, server.base_url, ADHERES)
    changed = changed_recipe(dataset.latest(), "judged", other=other)
    with pytest.raises(UserError, match="needs a generator for the role 'judge'"):
        refilter(dataset, changed)
    assert len(dataset.versions()) == 1


async def test_only_what_asks_no_generator_may_change(tmp_path: Path) -> None:
    dataset = await made(shipped("ppc-replay", tmp_path, "problems.limit=4"))
    with pytest.raises(UserError, match="cannot change 'samples_per_problem'"):
        again(dataset, "samples_per_problem=2")
    with pytest.raises(UserError, match="of pipeline 'cot'"):
        changed_recipe(dataset.latest(), "v0", other=shipped("cot-replay", tmp_path))
    with pytest.raises(UserError, match="Did you mean 'max_score'"):
        again(dataset, "filters.spoiler.max_scores=1")
    with dataset.lock("other"), pytest.raises(UserError, match="other"):
        again(dataset)
    assert len(dataset.versions()) == 1
