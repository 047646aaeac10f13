"""`forethought derive mismatched` as a person meets it: a real process on a real dataset."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.build import run_build
from schemas.recipe import parse_recipe
from store.dataset import Dataset

ROOT = Path(__file__).parents[2]
PROGRAM = [str(Path(sys.executable).parent / "forethought"), "derive", "mismatched"]


def derive(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1"}
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("derive")
    path = ROOT / "recipes/ppc-reference.yaml"
    overrides = [f"dataset.root={folder}", "problems.limit=40", f"problems.path={ROOT}/data/problems/arithmetic.jsonl"]
    recipe = parse_recipe(path.read_text(encoding="utf-8"), str(path), overrides)
    asyncio.run(run_build(recipe, str(path)))
    return folder


def test_it_makes_a_dataset_and_counts_what_it_left_out(root: Path) -> None:
    made = derive("ppc-reference", "--root", root)
    assert made.returncode == 0, made.stderr
    rows = Dataset.at(root, "ppc-reference-mismatched").read().to_arrow()
    assert f"{rows.num_rows} rows of ppc-reference version 0" in made.stdout
    left_out = Dataset.at(root, "ppc-reference").latest().statuses["accepted"] - rows.num_rows
    assert (f"{left_out} were left out" in made.stdout) == (left_out > 0)


def test_show_tells_whose_preplan_a_row_has(root: Path) -> None:
    derive("ppc-reference", "--root", root, "--to", "shown")
    row = next(Dataset.at(root, "shown").read().batches()).to_pylist()[0]
    command = [PROGRAM[0], "show", "shown", "--root", str(root), "--id", row["trace_id"]]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300).stdout
    assert re.search(rf"preplan_from +{re.escape(row['preplan_from'])} ", shown)
    assert re.search(r"spoiler_score +0 ", shown)


def test_options_choose_seed_tolerance_and_name(root: Path) -> None:
    made = derive("ppc-reference", "--root", root, "--to", "control", "--seed", "3", "--tolerance", "2", "--json")
    told = json.loads(made.stdout)
    extra = Dataset.at(root, "control").latest().extra["derived"]
    assert told["name"] == "control" and told["rows"] == extra["rows"] and (extra["seed"], extra["tolerance"]) == (3, 2)


def test_unknown_datasets_are_one_sentence(root: Path) -> None:
    made = derive("ppc-referenc", "--root", root)
    assert made.returncode == 2 and "Did you mean 'ppc-reference'" in made.stderr and "Traceback" not in made.stderr
