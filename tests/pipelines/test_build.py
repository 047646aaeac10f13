"""A run from a problem file to a version, with a real journal, real HTTP, a real table; without Prefect."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.result import RunResult
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, Fault, Fixed, staged
from synth.journal_upkeep import journal_stats

GOLDS = {f"A shop has {n} shelves with 3 lamps each. How many lamps is that?": str(3 * n) for n in range(11, 71)}

REFERENCE = """
name: small
pipeline: ppc
problems: {path: PROBLEMS}
generators: {default: {kind: reference}}
filters: {length: {preplan: [1, 1500]}}
dataset: {root: ROOT}
"""
ENDPOINT = REFERENCE.replace(
    "{default: {kind: reference}}",
    "{default: {kind: openai, base_url: URL, model: fake, concurrency: 8, sampling: {max_tokens: 500}}}",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [
        json.dumps({"question": question, "answer": gold, "solution": f"There are {gold} lamps.\n#### {gold}"})
        for question, gold in GOLDS.items()
    ]
    (tmp_path / "problems.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def recipe_text(folder: Path, text: str, url: str = "") -> str:
    paths = {"PROBLEMS": folder / "problems.jsonl", "ROOT": folder / "datasets", "URL": json.dumps(url)}
    for name, value in paths.items():
        text = text.replace(name, str(value))
    return text


def recipe(folder: Path, text: str, url: str = "", *overrides: str) -> Recipe:
    return parse_recipe(recipe_text(folder, text, url), "small.yaml", overrides)


async def run_against(server: FakeServer, folder: Path, *overrides: str) -> RunResult:
    return await run_build(recipe(folder, ENDPOINT, server.base_url, *overrides), "small.yaml")


def fake(**changes: Any) -> FakeServer:
    return FakeServer(FakeSettings(responder=staged(answers=GOLDS), **changes))


def rows_of(folder: Path, version: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = Dataset.at(folder / "datasets", "small").read(version).to_arrow().to_pylist()
    return rows


async def test_a_run_makes_one_version_with_every_row(folder: Path) -> None:
    async with fake() as server:
        result = await run_against(server, folder)
    rows = rows_of(folder)
    assert result.version == 0 and len(rows) == len(GOLDS) and result.statuses == {"accepted": len(GOLDS)}
    assert {row["problem_id"] for row in rows} == {row["trace_id"].removesuffix("/0") for row in rows}
    assert Path(result.report).read_text(encoding="utf-8").startswith("# small, version 0")


async def test_the_request_log_proves_the_conditioning(folder: Path) -> None:
    async with fake() as server:
        await run_against(server, folder, "problems.limit=10")
        prompts = server.log.prompts()
    rows = {row["question"]: row for row in rows_of(folder)}
    assert len(prompts) == 30
    for prompt in prompts:
        row = next(row for question, row in rows.items() if question in prompt)
        assert f"There are {row['answer']} lamps" not in prompt and "####" not in prompt
        assert not (row["plan"] in prompt and row["preplan"] in prompt)


async def test_rows_carry_provenance_of_every_stage(folder: Path) -> None:
    async with fake() as server:
        await run_against(server, folder, "problems.limit=1")
    provenance = rows_of(folder)[0]["provenance"]
    assert [item["stage"] for item in provenance] == ["preplan", "plan", "execution"]
    for item in provenance:
        assert item["model"] == "fake" and item["finish_reason"] == "stop" and item["kept"]
        assert len(item["fingerprint"]) == 64 and item["prompt_tokens"] > 0 and item["prompt_hash"]
        assert json.loads(item["sampling"]) == {"max_tokens": 500}


async def test_running_again_asks_nothing_and_comes_out_equal(folder: Path) -> None:
    async with fake() as server:
        first = await run_against(server, folder)
        second = await run_against(server, folder)
        assert server.log.count() == 3 * len(GOLDS)
    assert second.version == 1 and second.usage["answered"] == 0 and second.usage["from_journal"] == 3 * len(GOLDS)
    assert first.content_digest == second.content_digest and second.usage["cost_usd"] == 0


async def test_shards_and_speed_do_not_change_the_content(folder: Path) -> None:
    async with fake() as server:
        whole = await run_against(server, folder)
        parts = await run_against(server, folder, "engine.shard_size=7", "engine.traces_in_flight=2")
    assert whole.content_digest == parts.content_digest
    assert [row["trace_id"] for row in rows_of(folder, 0)] == [row["trace_id"] for row in rows_of(folder, 1)]


async def test_a_flawed_model_yields_rejected_rows_with_reasons(folder: Path) -> None:
    async with FakeServer(FakeSettings(responder=staged(answers=GOLDS, flaws=0.5))) as server:
        result = await run_against(server, folder, "stages.preplan.retries=0")
    rejected = [row for row in rows_of(folder) if row["status"] == "rejected"]
    assert rejected and len(rejected) == result.statuses["rejected"]
    assert all(row["reasons"] and row["execution"] for row in rejected)


async def test_attempts_that_were_not_kept_keep_their_evidence(folder: Path) -> None:
    async with FakeServer(FakeSettings(responder=staged(answers=GOLDS, flaws=0.5))) as server:
        await run_against(server, folder)
    attempts = [attempt for row in rows_of(folder) for attempt in row["provenance"] if not attempt["kept"]]
    assert attempts
    for attempt in attempts:
        assert attempt["text"] and attempt["rejected_by"] == [
            f"{c['filter']}:{c['reason']}" for c in attempt["complaints"]
        ]
        spans = [span for complaint in attempt["complaints"] for span in complaint["evidence"]]
        assert all(attempt["text"][span["start"] : span["end"]] == span["text"] for span in spans)


async def test_a_prompt_that_always_fails_leaves_one_failed_row(folder: Path) -> None:
    unlucky = next(iter(GOLDS))
    async with fake(faults=(Fault(kind="server_error", when="11 shelves"),)) as server:
        result = await run_against(server, folder, "problems.limit=5", "generators.default.retries={attempts: 2}")
    failed = [row for row in rows_of(folder) if row["status"] == "failed"]
    assert [row["question"] for row in failed] == [unlucky]
    assert failed[0]["error"].startswith("preplan: server_error") and result.statuses["accepted"] == 4


async def test_a_run_after_failures_asks_only_for_what_failed(folder: Path) -> None:
    overrides = ("problems.limit=5", "generators.default.retries={attempts: 1}")
    async with fake(faults=(Fault(kind="server_error", when="11 shelves"),)) as server:
        await run_against(server, folder, *overrides)
        server.configure(faults=())
        result = await run_against(server, folder, *overrides)
    assert result.statuses == {"accepted": 5} and result.usage["answered"] == 3


async def test_an_endpoint_that_goes_away_commits_nothing_and_loses_nothing(folder: Path) -> None:
    overrides = ("problems.limit=20", "generators.default.retries={attempts: 1}")
    async with fake(faults=(Fault(kind="server_error", rate=0.9),)) as server:
        with pytest.raises(
            UserError,
            match=r"of 20 traces failed because an endpoint did not answer \(lastly .*server_error: HTTP 500.*kept",
        ):
            await run_against(server, folder, *overrides)
        assert not Dataset.at(folder / "datasets", "small").exists
        kept = journal_stats(folder / "datasets/.journal").answers
        server.configure(faults=())
        result = await run_against(server, folder, *overrides)
    assert result.statuses == {"accepted": 20} and result.usage["from_journal"] == kept


async def test_reference_needs_a_marked_solution(folder: Path) -> None:
    result = await run_build(recipe(folder, REFERENCE), "small.yaml")
    assert result.statuses == {"failed": len(GOLDS)}
    assert list(result.failures) == ["preplan: solution_without_computation"]


async def test_too_many_bad_rows_stop_the_run_before_any_call(folder: Path) -> None:
    path = folder / "problems.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "\nnot json\n{}\n", encoding="utf-8")
    async with fake() as server:
        with pytest.raises(UserError, match="max_bad_share"):
            await run_against(server, folder)
        assert server.log.count() == 0
        result = await run_against(server, folder, "problems.max_bad_share=0.1")
    assert sum(result.problems["bad"].values()) == 2 and Path(result.problems["quarantine"]).exists()


async def test_a_second_run_on_a_locked_dataset_is_refused(folder: Path) -> None:
    with (
        Dataset.at(folder / "datasets", "small").lock("first-run"),
        pytest.raises(UserError, match="first-run"),
    ):
        await run_build(recipe(folder, REFERENCE), "small.yaml")


async def test_an_endpoint_that_is_down_is_one_sentence(folder: Path) -> None:
    with pytest.raises(UserError, match="http://127.0.0.1:9/v1"):
        await run_build(recipe(folder, ENDPOINT, "http://127.0.0.1:9/v1"), "small.yaml")


def wait_until_idle(server: FakeServer) -> None:
    """Until the fake has dealt with what the dead process had asked."""
    deadline = time.monotonic() + 300
    while any(record.finished is None for record in server.log.records) and time.monotonic() < deadline:
        time.sleep(0.01)


CHILD = """
import asyncio, sys
from pathlib import Path
from pipelines.build import run_build
from schemas.recipe import parse_recipe
asyncio.run(run_build(parse_recipe(Path(sys.argv[1]).read_text(), "small.yaml"), "small.yaml"))
"""


def test_a_killed_run_loses_only_what_was_in_flight(folder: Path) -> None:
    settings = FakeSettings(responder=staged(answers=GOLDS), latency=Fixed(0.03))
    with FakeServer(settings).in_thread() as server:
        path = folder / "small.yaml"
        path.write_text(recipe_text(folder, ENDPOINT, server.base_url), encoding="utf-8")
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)])
        deadline = time.monotonic() + 300
        while server.log.count() < 60 and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        wait_until_idle(server)
        before, kept = server.log.count(), journal_stats(folder / "datasets/.journal").answers
        assert not (folder / "datasets/small/_delta_log").exists()
        again = subprocess.run([sys.executable, "-c", CHILD, str(path)], check=False)
        asked = server.log.count()
    assert again.returncode == 0
    assert len(rows_of(folder)) == len(GOLDS) and {row["status"] for row in rows_of(folder)} == {"accepted"}
    assert asked - before == 3 * len(GOLDS) - kept, "what is on disk is not asked for again, and everything else is"
    assert before - kept <= 16, "lost is at most what the 16 traces in flight had asked for"
