import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.problem import PROBLEM_FIELDS, Problem, content_id
from store.problem_rows import Fault, field_map, problem_from_row, split_answer

PLAIN = field_map({})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
CELLS = JSON | st.binary() | st.decimals() | st.datetimes()
COLUMNS = st.sampled_from(["id", *PROBLEM_FIELDS, "other"])


@given(
    st.dictionaries(COLUMNS, CELLS),
    st.dictionaries(st.sampled_from(["id", *PROBLEM_FIELDS]), COLUMNS)
    | st.dictionaries(st.sampled_from(["id", *PROBLEM_FIELDS[1:]]), COLUMNS | st.none()),
    st.booleans(),
)
def test_any_row_is_a_problem_or_has_a_reason(row: dict[str, Any], fields: dict[str, str | None], needs: bool) -> None:
    outcome = problem_from_row(row, field_map(fields), needs)
    if isinstance(outcome, Fault):
        assert outcome.reason in ("no_question", "no_answer", "wrong_type", "not_utf8") and outcome.message
        return
    texts = [outcome.id, outcome.question, *(t for t in (outcome.answer, outcome.solution) if t is not None)]
    assert all(text == text.strip() != "" for text in texts)
    assert outcome.answer is not None or not needs
    "".join(texts).encode()


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_whole_rows_come_through(question: str, answer: str) -> None:
    outcome = problem_from_row({"question": question, "answer": answer}, PLAIN, True)
    expected = Problem(content_id(question.strip(), answer.strip()), question.strip(), answer.strip())
    assert outcome == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (3.0, "3"), (0.5, "0.5"), (-2, "-2"), (1e300, "1e+300"), (Decimal("3.10"), "3.10"), (" 7 ", "7")],
)
def test_numbers_are_answers(value: object, text: str) -> None:
    outcome = problem_from_row({"question": "q", "answer": value}, PLAIN, True)
    assert isinstance(outcome, Problem) and outcome.answer == text


@pytest.mark.parametrize("value", [True, [3], {"x": 3}, b"3", math.inf, pytest.param(10**5000, id="huge")])
def test_other_types_are_no_answers(value: object) -> None:
    outcome = problem_from_row({"question": "q", "answer": value}, PLAIN, False)
    assert isinstance(outcome, Fault) and outcome.reason == "wrong_type" and "'answer'" in outcome.message


@pytest.mark.parametrize("value", [None, "", " \n", math.nan])
def test_nothing_is_missing(value: object) -> None:
    no_answer = problem_from_row({"question": "q", "answer": value}, PLAIN, True)
    no_question = problem_from_row({"question": value, "answer": "3"}, PLAIN, True)
    assert isinstance(no_answer, Fault) and no_answer.reason == "no_answer"
    assert isinstance(no_question, Fault) and no_question.reason == "no_question"


def test_a_number_is_no_question() -> None:
    outcome = problem_from_row({"question": 3, "answer": 3}, PLAIN, True)
    assert isinstance(outcome, Fault) and outcome.reason == "wrong_type"


def test_foreign_metadata_is_ignored_unless_named() -> None:
    row = {"question": "q", "source": {"url": "x"}}
    assert problem_from_row(row, PLAIN, False) == Problem(content_id("q", None), "q")
    named = problem_from_row(row, field_map({"source": "source"}), False)
    assert isinstance(named, Fault) and named.reason == "wrong_type"


def test_a_field_mapped_to_null_is_not_read() -> None:
    row = {"id": "p-7", "question": "q", "answer": "3", "solution": ["no text"], "source": "set"}
    fields = field_map({"id": None, "solution": None, "source": None})
    assert problem_from_row(row, fields, True) == Problem(content_id("q", "3"), "q", "3")


def test_half_a_character_is_bad() -> None:
    outcome = problem_from_row({"question": "a\ud800b"}, PLAIN, False)
    assert isinstance(outcome, Fault) and outcome.reason == "not_utf8"


def test_one_column_holds_solution_and_answer() -> None:
    fields = field_map({"answer": "answer", "solution": "answer"})
    outcome = problem_from_row({"question": "q", "answer": "1 + 1 = 2\n#### 2"}, fields, True)
    assert isinstance(outcome, Problem)
    assert (outcome.solution, outcome.answer) == ("1 + 1 = 2", "2")


def test_a_shared_column_without_mark_has_no_answer() -> None:
    fields = field_map({"answer": "text", "solution": "text"})
    outcome = problem_from_row({"question": "q", "text": "1 + 1 = 2"}, fields, True)
    assert isinstance(outcome, Fault) and outcome.reason == "no_answer" and "####" in outcome.message


def test_the_last_mark_counts() -> None:
    assert split_answer("#### 1\nno, wait\n#### 2") == ("#### 1\nno, wait", "2")
    assert split_answer("all of it") == ("all of it", None)
    assert split_answer(None) == (None, None)
