"""The command line as a person meets it: real processes, real files, exit codes and sentences."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from synth.fake import FakeServer, FakeSettings, Fixed, staged

ROOT = Path(__file__).parents[2]
START_S = 300
"""Seconds in which a run has asked its first questions."""
LISTING = ("datasets", "versions", "show", "trace", "diff")
COMMANDS = ("run", "preview", "check", *LISTING, "refilter", "report", "evaluate-filter", "derive", "journal")
PROGRAM = [str(Path(sys.executable).parent / "forethought")]


def forethought(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Path:
    """A root with one dataset of twelve problems, made by `forethought run` itself."""
    folder = tmp_path_factory.mktemp("cli")
    command = ("run", "recipes/ppc-reference.yaml", "--set", "problems.limit=12", "--root", folder)
    made = forethought(*command, PREFECT_API_URL=prefect_api)
    assert made.returncode == 0, made.stderr
    assert str(folder / "ppc-reference") in made.stdout.replace("\n", "")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    answer = forethought(command, "--help")
    assert answer.returncode == 0 and "Usage:" in answer.stdout and len(answer.stdout.splitlines()) > 6


def test_help_loads_nothing_heavy() -> None:
    heavy = ("prefect", "pandas", "pyarrow", "openai", "asyncio")
    code = f"import sys, forethought.cli; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_datasets_and_versions_list_what_run_made(root: Path) -> None:
    listed = forethought("datasets", "--root", root)
    assert "ppc-reference" in listed.stdout
    versions = json.loads(forethought("versions", "ppc-reference", "--root", root, "--json").stdout)
    assert sum(versions[0]["statuses"].values()) == 12 and versions[0]["number"] == 0


@pytest.mark.parametrize(("width", "hinted"), [("80", True), ("160", False)])
def test_versions_says_what_a_narrow_terminal_hides(width: str, hinted: bool, root: Path) -> None:
    environment = {**os.environ, "COLUMNS": width, "NO_COLOR": "1"}
    command = [*PROGRAM, "versions", "ppc-reference", "--root", str(root)]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300).stdout
    assert ("--json has everything" in shown) == hinted and ("most frequent reason" in shown)


def test_show_prints_rows_and_json(root: Path) -> None:
    shown = forethought("show", "ppc-reference", "--root", root, "--limit", "2")
    assert shown.returncode == 0 and shown.stdout.count("verdicts") >= 2 and "rule-derived" in shown.stdout
    last = shown.stdout.splitlines()[-3:]
    assert [line.split()[0] for line in last] == ["dataset", "version", "report"]
    assert last[0].endswith(str(root / "ppc-reference")) and Path(last[2].split(maxsplit=1)[1]).exists()
    rows = forethought("show", "ppc-reference", "--root", root, "-n", "2", "--json").stdout.splitlines()
    assert [set(json.loads(row)) >= {"preplan", "plan", "execution", "verdicts"} for row in rows] == [True, True]


def test_a_status_that_does_not_exist_suggests_one(root: Path) -> None:
    answer = forethought("show", "ppc-reference", "--root", root, "--status", "acepted")
    assert answer.returncode == 2 and "Did you mean 'accepted'?" in answer.stderr


def test_preview_shows_stages_and_verdicts_without_committing(tmp_path: Path) -> None:
    shown = forethought("preview", "recipes/ppc-reference.yaml", "--root", tmp_path, "-n", "2")
    assert shown.returncode == 0, shown.stderr
    assert all(shown.stdout.count(word) >= 2 for word in ("preplan", "plan", "execution", "spoiler", "answer"))
    assert not (tmp_path / "ppc-reference" / "_delta_log").exists()


def test_check_tells_what_stages_see_and_what_a_run_asks() -> None:
    shown = forethought("check", "recipes/ppc-reference.yaml", "--prompts")
    assert shown.returncode == 0, shown.stderr
    assert "question, preplan" in shown.stdout and "estimate" in shown.stdout and "problems" in shown.stdout
    told = json.loads(forethought("check", "recipes/ppc-openai.yaml", "--json").stdout)
    assert [stage["sees"] for stage in told["stages"]] == [["question"], ["question", "preplan"], ["question", "plan"]]
    assert told["estimate"][0]["requests"] == told["problems"]["count"] > 100


def test_check_compares_its_estimate_with_the_budget(tmp_path: Path) -> None:
    capped = ("check", LLM, "--root", tmp_path, "--set", "problems.limit=100", "--set")
    told = json.loads(forethought(*capped, "budget={requests: 100, tokens: 10000000}", "--json").stdout)
    assert [(cap["name"], cap["needed"] > 100, cap["fits"]) for cap in told["budget"]] == [
        ("tokens", True, True),
        ("requests", True, False),
    ]
    assert "does not fit" in forethought(*capped, "budget.requests=100").stdout


def test_check_says_where_no_model_is_asked() -> None:
    rules = forethought("check", "recipes/ppc-reference.yaml").stdout
    assert "A run asks no model: 639 answers" in rules and "no price" not in rules
    options = [
        "--set",
        "filters.executable={enabled: true, role: solver}",
        "--set",
        "generators.solver={kind: openai, model: m}",
    ]
    told = json.loads(forethought("check", "recipes/comt-replay.yaml", *options, "--json").stdout)["estimate"]
    assert [(item["stage"], item["asks_model"], item["prompt_tokens"] > 0) for item in told] == [
        ("meta_thought", False, False),
        ("executable", True, True),
    ]


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "forethought", "datasets", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Usage:" in shown.stdout


RULES, LLM = "recipes/ppc-reference.yaml", "recipes/ppc-openai.yaml"
DOWN = "generators={default: {kind: openai, model: m, base_url: 'http://127.0.0.1:9/v1'}}"
BAD = {
    "no such recipe": ("run", "recipes/ppc-referenc.yaml", "", "Did you mean recipes/ppc-reference.yaml?"),
    "unknown key": ("check", RULES, "filter.x=1", "Did you mean 'filters'?"),
    "unknown filter": ("check", RULES, "filters.spoler={}", "'spoiler'"),
    "unknown setting": ("check", RULES, "filters.spoiler.maxscore=1", "max_score"),
    "unknown pipeline": ("check", RULES, "pipeline=pcp", "'ppc'"),
    "unknown stage": ("check", RULES, "stages.pln.retries=1", "'plan'"),
    "stage without window": ("check", RULES, "filters.length.prepln=[1, 2]", "'preplan'"),
    "unknown kind": ("check", RULES, "generators.default.kind=opena", "'openai'"),
    "unknown prompt": ("check", RULES, "stages.plan.prompts=[ppc/pln]", "ppc/plan"),
    "no generator": ("check", LLM, "generators={planner: {kind: reference}}", "solver"),
    "wrong field": ("run", RULES, "problems.fields.answer=gold", "gold_answer"),
    "no problems": ("run", RULES, "problems.path=data/nothing.jsonl", "nothing.jsonl"),
    "empty file": ("run", RULES, "problems.path=/dev/null", "/dev/null"),
    "no key": ("run", LLM, "generators.planner.api_key_env=NO_SUCH_KEY", "NO_SUCH_KEY"),
    "endpoint down": ("run", LLM, DOWN, "127.0.0.1:9"),
    "no recording": ("run", RULES, "generators.default={kind: replay, path: nowhere.jsonl}", "journal export"),
}
"""Case to command, recipe, override, and what the sentence must say."""


@pytest.mark.parametrize("case", BAD)
def test_what_the_user_must_fix_is_one_sentence_and_exit_code_two(case: str, tmp_path: Path) -> None:
    command, recipe, override, hint = BAD[case]
    options = ["--set", override] if override else []
    answer = forethought(command, recipe, *options, "--root", tmp_path)
    assert answer.returncode == 2 and answer.stderr.startswith("Error: ") and hint in answer.stderr, answer.stderr
    assert "Traceback" not in answer.stderr and len(answer.stderr.strip().splitlines()) == 1


def test_an_export_says_what_it_lacks(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "answers.jsonl"
    whole = forethought("journal", "export", target, "--dataset", "ppc-reference", "--root", root)
    alone = forethought("journal", "export", target, "--version", "0", "--root", root)
    assert whole.returncode == alone.returncode == 2 and not target.exists()
    assert "journal" in whole.stderr and "--version needs --dataset" in alone.stderr


def test_unknown_datasets_name_what_there_is(root: Path) -> None:
    answer = forethought("versions", "ppc-referenc", "--root", root)
    assert answer.returncode == 2 and "ppc-reference" in answer.stderr


def test_ctrl_c_ends_with_130_and_the_next_run_goes_on(tmp_path: Path, prefect_api: str) -> None:
    with FakeServer(FakeSettings(responder=staged(), latency=Fixed(0.1))).in_thread() as server:
        generator = f"{{kind: openai, base_url: '{server.base_url}', model: fake, concurrency: 4}}"
        command = ["run", LLM, "--root", str(tmp_path), "--set", f"generators={{default: {generator}}}"]
        command += ["--set", "problems.limit=40", "--set", "on_reject=stop", "--set", "stages.preplan.retries=0"]
        pipes: Any = {"stderr": subprocess.PIPE, "text": True, "start_new_session": True}
        child = subprocess.Popen([*PROGRAM, *command], cwd=ROOT, **pipes)
        deadline = time.monotonic() + START_S
        while server.log.count() < 8 and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: Prefect's server and all workers are sent it, too
        _, errors = child.communicate(timeout=300)
        asked = server.log.count()
        again = forethought(*command, "--json", PREFECT_API_URL=prefect_api)
        assert child.returncode == 130, errors
        assert "Run the same command again" in errors and "Traceback" not in errors
        assert again.returncode == 0, again.stderr
        usage = json.loads(again.stdout)["usage"]
        assert usage["from_journal"] >= asked - 4 > 0
