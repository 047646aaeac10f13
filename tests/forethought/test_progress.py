"""How a run tells what it does: JSON lines, plain lines, and metrics by a real GET."""

import asyncio
import json
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from forethought.metrics_server import serving
from forethought.progress_view import JsonView, PlainView, ProgressMode, Watcher, plain_line, watch_run
from pipelines.build import run_build
from pipelines.run_state import RunState, watching
from pipelines.snapshot import Observer
from schemas.errors import UserError
from synth.fake import Fault
from tests.pipelines.test_build import ENDPOINT, GOLDS, fake, folder, recipe

__all__ = ["folder"]

STABLE = {
    *("time", "phase", "elapsed_s", "done", "total", "in_flight", "accepted", "rejected", "failed", "left_out"),
    *("requests", "from_journal", "requests_per_s", "prompt_tokens", "completion_tokens", "tokens", "cost_usd"),
    *("abandoned", "failed_calls", "eta_s", "endpoints", "budget"),
}
"""Fields that docs/running.md promises."""
OF_ENDPOINTS = {
    "endpoint",
    "limit",
    "in_flight",
    "waiting",
    "answered",
    "rejected",
    "failed",
    "dead",
    "queued",
    "silent_s",
}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def metrics(port: int) -> dict[tuple[str, str], float]:
    with DIRECT.open(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, ",".join(sample.labels.values())): sample.value for sample in samples}


async def test_json_lines_have_the_documented_fields(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with fake() as server:
        price = "generators.default.price={input: 1, output: 1}"
        with watching(watch_run(ProgressMode.JSON)):
            await run_build(recipe(folder, ENDPOINT, server.base_url, price, "budget.usd=9"), "small.yaml")
        url = server.base_url
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    last = lines[-1]
    assert all(set(line) == STABLE for line in lines)
    assert last["phase"] == "done" and last["done"] == last["total"] == last["accepted"] == len(GOLDS)
    assert last["requests"] == 3 * len(GOLDS) and last["tokens"] > 0 and last["requests_per_s"] > 0
    assert set(last["endpoints"][0]) == OF_ENDPOINTS and last["endpoints"][0]["endpoint"] == url
    assert last["endpoints"][0]["answered"] == 3 * len(GOLDS)
    assert last["cost_usd"] == pytest.approx(last["budget"]["spent"]["usd"], abs=1e-6)


def test_the_page_names_every_field() -> None:
    page = (Path(__file__).parents[2] / "docs/running.md").read_text(encoding="utf-8")
    assert not [name for name in STABLE | OF_ENDPOINTS if f"`{name}`" not in page]


async def test_metrics_tell_the_same_numbers(folder: Path) -> None:
    state = RunState()
    async with fake() as server:
        with serving(state, 0) as port, watching(lambda run: Sharing(run, state)):
            before = metrics(port)
            await run_build(recipe(folder, ENDPOINT, server.base_url), "small.yaml")
            after, url = metrics(port), server.base_url
    assert before["forethought_traces_total", "accepted"] == 0
    assert after["forethought_traces_total", "accepted"] == len(GOLDS)
    assert after["forethought_requests_total", "model"] == 3 * len(GOLDS)
    assert after["forethought_endpoint_calls_total", f"{url},answered"] == 3 * len(GOLDS)
    assert after["forethought_phase", "done"] == 1 and after["forethought_tokens_total", "completion"] > 0


class Sharing:
    """Lets a test look at a run through a state of its own."""

    def __init__(self, run: RunState, state: RunState) -> None:
        self.run, self.state = run, state

    def __enter__(self) -> None:
        self.state.progress = self.run.progress
        self.state.usage = lambda: self.run.usage()
        self.state.limiters = lambda: self.run.limiters()

    def __exit__(self, *error: object) -> None:
        self.state.phase = self.run.phase


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with serving(RunState(), 0) as port, pytest.raises(UserError, match="Name another port"), serving(RunState(), port):
        pass


def test_a_log_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    state = RunState(phase="generating")
    state.progress.total = 4
    state.progress.statuses.update(accepted=2, rejected=1)
    with Watcher(state, PlainView(Console(width=200))):
        pass
    assert capsys.readouterr().out.startswith("generating: 3/4 traces, 2 accepted, 1 rejected, ETA 0:0")


async def test_an_endpoint_that_takes_calls_and_says_nothing_is_named(folder: Path) -> None:
    state = RunState()
    async with fake(faults=(Fault(kind="hang"),)) as server:
        with watching(lambda run: Sharing(run, state)):
            running = asyncio.create_task(run_build(recipe(folder, ENDPOINT, server.base_url), "small.yaml"))
            observer = Observer(state)
            async with asyncio.timeout(300):
                while not (loads := observer.snapshot().endpoints) or loads[0].silent_s < 0.2:
                    await asyncio.sleep(0.02)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert observer.snapshot().endpoints[0].silent_s == 0, "nothing is in flight any more"
        silent = replace(observer.snapshot(), endpoints=[replace(loads[0], silent_s=45.2)])
        assert f"{server.base_url} has not answered for 45 s" in plain_line(silent)
        assert "has not answered" not in plain_line(replace(silent, endpoints=loads))


def test_a_run_that_has_only_begun_says_no_more_than_that() -> None:
    assert plain_line(Observer(RunState()).snapshot()).endswith(": 0/? traces")


def test_an_eta_comes_from_the_present_pace() -> None:
    state = RunState()
    observer = Observer(state)
    assert observer.snapshot().eta_s is None
    state.progress.total = 100
    state.progress.statuses.update(accepted=50)
    eta = observer.snapshot().eta_s
    assert eta is not None and eta >= 0 and JsonView.period_s > 0
