"""`refilter`, `diff` and `trace` as a person meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.build import run_build
from tests.pipelines.exporting import dataset, row
from tests.pipelines.test_refilter import shipped

PROGRAM = [str(Path(sys.executable).parent / "forethought")]
STRICT = ("--set", "filters.spoiler.max_score=0")


def forethought(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1"}
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with a version, and the same judged more strictly."""
    import asyncio

    folder = tmp_path_factory.mktemp("compared")
    asyncio.run(run_build(shipped("ppc-replay", folder, "problems.limit=20"), "r"))
    made = forethought("refilter", "ppc-replay", *STRICT, "--root", folder)
    assert made.returncode == 0 and "no model asked" in made.stdout, made.stderr
    assert "forethought diff ppc-replay 0 1" in made.stdout
    return folder


def test_diff_names_rows_filters_and_settings(root: Path) -> None:
    shown = forethought("diff", "ppc-replay", "0", "--root", root).stdout
    assert "status: accepted -> rejected" in shown and "now: spoiler:score_above_threshold" in shown
    assert "filters.spoiler.max_score" in shown
    found = json.loads(forethought("diff", "ppc-replay", "0", "1", "--root", root, "--json").stdout)
    assert found["rows"] == [20, 20] and found["recipe"]["filters.spoiler.max_score"] == [2, 0]


def test_trace_tells_prompts_verdicts_and_versions(root: Path) -> None:
    row = json.loads(forethought("show", "ppc-replay", "--root", root, "-n", "1", "--json").stdout)
    shown = forethought("trace", "ppc-replay", row["trace_id"], "--root", root).stdout
    assert "3. execution" in shown and "in each version" in shown and "system (template):" in shown
    life = json.loads(forethought("trace", "ppc-replay", row["problem_id"], "--root", root, "--json").stdout)
    assert [call["attempt"]["stage"] for call in life["calls"]] == ["preplan", "plan", "execution"]
    assert (
        "system (template):"
        not in forethought("trace", "ppc-replay", row["trace_id"], "--no-prompts", "--root", root).stdout
    )


def test_mistakes_are_sentences(root: Path) -> None:
    refused = forethought("refilter", "ppc-replay", "--set", "problems.limit=3", "--root", root)
    assert refused.returncode == 2 and "cannot change 'problems'" in refused.stderr
    missing = forethought("diff", "ppc-replay", "0", "7", "--root", root)
    assert missing.returncode == 2 and "no version 7" in missing.stderr and "Traceback" not in missing.stderr
    nobody = forethought("trace", "ppc-replay", "nobody", "--root", root)
    assert nobody.returncode == 2 and "no row 'nobody'" in nobody.stderr


def test_errors_quote_harmlessly(tmp_path: Path) -> None:
    samples = [row(0, problem_id="twice", trace_id=f"twice\x1b[2J/{sample}", sample=sample) for sample in range(2)]
    dataset(tmp_path, samples)
    several = forethought("trace", "toy", "twice", "--root", tmp_path)
    assert several.returncode == 2 and "has 2 traces. Name one: twice\\x1b[2J/0" in several.stderr
    assert "\x1b" not in several.stderr
