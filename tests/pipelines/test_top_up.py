"""Two nights: what is there is not asked for again, what is new or failed is."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.diff import diff
from pipelines.result import RunResult
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, Fault, staged

RECIPE = """
name: nights
pipeline: ppc
problems: {path: PROBLEMS}
generators: {default: {kind: openai, base_url: URL, model: fake, retries: {attempts: 1}}}
filters: {length: {preplan: [1, 1500]}}
engine: {shard_size: 20, max_outage_share: 1}
dataset: {root: ROOT, mode: top_up}
"""


def question(number: int) -> str:
    return f"A shop has {number} shelves with 3 lamps each. How many lamps is that?"


GOLDS = {question(number): str(3 * number) for number in range(1, 200)}


@pytest.fixture
def server() -> FakeServer:
    return FakeServer(FakeSettings(responder=staged(answers=GOLDS)))


GONE = "http://127.0.0.1:9/v1"
"""Nobody listens there."""


async def night(folder: Path, server: FakeServer | None, numbers: range, *overrides: str) -> RunResult:
    """One run over the problems of these numbers."""
    url = GONE if server is None else server.base_url
    lines = [json.dumps({"id": f"n{n}", "question": question(n), "answer": str(3 * n)}) for n in numbers]
    (folder / "p.jsonl").write_text("\n".join(lines), encoding="utf-8")
    values = {"PROBLEMS": folder / "p.jsonl", "ROOT": folder / "d", "URL": json.dumps(url)}
    text = RECIPE
    for name, value in values.items():
        text = text.replace(name, str(value))
    return await run_build(parse_recipe(text, "nights.yaml", overrides), "nights.yaml")


def rows_of(folder: Path, version: int | None = None) -> dict[str, dict[str, Any]]:
    table = Dataset.at(folder / "d", "nights").read(version).to_arrow()
    rows = {row["trace_id"]: row for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    return rows


async def test_the_second_night_brings_exactly_the_new_problems(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        first = await night(tmp_path, server, range(1, 61))
        asked = len(server.log.prompts())
        second = await night(tmp_path, server, range(1, 91))
        assert len(server.log.prompts()) - asked == 3 * 30
    assert (first.version, first.generated, second.version, second.generated) == (0, 60, 1, 30)
    dataset = Dataset.at(tmp_path / "d", "nights")
    found = diff(dataset.read(0), dataset.read(1))
    assert found.changes.added["accepted"].count == 30 and found.changes.same == 60 and not found.changes.removed
    old, new = rows_of(tmp_path, 0), rows_of(tmp_path, 1)
    assert all(new[name] == row for name, row in old.items()) and dataset.read(1).info.statuses == {"accepted": 90}
    assert set(dataset.read(0).files) < set(dataset.read(1).files)


async def test_with_nothing_new_nothing_is_asked_or_committed(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        await night(tmp_path, server, range(1, 11))
    again = await night(tmp_path, None, range(1, 11))
    assert not again.committed and again.version == 0 and again.generated == 0 and again.notice is not None
    assert len(Dataset.at(tmp_path / "d", "nights").versions()) == 1


async def test_problems_that_have_left_the_source_stay(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        await night(tmp_path, server, range(1, 11))
        await night(tmp_path, server, range(6, 16))
    assert set(rows_of(tmp_path)) == {f"n{n}/0" for n in range(1, 16)}


async def test_failed_problems_are_tried_again_and_replaced(tmp_path: Path) -> None:
    broken = FakeSettings(responder=staged(answers=GOLDS), faults=(Fault(kind="bad_request", when=question(3)),))
    async with FakeServer(broken) as server:
        first = await night(tmp_path, server, range(1, 11))
        assert first.statuses == {"accepted": 9, "failed": 1}
        still = await night(tmp_path, server, range(1, 11))
        assert not still.committed, "the same failure again is no news"
        left = await night(tmp_path, server, range(1, 11), "dataset.retry_failed=false")
        assert not left.committed
    async with FakeServer(FakeSettings(responder=staged(answers=GOLDS))) as server:
        healed = await night(tmp_path, server, range(1, 11))
        assert len(server.log.prompts()) == 3
    assert healed.generated == 1 and healed.statuses == {"accepted": 10} and len(rows_of(tmp_path)) == 10


async def test_another_recipe_makes_its_rows_anew_from_the_journal(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        await night(tmp_path, server, range(1, 11))
        asked = len(server.log.prompts())
        changed = await night(tmp_path, server, range(1, 11), "filters.spoiler.max_score=1")
        assert len(server.log.prompts()) == asked
    assert changed.generated == 10 and {row["recipe_digest"] for row in rows_of(tmp_path).values()} == {
        changed.recipe_digest
    }


async def test_more_samples_are_a_new_recipe_and_replace_the_old_rows(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        await night(tmp_path, server, range(1, 6))
        await night(tmp_path, server, range(1, 6), "samples_per_problem=2")
    assert set(rows_of(tmp_path)) == {f"n{n}/{sample}" for n in range(1, 6) for sample in (0, 1)}


async def test_a_budget_that_ends_among_failures_commits_nothing(tmp_path: Path, server: FakeServer) -> None:
    async with server:
        await night(tmp_path, server, range(1, 6))
    broken = FakeSettings(responder=staged(answers=GOLDS), faults=(Fault(kind="bad_request"),))
    async with FakeServer(broken) as refusing:
        with pytest.raises(UserError, match="have all failed.*every answer is kept"):
            await night(tmp_path, refusing, range(1, 16), "budget.requests=3")
    assert len(Dataset.at(tmp_path / "d", "nights").versions()) == 1
