"""Filters that ask models, asked anew by a refilter: over real HTTP, journaled, within the budget."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.build import run_build
from pipelines.refilter import Refiltered, run_refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, Fault, scripted, staged
from tests.pipelines.judging import ADHERENCE, QUESTIONS, asked, judged_recipe, rating, rows_of

SPOILER = "spoils the solution"
JUDGES = "adherence: {enabled: true}, soft_spoiler: {enabled: true}"
"""Two judges with three votes at most, adherence in both orders."""


def server(score: float = 1, **settings: Any) -> FakeServer:
    kind = json.dumps({"quote": "none", "reason": "tells nothing", "kind": "none", "spoils": False})
    rules = [(ADHERENCE, rating(score)), (SPOILER, kind)]
    return FakeServer(FakeSettings(responder=scripted(rules, otherwise=staged(answers=QUESTIONS)), **settings))


async def made(folder: Path, fake: FakeServer) -> Dataset:
    await run_build(judged_recipe(folder, fake.base_url, JUDGES), "judged.yaml")
    return Dataset.at(folder / "datasets", "judged")


async def again(
    dataset: Dataset, *overrides: str, ask: tuple[str, ...] = ("all",), other: Recipe | None = None
) -> Refiltered:
    changed = changed_recipe(dataset.latest(), dataset.name, overrides, other, ask)
    return await run_refilter(dataset, changed, ask=ask)


async def test_the_same_questions_are_answered_by_the_journal(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
        before = fake.log.count()
        result = await again(dataset)
        assert fake.log.count() == before and result.usage["from_journal"] == 4 * (4 + 2)
    assert result.asked == ["adherence", "soft_spoiler"] and rows_of(dataset, 0) == rows_of(dataset, 1)


async def test_another_model_is_asked_and_its_answers_take_the_place_of_the_old(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
    async with server(score=0.25) as other:
        changed = ("generators.judge.model=stricter", f"generators.judge.base_url={other.base_url}")
        result = await again(dataset, *changed)
        assert asked(other, ADHERENCE) == 16 and asked(other, SPOILER) == 8 == other.log.count() - 16
        assert (await again(dataset)).usage["answered"] == 0, "answers are in the journal"
        direct = judged_recipe(tmp_path, other.base_url, JUDGES, name="direct").model_dump(mode="json")
        direct["generators"]["judge"]["model"] = "stricter"
        told = await run_build(parse_recipe(yaml.safe_dump(direct), "direct.yaml"), "direct.yaml")
    assert result.reasons == {"adherence:strategy_not_inherited": 4} and result.usage["answered"] == 24
    assert {item["model"] for row in rows_of(dataset) for item in row["provenance"] if item["role"] == "judge"} == {
        "stricter"
    }
    assert dataset.latest().content_digest == told.content_digest, "a run with that judge comes to the same"
    assert dataset.latest().extra["refiltered"]["asked"] == ["adherence", "soft_spoiler"]


async def test_one_filter_is_asked_and_the_others_votes_stand(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
        spoiler = asked(fake, SPOILER)
        result = await again(dataset, "generators.judge.sampling.seed=7", ask=("adherence",))
        assert asked(fake, SPOILER) == spoiler and result.usage["answered"] == 16
    (old, new) = (rows_of(dataset, version)[0]["provenance"] for version in (0, 1))
    kept = [item for item in old if item["prompt_id"] == "judges/soft_spoiler"]
    assert kept and [item for item in new if item["prompt_id"] == "judges/soft_spoiler"] == kept
    assert [v for v in rows_of(dataset)[0]["verdicts"] if v["filter"] == "soft_spoiler"] == [
        v for v in rows_of(dataset, 0)[0]["verdicts"] if v["filter"] == "soft_spoiler"
    ]


async def test_a_judge_that_the_run_did_not_have_is_asked(tmp_path: Path) -> None:
    async with server(score=0) as fake:
        await run_build(judged_recipe(tmp_path, fake.base_url, ""), "judged.yaml")
        dataset = Dataset.at(tmp_path / "datasets", "judged")
        wrote = fake.log.count()
        with pytest.raises(UserError, match="needs a generator for the role 'judge'"):
            await again(dataset, other=judged_recipe(tmp_path, fake.base_url, JUDGES), ask=())
        result = await again(dataset, other=judged_recipe(tmp_path, fake.base_url, JUDGES))
        assert fake.log.count() - wrote == 24
    assert result.statuses == {"rejected": 4}


async def test_a_probe_and_a_try_are_asked_anew_too(tmp_path: Path) -> None:
    probe = "answer_probe: {enabled: true, role: judge}"
    async with server() as fake:
        await run_build(judged_recipe(tmp_path, fake.base_url, probe), "judged.yaml")
        dataset = Dataset.at(tmp_path / "datasets", "judged")
        before = fake.log.count()
        result = await again(dataset, "filters.answer_probe.guesses=6")
        assert fake.log.count() - before == 4 * 2 * (6 - 4), "the first guesses are in the journal"
    assert result.usage["from_journal"] == 4 * 2 * 4


async def test_what_a_judge_left_failed_is_healed(tmp_path: Path) -> None:
    away = Fault(kind="bad_request", when=ADHERENCE)
    async with server(faults=(away,)) as fake:
        dataset = await made(tmp_path, fake)
    assert dataset.latest().statuses == {"failed": 4}
    async with server() as back:
        assert (await again(dataset, ask=())).statuses == {"failed": 4}
        result = await again(dataset, f"generators.judge.base_url={back.base_url}")
    assert result.statuses == {"accepted": 4} and all(row["error"] is None for row in rows_of(dataset))


async def test_a_budget_is_a_hard_cap_and_answers_stay(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
        before, seed = fake.log.count(), "generators.judge.sampling.seed=7"
        with pytest.raises(UserError, match=r"before \d of 4 rows were judged.*every answer is kept"):
            await again(dataset, seed, "budget.requests=10")
        assert fake.log.count() - before == 10 and len(dataset.versions()) == 1
        assert (await again(dataset, seed, "budget.requests=14")).usage["answered"] == 14
        assert fake.log.count() - before == 24 and dataset.latest().extra["budget"]["spent"]["requests"] == 14


async def test_a_judge_that_is_away_is_found_out_before_a_row_is_judged(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
    with pytest.raises(UserError, match="generators.judge|127.0.0.1"):
        await again(dataset, "generators.judge.sampling.seed=7")
    async with server(faults=(Fault(kind="server_error", when=ADHERENCE),)) as broken:
        with pytest.raises(UserError, match="4 of 4 traces failed because an endpoint did not answer"):
            await again(dataset, f"generators.judge.base_url={broken.base_url}", "generators.judge.sampling.seed=7")
    assert len(dataset.versions()) == 1


async def test_what_wrote_the_texts_cannot_change(tmp_path: Path) -> None:
    async with server() as fake:
        dataset = await made(tmp_path, fake)
    wrote = "cannot change the generators that wrote the texts"
    with pytest.raises(UserError, match=wrote):
        await again(dataset, "generators.default.model=other")
    with pytest.raises(UserError, match=wrote):
        await again(dataset, "generators.planner={kind: reference}")
    with pytest.raises(UserError, match="cannot change 'generators', it asks no generator"):
        await again(dataset, "generators.judge.model=other", ask=())
    with pytest.raises(
        UserError, match=r"no filter 'spoiler' of this recipe asks a model. Those that ask are soft_spoiler, adherence"
    ):
        await again(dataset, ask=("spoiler",))
    assert len(dataset.versions()) == 1
