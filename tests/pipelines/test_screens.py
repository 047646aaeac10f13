"""Screens of a whole table: what repeats another row is rejected with its verdict, nothing is deleted."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.refilter import refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset

APPLES = "Ann has {} red apples in the garden and buys {} more at the old market. How many apples does she have in all?"
QUESTIONS = [
    ("a", APPLES.format(3, 4), 3, 4, "1"),
    ("same", APPLES.format(3, 4).replace("How", " HOW").replace("all?", "all ?"), 3, 4, "1"),
    ("near", APPLES.format(3, 4).replace("old market", "new market"), 3, 4, "2"),
    ("b", "A train covers 5 miles before lunch and 6 miles after it. What distance is that altogether?", 5, 6, "2"),
    ("c", "The first shelf holds 8 books, the second 9. What is their number taken together?", 8, 9, "3"),
]


def problems(folder: Path, names: str = "a same near b c") -> Path:
    path = folder / "problems.jsonl"
    rows = [
        {
            "id": id,
            "question": q,
            "answer": str(x + y),
            "difficulty": level,
            "solution": f"{x}+{y} = <<{x}+{y}={x + y}>>{x + y}\n#### {x + y}",
        }
        for id, q, x, y, level in QUESTIONS
        if id in names.split()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def recipe(folder: Path, screens: str, *overrides: str) -> Recipe:
    text = f"""
name: toy
pipeline: cot
problems: {{path: {folder / "problems.jsonl"}}}
generators: {{default: {{kind: reference}}}}
dataset: {{root: {folder}}}
engine: {{shard_size: 2}}
screens: {screens}
"""
    return parse_recipe(text, "toy", list(overrides))


def rows(folder: Path, version: int | None = None) -> dict[str, dict[str, Any]]:
    return {row["problem_id"]: row for row in Dataset.at(folder, "toy").read(version).to_arrow().to_pylist()}


async def dropped(folder: Path, screens: str) -> dict[str, list[str]]:
    problems(folder)
    await run_build(recipe(folder, screens), "toy")
    found = rows(folder)
    assert len(found) == len(QUESTIONS)
    return {id: row["reasons"] for id, row in found.items() if row["status"] != "accepted"}


async def test_equal_questions_are_rejected_and_name_the_row_they_repeat(tmp_path: Path) -> None:
    assert await dropped(tmp_path, "{duplicates: [question]}") == {"same": ["duplicates:duplicate"]}
    row = rows(tmp_path)["same"]
    assert row["verdicts"][-1]["filter"] == "duplicates" and row["verdicts"][-1]["value"] == "a/0"
    assert Dataset.at(tmp_path, "toy").latest().statuses == {"accepted": 4, "rejected": 1}


async def test_near_duplicates_are_rejected_too(tmp_path: Path) -> None:
    found = await dropped(tmp_path, "{near_duplicates: {stages: [question], threshold: 0.7}}")
    assert found == dict.fromkeys(("same", "near"), ["near_duplicates:near_duplicate"])


async def test_a_common_opening_is_capped(tmp_path: Path) -> None:
    found = await dropped(tmp_path, "{boilerplate: {stages: [question], words: 4, max_rows: 2}}")
    assert found == {"near": ["boilerplate:common_opening"]}


async def test_a_common_phrase_is_capped_wherever_it_stands(tmp_path: Path) -> None:
    found = await dropped(tmp_path, "{boilerplate: {stages: [question], words: 4, max_rows: 2, anywhere: true}}")
    assert found == {"near": ["boilerplate:common_phrase"]}
    assert "says '" in rows(tmp_path)["near"]["verdicts"][-1]["detail"]


async def test_means_are_those_of_the_rows_that_are_left(tmp_path: Path) -> None:
    await dropped(tmp_path, "{duplicates: [question]}")
    kept = [row["cot_tokens"] for row in rows(tmp_path).values() if row["status"] == "accepted"]
    means = Dataset.at(tmp_path, "toy").latest().extra["means"]
    assert len(kept) == 4 and means["cot_tokens"] == pytest.approx(sum(kept) / 4)


async def test_a_choice_counts_what_a_top_up_finds(tmp_path: Path) -> None:
    problems(tmp_path, "a same")
    await run_build(recipe(tmp_path, "{}"), "toy")
    problems(tmp_path)
    await run_build(recipe(tmp_path, "{select: {rows: 4, by: [difficulty]}}", "dataset.mode=top_up"), "toy")
    accepted = [row["difficulty"] for row in rows(tmp_path).values() if row["status"] == "accepted"]
    assert sorted(accepted) == ["1", "1", "2", "3"]


async def test_questions_of_evaluation_sets_are_told_apart_by_rule(tmp_path: Path) -> None:
    (tmp_path / "eval.jsonl").write_text(json.dumps({"question": APPLES.format(30, 41)}) + "\n", encoding="utf-8")
    found = await dropped(tmp_path, f"{{contamination: {{against: [{tmp_path / 'eval.jsonl'}]}}}}")
    assert found == dict.fromkeys(("a", "same", "near"), ["contamination:numbers_changed"])


async def test_a_choice_is_balanced_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    select = "{select: {rows: 3, by: [difficulty], seed: 5}}"
    found = await dropped(tmp_path, select)
    assert {rows(tmp_path)[id]["difficulty"] for id in {"a", "same", "near", "b", "c"} - found.keys()} == {
        "1",
        "2",
        "3",
    }
    assert await dropped(tmp_path, select) == found


async def test_a_refilter_applies_screens_and_takes_them_back(tmp_path: Path) -> None:
    await dropped(tmp_path, "{}")
    dataset = Dataset.at(tmp_path, "toy")
    screened = changed_recipe(dataset.latest(), "toy", ["screens.duplicates=[question]"])
    assert refilter(dataset, screened).statuses == {"accepted": 4, "rejected": 1}
    back = changed_recipe(dataset.latest(), "toy", ["screens.duplicates=[]"])
    assert refilter(dataset, back).statuses == {"accepted": 5}


async def test_a_top_up_is_held_against_what_is_there(tmp_path: Path) -> None:
    problems(tmp_path, "a b")
    await run_build(recipe(tmp_path, "{duplicates: [question]}"), "toy")
    problems(tmp_path)
    await run_build(recipe(tmp_path, "{duplicates: [question]}", "dataset.mode=top_up"), "toy")
    found = rows(tmp_path)
    assert (
        len(found) == 5 and found["a"]["status"] == "accepted" and found["same"]["reasons"] == ["duplicates:duplicate"]
    )


@pytest.mark.parametrize("screens", ["{duplicates: [preplan]}", "{contamination: {against: [nowhere.jsonl]}}"])
async def test_what_cannot_be_screened_is_refused_before_any_call(tmp_path: Path, screens: str) -> None:
    problems(tmp_path)
    with pytest.raises(UserError):
        await run_build(recipe(tmp_path, screens), "toy")


async def test_samples_of_one_problem_do_not_repeat_each_other(tmp_path: Path) -> None:
    problems(tmp_path, "a b")
    two = ("samples_per_problem=2", "filters.pass_rate.enabled=false")
    await run_build(recipe(tmp_path, "{duplicates: [question]}", *two), "toy")
    assert Dataset.at(tmp_path, "toy").latest().statuses == {"accepted": 4}
