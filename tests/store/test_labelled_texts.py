"""Labelled texts of several makes, and what is said of those that are none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import UserError
from schemas.labelled import LabelledText
from store.labelled_texts import read_labelled_texts

ROOT = Path(__file__).parents[2]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def jsonl(*rows: dict[str, Any]) -> Path:
        path = tmp_path / "texts.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return jsonl


def test_the_benchmark_is_read_whole() -> None:
    path = ROOT / "benchmarks" / "leaks" / "preplans.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = read_labelled_texts(path)
    for key in ("id", "text", "leak", "kind", "question", "answer", "solution", "plan", "pair", "split"):
        assert [getattr(text, key) for text in texts] == [row[key] for row in rows]
    assert [list(text.fragments) for text in texts] == [row["fragments"] for row in rows]


def test_audited_labels_become_true_and_false(write: Write) -> None:
    labels = ("clean", "setup", "computes", "final")
    texts = read_labelled_texts(write(*({"text": "t", "label_audited": label, "gold_answer": "4"} for label in labels)))
    assert [(text.leak, text.kind) for text in texts] == [
        (False, "clean"), (False, "setup"), (True, "computes"), (True, "final")
    ]  # fmt: skip
    assert texts[0].answer == "4" and texts[0].id == "line-1"


def test_the_section_type_is_the_kind_beside_label_leak(write: Write) -> None:
    basis = "by construction from section type: worked_steps"
    path = write({"text": "t", "label_leak": True, "label_basis": basis}, {"text": "u", "label_leak": False})
    assert [(text.leak, text.kind) for text in read_labelled_texts(path)] == [(True, "worked_steps"), (False, "clean")]


def test_missing_questions_and_empty_texts_are_no_error(write: Write) -> None:
    path = write({"text": "", "leak": True}, {"text": "t", "leak": True, "question": None, "kind": "final"})
    assert read_labelled_texts(path) == [LabelledText("line-2", "t", True, "final")]


def test_csv_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("id,text,leak,kind,fragments\n1,48 in all,True,final,48\n2,none,false,plain,\n", encoding="utf-8")
    assert [(text.leak, text.fragments) for text in read_labelled_texts(path)] == [(True, ()), (False, ())]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "t"}, "line 1: the row has no label that is known"),
        ({"text": "t", "leak": "perhaps"}, "`leak` is neither true nor false: 'perhaps'"),
        ({"text": "t", "label_audited": "dirty"}, "no label that is known"),
        ({"text": 4, "leak": True}, "`text` is no text: 4"),
        ({"text": " ", "leak": True}, "holds no labelled text"),
    ],
)
def test_a_row_without_sense_is_named(row: dict[str, Any], said: str, write: Write) -> None:
    with pytest.raises(UserError, match=said.replace("(", r"\(")) as error:
        read_labelled_texts(write(row))
    assert "label_audited" in error.value.message


def test_a_broken_line_and_an_unknown_suffix_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "texts.jsonl"
    broken.write_text('{"text": "t", "leak": true}\n{"text": ', encoding="utf-8")
    with pytest.raises(UserError, match="line 2"):
        read_labelled_texts(broken)
    with pytest.raises(UserError, match=r"\.jsonl"):
        read_labelled_texts(tmp_path / "texts.txt")
