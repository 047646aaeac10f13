"""`forethought export` as a person meets it: a real process on a real dataset."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.exporting import dataset, question, row

ROOT = Path(__file__).parents[2]
PROGRAM = [str(Path(sys.executable).parent / "forethought"), "export", "toy"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    dataset(folder, [row(number) for number in range(30)])
    return folder


def forethought(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1"}
    command = [*PROGRAM, "--root", str(root), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_it_says_what_went_out_and_what_stayed_behind(root: Path, tmp_path: Path) -> None:
    exam = tmp_path / "exam.jsonl"
    exam.write_text(json.dumps({"id": "e1\x1b[2J", "question": question(5)}), encoding="utf-8")
    done = forethought(root, "--format", "trl-sft", "--out", tmp_path / "out", "--against", exam, "--validation", "0.3")
    assert done.returncode == 0, done.stderr
    for words in ("train", "validation", "left out: status is rejected", "same_question", "p5/0", "exam.jsonl e1"):
        assert words in done.stdout, words
    assert (tmp_path / "out/README.md").exists()
    assert "\x1b" not in done.stdout and "\\x1b[2J" in done.stdout, "somebody else's words do not steer the terminal"


def test_scripts_get_json(root: Path, tmp_path: Path) -> None:
    done = forethought(
        root, "-f", "verl-rl", "-o", tmp_path / "out", "--json", "--validation", "0", "--system", "Be brief."
    )
    told = json.loads(done.stdout)
    assert told["rows"] == {"train": 20} and told["format"] == "verl-rl" and "README.md" in told["files"]


def test_several_formats_are_a_folder_each_or_none(root: Path, tmp_path: Path) -> None:
    wrong = forethought(root, "-f", "trl-sft", "-f", "trl-sff", "-o", tmp_path / "out")
    assert wrong.returncode == 2 and not (tmp_path / "out").exists()
    twice = ("-f", "verl-rl", "-f", "openrlhf", "-f", "openrlhf-sft")
    done = forethought(root, "-f", "trl-sft", *twice, "-o", tmp_path / "out", "--json")
    folders = [Path(json.loads(line)["path"]) for line in done.stdout.splitlines()]
    assert folders == [tmp_path / f"out/{each}" for each in ("trl-sft", "verl-rl", "openrlhf-sft")]
    assert all((folder / "README.md").exists() for folder in folders)


def test_what_is_wrong_is_one_sentence(root: Path, tmp_path: Path) -> None:
    done = forethought(root, "--format", "verl", "--out", tmp_path / "out")
    assert done.returncode == 2 and "Did you mean 'verl-" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
