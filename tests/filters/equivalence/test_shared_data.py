"""Agreement with other graders' test suites and with real solutions: the figures of docs/equivalence.md as floors."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from filters.equivalence import Equivalence, compare, compare_fast, extract

SHARED = Path(os.environ.get("FORETHOUGHT_SHARED", Path(__file__).parents[4] / "shared" / "data"))


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a shared file; skips where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared data is not here: {path}")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_we_agree_with_other_graders_more_often_than_math_verify_does() -> None:
    pairs = rows("equivalence/pairs.jsonl")
    said = [(compare(row["gold"], row["pred"]).equal, row["expected_equal"]) for row in pairs]
    assert sum(equal == expected for equal, expected in said) >= 0.96 * len(pairs)
    assert sum(equal and not expected for equal, expected in said) < 6  # math-verify: 6 (docs/equivalence.md)


def test_marked_answers_are_extracted_as_other_graders_do() -> None:
    for row in rows("equivalence/extraction.jsonl"):
        found = extract(row["text"], last_resort=row["matched"] is True).text
        if row["matched"] and row["expected"] is not None:
            assert found == row["expected"].strip(), row["id"]
        else:
            assert found is None, row["id"]


def test_word_problems_are_judged_as_their_source_judged_them() -> None:
    def judge(row: dict[str, Any]) -> Equivalence | None:
        return compare_fast(row["gold_answer"], extract(row["completion"]).text)

    said = [(judge(row), row["correct"]) for row in rows("generations/gsm8k.jsonl")]
    assert all(outcome is not None and outcome.equal == correct for outcome, correct in said)


def test_boxed_solutions_are_judged_as_their_source_judged_them() -> None:
    solutions = rows("generations/math500_short.jsonl")
    said = [compare(row["gold_answer"], extract(row["completion"]).text).equal for row in solutions]
    agreed = sum(equal == row["correct"] for equal, row in zip(said, solutions, strict=True))
    assert agreed >= 0.99 * len(solutions)


@pytest.mark.parametrize("name", ["problems/gsm8k_train.jsonl", "problems/math_test_with_solutions.jsonl"])
def test_every_gold_answer_equals_itself(name: str) -> None:
    for row in rows(name):
        outcome = compare_fast(row["gold_answer"], rf"\boxed{{{row['gold_answer']}}}")
        assert outcome is not None and outcome.equal, row["id"]
