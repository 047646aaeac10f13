"""A derived dataset: real versions in, a real version out, and every row says where its preplan came from."""

import json
from pathlib import Path
from typing import Any

import pytest

from filters.segments import parse_segments
from filters.tokens import count_regex_v1
from pipelines.build import run_build
from pipelines.derive import Derived, derive_mismatched
from pipelines.foreign_preplans import trace_of
from pipelines.mismatched import MismatchSettings
from pipelines.ppc import PIPELINE
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store.dataset import Dataset

PROBLEMS = Path(__file__).parents[2] / "data/problems/arithmetic.jsonl"
RECIPE = f"""
name: small
pipeline: ppc
problems:
  path: {json.dumps(str(PROBLEMS))}
  limit: 60
  fields: {{answer: gold_answer, solution: reference_solution}}
generators: {{default: {{kind: reference}}}}
filters: {{length: {{preplan: [1, 1500]}}}}
render: {{tags: {{execution: execution}}}}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with a version of rule-derived rows."""
    import asyncio

    folder = tmp_path_factory.mktemp("derive")
    asyncio.run(run_build(parse_recipe(RECIPE, "small.yaml", [f"dataset.root={folder}"]), "small.yaml"))
    return folder


def rows_of(root: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = Dataset.at(root, name).read().to_arrow().to_pylist()
    return rows


def derived(root: Path, to: str, **settings: Any) -> Derived:
    return derive_mismatched(Dataset.at(root, "small"), MismatchSettings(**settings), to=to)


def test_each_row_has_a_foreign_preplan_of_like_length(root: Path) -> None:
    made = derived(root, "swapped")
    source = {row["trace_id"]: row for row in rows_of(root, "small") if row["status"] == "accepted"}
    rows = rows_of(root, "swapped")
    assert made.rows == len(rows) > 30 and made.rows + made.left_out == len(source)
    assert sorted(row["preplan_from"] for row in rows) == sorted(row["trace_id"] for row in rows)
    for row in rows:
        own, donor = source[row["trace_id"]], source[row["preplan_from"]]
        assert row["preplan"] == donor["preplan"] != own["preplan"] and donor["problem_id"] != own["problem_id"]
        short, long = sorted(count_regex_v1(item["preplan"]) for item in (own, donor))
        assert long <= 1.25 * short


def test_turns_are_rendered_anew_and_the_old_ones_kept_for_pairs(root: Path) -> None:
    derived(root, "turns")
    source = {row["trace_id"]: row for row in rows_of(root, "small")}
    tags = ("preplan", "plan", "execution")
    for row in rows_of(root, "turns"):
        found = parse_segments(row["response"], tags)
        assert found.error is None
        assert [found.text(row["response"], tag) for tag in tags] == [row[stage] for stage in PIPELINE.stage_names]
        assert row["matched_response"] == source[row["trace_id"]]["response"] != row["response"]
        assert row["prompt"] == source[row["trace_id"]]["prompt"] and row["status"] == "accepted"


def test_verdicts_and_columns_are_about_the_texts_that_are_there(root: Path) -> None:
    derived(root, "verdicts")
    source = {row["trace_id"]: row for row in rows_of(root, "small")}
    for row in rows_of(root, "verdicts"):
        donor = source[row["preplan_from"]]
        assert row["preplan_tokens"] == count_regex_v1(row["preplan"])
        assert row["spoiler_score"] == donor["spoiler_score"]
        assert row["predicted_answer"] == source[row["trace_id"]]["predicted_answer"]
        filters = {(verdict["filter"], verdict["stage"]) for verdict in row["verdicts"]}
        assert ("recital", "preplan") not in filters and ("answer", "execution") in filters
        for verdict in row["verdicts"]:
            for span in verdict["evidence"]:
                assert row[span["stage"]][span["start"] : span["end"]] == span["text"]
        assert [item["stage"] for item in row["provenance"]] == ["preplan", "plan", "execution"]


def test_the_version_says_what_it_was_made_from(root: Path) -> None:
    made = derived(root, "told", seed=5)
    info, source = Dataset.at(root, "told").latest(), Dataset.at(root, "small").latest()
    assert info.extra["derived"] == {
        "how": "mismatched-preplans",
        "from": "small",
        "version": 0,
        "content_digest": source.content_digest,
        "seed": 5,
        "tolerance": 0.25,
        "rows": made.rows,
        "left_out": made.left_out,
    }
    assert info.recipe == source.recipe and info.recipe_digest != source.recipe_digest
    digests = {row["recipe_digest"] for row in rows_of(root, "told")}
    assert digests == {info.recipe_digest}


def test_the_same_seed_makes_the_same_content(root: Path) -> None:
    digests = []
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        derived(root, name, seed=seed)
        digests.append(Dataset.at(root, name).latest().content_digest)
    assert digests[0] == digests[1] != digests[2]


def test_texts_of_a_row_render_to_its_response(root: Path) -> None:
    tags = {**PIPELINE.tags, "execution": "execution"}
    complete = [row for row in rows_of(root, "small") if row["status"] != "failed"]
    assert len(complete) > 30
    for row in complete:
        assert PIPELINE.render(trace_of(row, PIPELINE), tags) == row["response"]


def test_a_derived_dataset_is_not_derived_from(root: Path) -> None:
    derived(root, "once")
    with pytest.raises(UserError, match="foreign already"):
        derive_mismatched(Dataset.at(root, "once"), MismatchSettings())


def test_the_source_is_not_overwritten(root: Path) -> None:
    with pytest.raises(UserError, match="cannot take the place of its source"):
        derived(root, "small")


def test_rows_too_different_to_swap_are_one_sentence(root: Path, tmp_path: Path) -> None:
    import asyncio

    overrides = [f"dataset.root={tmp_path}", "problems.limit=1"]
    asyncio.run(run_build(parse_recipe(RECIPE, "small.yaml", overrides), "small.yaml"))
    with pytest.raises(UserError, match="none of its 1 accepted rows has a foreign preplan"):
        derive_mismatched(Dataset.at(tmp_path, "small"), MismatchSettings())
    assert not Dataset.at(tmp_path, "small-mismatched").exists


def test_a_dataset_without_preplans_is_one_sentence(tmp_path: Path) -> None:
    import asyncio

    text = RECIPE.replace("pipeline: ppc", "pipeline: cot").split("filters:")[0]
    asyncio.run(run_build(parse_recipe(text, "small.yaml", [f"dataset.root={tmp_path}"]), "small.yaml"))
    with pytest.raises(UserError, match="it has no preplans to swap"):
        derive_mismatched(Dataset.at(tmp_path, "small"), MismatchSettings())
