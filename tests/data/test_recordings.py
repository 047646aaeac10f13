"""The recordings are whole, answer the prompts that are shipped, and every pipeline replays them without a miss."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.registry import known_pipelines
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.prompting import load_prompt

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "recordings"
NAMES = sorted(known_pipelines())
EXPECTED = {"ppc": 64, "fslr": 64, "comt": 63, "cot": 64, "plan_cot": 64}
"""Accepted rows, as the README of the recordings says."""


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


PROBLEMS = lines(FOLDER / "problems.jsonl")


def test_the_problems_are_bundled_ones_unchanged() -> None:
    bundled = {row["id"]: row for row in lines(ROOT / "data/problems/arithmetic.jsonl")}
    assert len(PROBLEMS) >= 60 and all(bundled[row["id"]] == row for row in PROBLEMS)


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_of_every_problem_is_recorded_once(name: str) -> None:
    origins = [line["origin"] for line in lines(FOLDER / f"{name}.jsonl")]
    keys = {(origin["problem_id"], origin["stage"]) for origin in origins}
    wanted = {(row["id"], stage) for row in PROBLEMS for stage in known_pipelines()[name].stage_names}
    assert keys == wanted and len(origins) == len(wanted)


@pytest.mark.parametrize("name", NAMES)
def test_they_answer_the_prompts_that_are_shipped(name: str) -> None:
    hashes = {stage.name: load_prompt(stage.prompts[0]).hash for stage in known_pipelines()[name].stages}
    for line in lines(FOLDER / f"{name}.jsonl"):
        assert line["origin"]["prompt_hash"] == hashes[line["origin"]["stage"]]


@pytest.mark.parametrize("name", NAMES)
async def test_a_replay_misses_nothing_and_comes_out_as_documented(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "recipes" / f"{name}-replay.yaml").read_text(encoding="utf-8")
    result = await run_build(parse_recipe(text, name, [f"dataset.root={tmp_path}"]), name)
    assert result.statuses["accepted"] == EXPECTED[name] and "failed" not in result.statuses
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\| `{name}` \| 64 \| {EXPECTED[name]} \|", readme)
    row = next(Dataset.at(tmp_path, f"{name}-replay").read().batches()).to_pylist()[0]
    assert {attempt["generator"] for attempt in row["provenance"]} == {"replay"}
    assert {attempt["model"] for attempt in row["provenance"]} == {"large-llm-2026-11"}
