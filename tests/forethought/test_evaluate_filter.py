"""`forethought evaluate-filter` as a person meets it: the real benchmark, real filters, real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from filters.evaluation.rates import wilson
from filters.evaluation.results import Point
from forethought.evaluation_view import shown_points

ROOT = Path(__file__).parents[2]
BENCHMARK = "benchmarks/leaks/preplans.jsonl"
SHARED = Path(os.environ.get("FORETHOUGHT_SHARED", ROOT.parent / "shared" / "data")) / "leaks"
PROGRAM = [str(Path(sys.executable).parent / "forethought"), "evaluate-filter"]


def evaluate_filter(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_filters_stand_side_by_side_and_no_figure_is_cut_off() -> None:
    shown = evaluate_filter("spoiler", "spoiler:max_score=0", "recital", "--labels", BENCHMARK)
    assert shown.returncode == 0, shown.stderr
    assert "spoiler:max_score=0" in shown.stdout and "recital" in shown.stdout and "…" not in shown.stdout
    kinds = {json.loads(line)["kind"] for line in (ROOT / BENCHMARK).read_text(encoding="utf-8").splitlines()}
    assert all(kind in shown.stdout for kind in kinds)


def test_json_says_what_the_rows_say() -> None:
    rows = [json.loads(line) for line in (ROOT / BENCHMARK).read_text(encoding="utf-8").splitlines()]
    shown = evaluate_filter("spoiler:max_score=0", "--labels", BENCHMARK, "--json", "--worst", "3")
    (record,) = json.loads(shown.stdout)
    assert record["recall"]["total"] == sum(row["leak"] for row in rows)
    assert record["false_alarms"]["total"] == sum(not row["leak"] for row in rows)
    flagged = record["recall"]["hits"] + record["false_alarms"]["hits"]
    assert record["precision"]["total"] == flagged == sum(kind["flagged"]["hits"] for kind in record["kinds"])
    assert len(record["worst"]) == 3 < record["mistakes"]
    alarm = next(mistake for mistake in record["worst"] if not mistake["missed"])
    assert all(alarm["text"][span["start"] : span["end"]] == span["text"] for span in alarm["evidence"])


def test_markdown_is_the_table_for_a_page(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    rows = [{"text": "It is 48.", "leak": True, "kind": "a|b"}, {"text": "x", "leak": False, "kind": "plain"}]
    texts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    lines = evaluate_filter("spoiler", "recital", "--labels", texts, "--markdown").stdout.splitlines()
    assert lines[0] == "| | n | `spoiler` | `recital` |" and lines[1] == "| --- | ---: | ---: | ---: |"
    assert "| `a\\|b` | 1 | 0.0% (0–79) | 0.0% (0–79) |" in lines
    assert {line.replace("\\|", "").count("|") for line in lines} == {5}


def test_kind_and_split_choose_texts() -> None:
    rows = [json.loads(line) for line in (ROOT / BENCHMARK).read_text(encoding="utf-8").splitlines()]
    chosen = [row for row in rows if row["kind"] in ("final_words", "plain") and row["split"] == "dev"]
    options = ("--kind", "final_words", "--kind", "plain", "--split", "dev")
    (record,) = json.loads(evaluate_filter("spoiler", "--labels", BENCHMARK, "--json", *options).stdout)
    assert {rate["kind"]: rate["flagged"]["total"] for rate in record["kinds"]} == {
        kind: sum(row["kind"] == kind for row in chosen) for kind in ("final_words", "plain")
    }


def test_worst_and_sweep_are_printed(tmp_path: Path) -> None:
    hostile = tmp_path / "texts.jsonl"
    rows = [
        {"text": "[red]the answer is 48[/red] \u001b[2J", "leak": True, "kind": "final"},
        {"text": "x", "leak": False, "kind": "plain"},
    ]
    hostile.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    shown = evaluate_filter("spoiler", "--labels", hostile, "--worst", "1", "--sweep")
    assert shown.returncode == 0, shown.stderr
    assert "spoiler 1/1: missed leak" in shown.stdout and "other thresholds" in shown.stdout
    assert "[red]the answer is 48[/red]" in shown.stdout and "\\x1b[2J" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("spoilr", "--labels", BENCHMARK), "Did you mean 'spoiler'?"),
        (("spoiler:max=1", "--labels", BENCHMARK), "Did you mean 'max_score'?"),
        (("spoiler:max_score", "--labels", BENCHMARK), "a setting has no value"),
        (("soft_spoiler", "--labels", BENCHMARK), "asks a model"),
        (("spoiler:enabled=false", "--labels", BENCHMARK), "switched off"),
        (("spoiler", "--labels", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("spoiler", "--labels", BENCHMARK, "--kind", "final_word"), "Did you mean 'final_words'?"),
        (("spoiler", "--labels", BENCHMARK, "--split", "tests"), "Did you mean 'test'?"),
    ],
)
def test_what_the_user_got_wrong_is_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    shown = evaluate_filter(*arguments)
    assert shown.returncode == 2 and said in shown.stderr and "Traceback" not in shown.stderr


@pytest.mark.parametrize("name", ["plans_audited.jsonl", "constructed.jsonl"])
def test_files_of_other_makes_are_read(name: str) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"{SHARED / name} is not there")
    rows = [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines()]
    shown = evaluate_filter("spoiler", "--labels", SHARED / name, "--json")
    (record,) = json.loads(shown.stdout)
    assert record["recall"]["total"] + record["false_alarms"]["total"] == sum(bool(row["text"]) for row in rows)


def test_of_many_thresholds_those_that_spend_false_alarms_best_are_shown() -> None:
    sweep = [Point(t / 100, wilson(0, 0), wilson(100 - t, 100), wilson(max(0, 60 - t), 100)) for t in range(101)]
    shown = [(point.threshold, point.false_alarms.hits) for point in shown_points(sweep)]
    assert shown == [
        (0.1, 50), (0.3, 30), (0.4, 20), (0.5, 10), (0.55, 5), (0.57, 3), (0.58, 2), (0.59, 1), (0.6, 0)
    ]  # fmt: skip


def test_a_detector_is_trained_and_measured_on_texts_it_has_not_seen(tmp_path: Path) -> None:
    program = [PROGRAM[0], "train-detector", "--labels", BENCHMARK, "--split", "dev", "--out", str(tmp_path)]
    trained = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert trained.returncode == 0, trained.stderr
    shown = evaluate_filter(f"leak:model={tmp_path}", "spoiler", "--labels", BENCHMARK, "--split", "test", "--json")
    ours, paper = json.loads(shown.stdout)
    assert ours["f1"]["value"] > 2 * paper["f1"]["value"]
