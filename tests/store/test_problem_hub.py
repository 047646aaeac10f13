"""Through the real `datasets` client against a Hub on loopback; in one child process, as it reads HF_ENDPOINT once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.hub import NAME, hub

ROWS = [{"question": f"What is {n} + 1?", "answer": f"{n} + 1 = {n + 1}\n#### {n + 1}"} for n in range(50)]
FIELDS = {"answer": "answer", "solution": "answer"}
SOURCES: dict[str, dict[str, Any]] = {
    "whole": {"hub": "team/toy", "fields": FIELDS},
    "limited": {"hub": "team/toy", "fields": FIELDS, "limit": 3, "revision": "v1"},
    "split": {"hub": "team/toy", "split": "tset"},
    "config": {"hub": "team/toy", "config": "nope"},
    "revision": {"hub": "team/toy", "revision": "v9"},
    "missing": {"hub": "team/nothing"},
    "column": {"hub": "team/toy", "fields": {"question": "problem"}},
    "path": {"hub": "../toy"},
    "shadowed": {"hub": "team/local"},
}
CHILD = """
import json, sys
from dataclasses import asdict
from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.problems import read_problems, scan_problems

for name, fields in json.load(sys.stdin).items():
    source = ProblemSource(**fields)
    try:
        report = asdict(scan_problems(source, True))
        outcome = {"report": report, "problems": [asdict(problem) for problem in read_problems(source, True)]}
    except UserError as error:
        outcome = {"error": str(error)}
    print(json.dumps([name, outcome]))
"""


def read_all(endpoint: str, folder: Path, sources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (folder / "team" / "local").mkdir(parents=True, exist_ok=True)
    env = os.environ | {"HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(folder / "hf")}
    env |= {"PYTHONPATH": str(Path(__file__).parents[2]), "HF_HUB_DISABLE_TELEMETRY": "1"}
    env.pop("HF_HUB_OFFLINE", None)
    command = [sys.executable, "-c", CHILD]
    run = subprocess.run(command, env=env, cwd=folder, input=json.dumps(sources), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return dict(json.loads(line) for line in run.stdout.splitlines())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with hub(b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)) as served:
        found = read_all(served.url, tmp_path_factory.mktemp("hub"), SOURCES)
        yield {**found, "head": served.repositories[NAME].branches["main"]}


def test_a_hub_dataset_is_streamed_in_order(outcomes: dict[str, Any]) -> None:
    problems = outcomes["whole"]["problems"]
    assert [problem["question"] for problem in problems] == [row["question"] for row in ROWS]
    assert (problems[6]["answer"], problems[6]["solution"]) == ("7", "6 + 1 = 7")


def test_the_report_names_the_commit(outcomes: dict[str, Any]) -> None:
    assert outcomes["whole"]["report"]["revision"] == outcomes["head"]
    assert outcomes["whole"]["report"]["count"] == 50


def test_limit_and_revision_are_kept(outcomes: dict[str, Any]) -> None:
    assert len(outcomes["limited"]["problems"]) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("split", ("tset", "'train'", "problems.split")),
        ("config", ("nope", "'default'", "problems.config")),
        ("revision", ("no such revision",)),
        ("missing", ("team/nothing", "no such dataset", "HF_TOKEN")),
        ("column", ("no column 'problem'", "question: question")),
        ("path", ("'../toy' is no Hub dataset's name", "owner/name")),
        ("shadowed", ("folder of this name",)),
    ],
)
def test_what_cannot_be_had_is_said_clearly(outcomes: dict[str, Any], name: str, words: tuple[str, ...]) -> None:
    assert all(word in outcomes[name]["error"] for word in words), outcomes[name]


def test_a_hub_that_is_down_is_said_clearly(tmp_path: Path) -> None:
    with hub(b"") as served:
        pass
    message = read_all(served.url, tmp_path, {"down": SOURCES["whole"]})["down"]["error"]
    assert "hub dataset team/toy" in message and "problems.path" in message
