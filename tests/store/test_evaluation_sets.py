"""Evaluation sets by file and from the Hub, and the guard's refusal to have holes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import UserError
from store.evaluation_sets import evaluation_set
from tests.store.hub import hub

READ = """
import sys
from store.evaluation_sets import evaluation_set

found = evaluation_set(sys.argv[1])
print(found.label, list(found.questions()))
"""
"""huggingface_hub reads its address once, when it is imported: a process of its own."""


def test_the_column_is_found_by_its_usual_names(tmp_path: Path) -> None:
    path = tmp_path / "exam.jsonl"
    path.write_text('{"id": 7, "problem": "What?", "answer": ["odd"]}\n{"problem": "Why?"}\n', encoding="utf-8")
    found = evaluation_set(str(path))
    assert (found.label, list(found.questions())) == ("exam.jsonl", [("7", "What?"), ("2", "Why?")])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"text": "What?"}', "no column of questions; its columns are text"),
        ("", "the file is empty"),
        ('{"question": "What?"}\n{"question": 3}', "1 of its 2 rows have no question"),
        ('{"question": "What?"}\n{"question"', "1 of its 2 rows have no question"),
    ],
)
def test_a_guard_with_holes_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "exam.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=words):
        list(evaluation_set(str(path)).questions())


@pytest.mark.parametrize("name", ["nowhere.jsonl", "hub:", "hub:a/b:c:d:e", "hub:a/b:"])
def test_what_cannot_be_read_is_a_sentence(name: str) -> None:
    with pytest.raises(UserError):
        evaluation_set(name)


def test_the_hub_is_read_too(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"id": n, "question": f"What is {n}?"}) for n in range(3))
    with hub(lines.encode()) as served:
        environment = os.environ | {"HF_ENDPOINT": served.url, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1"}
        environment |= {"PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-c", READ, "hub:team/toy:train"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"hub:team/toy:train {[(str(n), f'What is {n}?') for n in range(3)]}"
