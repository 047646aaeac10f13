"""A whole PPC run with vLLM in process, by the command line, and one that is killed and taken up again."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ENGINE, ROOT, Run, recipe_overrides
from processes import PROGRAM, alive, engines_of, wait_for_answers

from store.dataset import Dataset

RECIPE = "recipes/ppc-vllm.yaml"
LIMIT = 12


def command(model: str, root: Path, **sampling: Any) -> list[str]:
    section = {"kind": "vllm", "model": model, "engine": ENGINE, "sampling": sampling, "concurrency": 4}
    sets = recipe_overrides(root, section, LIMIT)
    return ["run", RECIPE, "--json", *(part for override in sets for part in ("--set", override))]


def finished(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, errors = process.communicate(timeout=1000)
    assert process.returncode == 0, errors
    result: dict[str, Any] = json.loads(out)
    return result


def test_a_run_ends_in_a_version_of_rejected_nonsense(model: str, tmp_path: Path, forethought: Run) -> None:
    result = finished(forethought(*command(model, tmp_path, max_tokens=40, logprobs=True)))
    assert set(result["statuses"]) <= {"rejected", "failed"} and result["statuses"]["rejected"] > 0
    rows = Dataset.at(tmp_path, result["name"]).read().to_arrow(status="rejected").to_pylist()
    assert all(row["reasons"] for row in rows)
    attempts = [attempt for row in rows for attempt in row["provenance"]]
    assert {attempt["generator"] for attempt in attempts} == {"vllm"}
    recorded = json.loads(attempts[0]["sampling"])
    assert recorded["engine"] == {"dtype": "bfloat16"} and recorded["max_tokens"] == 40


def test_a_killed_run_is_taken_up_without_asking_again(model: str, tmp_path: Path) -> None:
    section = {"kind": "vllm", "model": model, "engine": ENGINE, "concurrency": 4}
    section["sampling"] = {"max_tokens": 400, "min_tokens": 300}
    line = [sys.executable, "-c", PROGRAM, RECIPE, *recipe_overrides(tmp_path, section, LIMIT)]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        known = wait_for_answers(first, tmp_path, 8)
        engines = engines_of(first.pid)
        first.kill()
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=1000)
    result = json.loads(done.stdout.splitlines()[-1])
    assert sum(result["statuses"].values()) == LIMIT
    usage = result["usage"]
    assert usage["from_journal"] >= known
    assert usage["asked"] == usage["from_journal"] + usage["answered"] + usage["shared"] + usage["failed"]
    assert engines and not alive(engines), "engines outlive a killed run"
