"""A run with a budget: it commits what is done, says so, and a raise lets it go on without paying twice."""

from pathlib import Path

import pytest

from schemas.errors import UserError
from store.dataset import Dataset
from tests.pipelines.test_build import GOLDS, fake, folder, rows_of, run_against

__all__ = ["folder"]


async def test_a_run_commits_what_its_budget_allowed_and_goes_on_after_a_raise(folder: Path) -> None:
    async with fake() as server:
        patient = "generators.default.timeout={connect: 120}"  # a stalled machine must not cost a call
        first = await run_against(server, folder, patient, "budget.requests=100")
        assert first.usage["failed_calls"] == {} and server.log.count() == 100
        second = await run_against(server, folder, patient, "budget.requests=1000")
        assert server.log.count() == 3 * len(GOLDS), "nothing was asked twice"
    finished = first.statuses["accepted"]
    assert 0 < finished < len(GOLDS) and first.left_out == len(GOLDS) - finished
    assert first.statuses == {"accepted": finished} and len(rows_of(folder, 0)) == finished
    assert first.budget == {"caps": {"requests": 100}, "spent": {"requests": 100}}
    assert first.notice is not None and first.notice in Path(first.report).read_text(encoding="utf-8")
    assert second.statuses == {"accepted": len(GOLDS)} and second.notice is None
    assert second.usage["from_journal"] == 100


async def test_what_the_journal_holds_needs_no_budget(folder: Path) -> None:
    async with fake() as server:
        whole = await run_against(server, folder, "problems.limit=10")
        again = await run_against(server, folder, "budget.requests=1", "problems.limit=10")
    assert again.content_digest == whole.content_digest and again.left_out == 0


async def test_a_problem_is_in_a_version_with_all_its_samples_or_not_at_all(folder: Path) -> None:
    overrides = ("samples_per_problem=3", "problems.limit=12", "generators.default.sampling={max_tokens: 9, seed: 1}")
    async with fake() as server:
        result = await run_against(server, folder, *overrides, "budget.requests=70")
    samples: dict[str, int] = {}
    for row in rows_of(folder):
        samples[row["problem_id"]] = samples.get(row["problem_id"], 0) + 1
    assert samples and set(samples.values()) == {3}
    assert result.left_out == 36 - 3 * len(samples)


async def test_tokens_and_money_are_never_exceeded(folder: Path) -> None:
    price = "generators.default.price={input: 1.0, output: 4.0}"
    async with fake() as server:
        result = await run_against(server, folder, price, "budget={usd: 0.05, tokens: 40000}")
    usage = result.usage
    assert result.left_out and result.statuses["accepted"]
    assert 0.02 < usage["cost_usd"] <= 0.05 or 20_000 < usage["prompt_tokens"] + usage["completion_tokens"] <= 40_000
    assert result.budget["spent"]["usd"] == pytest.approx(usage["cost_usd"])


async def test_a_budget_too_small_for_anything_commits_nothing(folder: Path) -> None:
    async with fake() as server:
        with pytest.raises(UserError, match="before one trace was finished.*every answer is kept"):
            await run_against(server, folder, "budget.requests=2")
        assert server.log.count() == 2
    assert not Dataset.at(folder / "datasets", "small").exists


async def test_money_without_a_price_is_refused_before_any_call(folder: Path) -> None:
    async with fake() as server:
        with pytest.raises(UserError, match=r"role 'default'.*generators\.default\.price"):
            await run_against(server, folder, "budget.usd=1")
        assert server.log.count() == 0


async def test_a_top_up_that_its_budget_ends_drops_no_row_that_was_there(folder: Path) -> None:
    top_up = ("dataset.mode=top_up", "problems.limit=20")
    async with fake() as server:
        await run_against(server, folder, *top_up)
        changed = ("generators.default.sampling={max_tokens: 500, temperature: 0.5}",)
        result = await run_against(server, folder, *top_up, *changed, "budget.requests=52")
    rows = rows_of(folder)
    questions = [row["question"] for row in rows]
    assert len(questions) == len(set(questions)) == 20, "rows of unfinished problems stay as they were"
    assert 0 < result.left_out < 20 and len({row["recipe_digest"] for row in rows}) == 2
