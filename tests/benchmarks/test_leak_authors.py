"""The estimate across authors: nobody is judged by a detector that has read them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.leak_authors import FIRST, RECORDED, Judged, across_authors, author_of, tables
from filters.leaks.training import examples_of, folds_of
from schemas.labelled import LabelledText
from store.labelled_texts import read_labelled_texts

BENCHMARK = Path(__file__).parents[2] / "benchmarks/leaks/preplans.jsonl"
EACH = 24
"""Texts by an author."""


@pytest.fixture(scope="module")
def texts() -> list[LabelledText]:
    """Some of four authors, half of them leaking, and one that was made of another."""
    dev = [text for text in read_labelled_texts(BENCHMARK) if text.split == "dev"]
    found = []
    for author in (FIRST, "fifth", "seventh", "twentysecond"):
        theirs = [text for text in dev if author_of(text) == author]
        for leak in (True, False):
            found += [text for text in theirs if text.leak == leak][: EACH // 2]
    return [*found, replace(found[-1], id="seventh-made", kind="made:clean")]


@pytest.fixture(scope="module")
def judged(texts: list[LabelledText]) -> list[Judged]:
    return across_authors(texts)


def test_every_written_text_is_judged_once(texts: list[LabelledText], judged: list[Judged]) -> None:
    assert sorted(one.text.id for one in judged) == sorted(text.id for text in texts if text.id != "seventh-made")
    assert all(one.author == author_of(one.text) and 0 <= one.score <= 1 for one in judged)


def test_a_judge_does_not_know_the_labels_of_its_author(texts: list[LabelledText], judged: list[Judged]) -> None:
    turned = [replace(one, leak=not one.leak) if author_of(one) == "fifth" else one for one in texts]
    again = {one.text.id: one.score for one in across_authors(turned)}
    assert all(again[one.text.id] == one.score for one in judged if one.author == "fifth")
    assert any(again[one.text.id] != one.score for one in judged if one.author == "seventh")


def test_the_tables_name_authors_kinds_and_thresholds(judged: list[Judged]) -> None:
    lines = list(tables(judged, 0.7))
    assert any(line.startswith(f"| `fifth` | {EACH // 2} / {EACH // 2} |") for line in lines)
    assert f"| voices that hide leaks | {EACH} / {EACH} |" in "".join(lines)
    assert f"| natural voices | {EACH // 2} / {EACH // 2} |" in "".join(lines)
    assert {"Natural voices:", "Voices that hide leaks:"} <= set(lines)
    assert any(line.startswith("| 0.7 | ") for line in lines)


def test_an_author_is_known_by_the_id(texts: list[LabelledText]) -> None:
    assert author_of(replace(texts[0], id="arith-7-clean-1")) == RECORDED
    assert author_of(replace(texts[0], id="ninth-12-recital-0")) == "ninth"


def test_each_voice_is_a_fold_and_a_big_one_two(texts: list[LabelledText]) -> None:
    examples = examples_of(texts[: 2 * EACH])
    voices = ["a"] * (EACH + 20) + ["b", "c", "d", "e"]
    folds = folds_of(examples, voices)
    assert len(set(folds[: EACH + 20].tolist())) == 2 and len(set(folds.tolist())) == 6
    assert not np.isin(folds[EACH + 20 :], folds[: EACH + 20]).any()
