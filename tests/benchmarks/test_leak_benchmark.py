"""The leak benchmark is measured against, so every property that its README promises is checked here.

The checks are functions from rows to faults (leak_checks.py); the last tests break a row on purpose and see that the
break is noticed.
"""

import json
import re
from collections import Counter, defaultdict

import pytest

from tests.benchmarks import leak_checks as checks
from tests.benchmarks.leak_checks import BUNDLED, CHECKS, CLEAN_KINDS, LEAK_KINDS, Check, Row, read


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_row_is_at_fault(check: Check, rows: list[Row]) -> None:
    assert list(check(rows)) == []


def test_half_is_clean_and_every_kind_is_there_in_both_splits(rows: list[Row]) -> None:
    assert len(rows) >= 480
    assert sum(row["leak"] for row in rows) * 2 == len(rows)
    assert len({row["pair"] for row in rows if row["pair"]}) >= 80
    for kinds, least in ((CLEAN_KINDS, 20), (LEAK_KINDS, 24)):
        for kind in kinds:
            splits = Counter(row["split"] for row in rows if row["kind"] == kind)
            assert splits.total() >= least, kind
            assert 20 <= splits.total() - splits["dev"] <= 0.6 * splits.total(), kind


def test_a_family_of_problems_lies_in_one_split(rows: list[Row]) -> None:
    with BUNDLED.open(encoding="utf-8") as lines:
        families = {problem["id"]: problem["family"] for problem in map(json.loads, lines)}
    splits: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if family := families.get(row["problem_id"]):
            splits[family].add(row["split"])
    assert splits and all(len(found) == 1 for found in splits.values())


def test_the_readme_counts_right(rows: list[Row]) -> None:
    readme = (checks.FILE.parent / "README.md").read_text(encoding="utf-8")
    counted = Counter(row["kind"] for row in rows)
    assert dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", readme, re.MULTILINE)) == {k: str(n) for k, n in counted.items()}
    pairs, problems = (len({row[key] for row in rows if row[key]}) for key in ("pair", "problem_id"))
    assert f"{len(rows)} preplan-like texts on {problems} problems" in readme
    assert f"{pairs} minimal pairs" in readme


def test_many_problems_of_many_kinds(rows: list[Row]) -> None:
    problems = {row["problem_id"]: row["answer"] for row in rows}
    own = {name: answer for name, answer in problems.items() if not name.startswith("arith-")}
    assert len(own) >= 60
    assert sum("\\" in answer or not re.fullmatch(r"-?\d+", answer) for answer in own.values()) >= 30


def row_of(kind: str) -> Row:
    return next(row for row in read() if row["kind"] == kind and row["pair"])


def pair_of(kind: str) -> list[Row]:
    name = row_of(kind)["pair"]
    return [row for row in read() if row["pair"] == name]


@pytest.mark.parametrize(
    ("check", "kind", "change"),
    [
        (checks.wrong_shapes, "plain", {"leak": True}),
        (checks.wrong_shapes, "plain", {"text": "Too short."}),
        (checks.repeated, "plain", {"id": "preplan-twice"}),
        (checks.uneven_pairs, "final_digits", {"leak": False}),
        (checks.uneven_pairs, "final_digits", {"problem_id": "another"}),
        (checks.misplaced_fragments, "final_digits", {"fragments": ["nowhere in it"]}),
        (checks.split_problems, "final_digits", {"split": "train"}),
        (checks.wrong_golds, "final_digits", {"answer": "999"}),
        (checks.wrong_golds, "final_digits", {"solution": "<<1+1=3>>3\n#### 3", "answer": "3"}),
        (checks.digits_that_do_not_leak, "final_digits", {"fragments": ["no digits"]}),
        (checks.words_that_do_not_leak, "final_words", {"fragments": ["twelve hundred"]}),
        (checks.missing_features, "plan_recital", {"plan": None}),
        (checks.computing_clean_texts, "final_digits", {"leak": False, "kind": "plain"}),
        (checks.strayed_from_the_bundled_set, "final_digits", {"question": "Changed?"}),
    ],
)
def test_a_broken_row_is_noticed(check: Check, kind: str, change: Row) -> None:
    pair = pair_of(kind)
    assert list(check(pair)) == []
    broken = [row | change if row["kind"] == kind else row for row in pair]
    assert list(check(broken if check is not checks.repeated else [*pair, pair[0] | change]))


def test_a_gold_shown_plainly_is_noticed() -> None:
    row = row_of("unit_converted")
    assert list(checks.golds_shown_plainly([row | {"fragments": [f"it is {row['answer']} in all"]}]))
