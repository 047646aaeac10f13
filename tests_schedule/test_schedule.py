"""A schedule fires on time against a real Prefect server, twice, and the second firing is a top-up."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from store.dataset import Dataset, VersionInfo
from synth.fake import FakeServer
from tests_schedule.conftest import BIN, Command, until, write_problems

POLL_S = 15.0
"""Prefect's runner looks every 10 s for runs that are due in the next 10; a start costs a process."""


def newest(folder: Path, number: int) -> VersionInfo | None:
    dataset = Dataset.at(folder / "datasets", "nights")
    info = dataset.latest() if dataset.exists else None
    return info if info is not None and info.number >= number else None


def api(url: str, path: str, body: dict[str, Any]) -> Any:
    asked = Request(f"{url}{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def test_a_cron_schedule_fires_twice_and_the_second_time_is_a_top_up(
    tmp_path: Path, environment: dict[str, str], recipe: Path, endpoint: FakeServer
) -> None:
    command = (BIN / "forethought", "schedule", recipe, "--cron", "* * * * *")
    schedule = Command(*command, folder=tmp_path, environment=environment)
    try:
        url = schedule.wait_for("server ").split()[1]
        first = until(lambda: newest(tmp_path, 0), 150)
        assert first is not None, schedule.said
        asked = endpoint.log.count()
        write_problems(tmp_path, range(21, 33))
        second = until(lambda: newest(tmp_path, 1), 150)
        assert second is not None, schedule.said
        runs = until(lambda: finished(url, 2), 60) or []
        artifacts = {found["key"] for found in api(url, "/artifacts/filter", {})}
    finally:
        code = schedule.stop()
    assert code == 0, schedule.said
    assert first.rows == 20 and asked == 3 * 20
    assert second.rows == 32 and endpoint.log.count() == 3 * 32, "exactly the new problems were asked for"
    assert second.extra["generated"] == 12 and second.parent == first.number
    assert second.recipe_digest == first.recipe_digest
    view = Dataset.at(tmp_path / "datasets", "nights").read
    old, new = (set(view(n).to_arrow().column("problem_id").to_pylist()) for n in (0, 1))
    assert new - old == {f"n{n}" for n in range(21, 33)} and old < new
    assert {"nights-result", "nights-report"} <= artifacts
    messages = [run["state"]["message"] for run in runs]
    assert messages[0].startswith("nights, version 0: 20 problems generated")
    assert any(message.startswith("nights, version 1: 12 problems generated") for message in messages[1:])
    for run in runs:
        assert run["expected_start_time"][17:19] == "00" and -POLL_S < run["estimated_start_time_delta"] < 2 * POLL_S
    assert "the schedule is paused" in schedule.said[-1]


def finished(url: str, count: int) -> list[dict[str, Any]] | None:
    """Runs that have ended, oldest first, once there are so many."""
    ended = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}}
    runs: list[dict[str, Any]] = api(url, "/flow_runs/filter", {"flow_runs": ended, "sort": "EXPECTED_START_TIME_ASC"})
    return runs if len(runs) >= count else None
