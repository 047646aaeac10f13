"""`forethought check --endpoints`: each one is asked, and what would stop a run is said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.fake import FakeProcess, start_process
from tests.forethought.test_cli import forethought

DEAD = "http://127.0.0.1:9/v1"  # the discard port: nobody listens


@pytest.fixture(scope="module")
def served() -> Iterator[FakeProcess]:
    with start_process("--model", "qwen") as fake:
        yield fake


def check(folder: Path, model: str, *endpoints: str, as_json: bool = False) -> tuple[int, str, str]:
    """The exit code and what was said."""
    section = {"kind": "openai", "model": model, "endpoints": list(endpoints)}
    recipe = folder / "several.yaml"
    (folder / "problems.jsonl").write_text('{"question": "How much is 2 + 2?", "answer": "4"}\n', encoding="utf-8")
    problems = {"path": str(folder / "problems.jsonl")}
    written = {"name": "several", "pipeline": "ppc", "problems": problems, "generators": {"default": section}}
    recipe.write_text(json.dumps(written), encoding="utf-8")
    options = ("--endpoints", "--root", folder, *(("--json",) if as_json else ()))
    done = forethought("check", recipe, *options)
    return done.returncode, done.stdout, done.stderr


def test_one_that_answers_is_enough(served: FakeProcess, tmp_path: Path) -> None:
    code, said, _ = check(tmp_path, "qwen", served.base_url, DEAD)
    good, dead = (line for line in said.splitlines() if " yes " in line or " NO: " in line)
    assert code == 0 and served.base_url in good and " yes " in good
    assert DEAD in dead and "endpoint" in dead


def test_a_wrong_model_at_any_of_them_stops_a_run(served: FakeProcess, tmp_path: Path) -> None:
    code, said, error = check(tmp_path, "quen", served.base_url, DEAD, as_json=True)
    told = {row["endpoint"]: row for row in json.loads(said)["endpoints"]}
    assert code == 2 and "unknown model 'quen'" in error and "Did you mean 'qwen'?" in error
    assert not told[served.base_url]["ready"] and not told[DEAD]["ready"]


def test_when_none_answers_it_says_so(tmp_path: Path) -> None:
    code, said, error = check(tmp_path, "qwen", DEAD)
    assert code == 2 and DEAD in said and "does not answer" in error


def test_rules_have_no_endpoint() -> None:
    done = forethought("check", "recipes/ppc-reference.yaml", "--endpoints")
    assert done.returncode == 0 and "No role of this recipe has an endpoint." in done.stdout
