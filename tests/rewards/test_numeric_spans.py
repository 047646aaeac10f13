"""Which numbers of a worked solution are intermediate results."""

import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.equivalence import extract
from rewards.numeric_spans import exact_value, marked_values, result_spans


def results(text: str) -> list[str]:
    return [text[start:end] for start, end in result_spans(text, extract(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 + 1 = 10 years", ["10"]),
        ("9 + 1 = <<9+1=10>>10 years", ["10"]),
        (r"so $4 \times 10 = 40$ in all", ["40"]),
        ("x = 3 + 4 = 7", ["7"]),
        ("3 apples + 4 apples = 3 apples + 4 apples = 7 apples", ["7"]),
        ("It costs 3 * 4 = $12 and then = \\$1,200.50.", ["12", "1,200.50"]),
        (r"\(d \approx \frac{1}{2}\), e ≈ -0.5, f = **6**", [r"\frac{1}{2}", "-0.5", "6"]),
        ("60/2 = 30kg, 10 - 40 = -30", ["30", "-30"]),
        (r"a = 30\text{ kg}, b = 25\%, c = 7\\ d = 8\,000", ["30", "25", "7", "8\\,000"]),
        (r"r = 3\pi and s = 2\sqrt{2}", []),
        ("y = 3x, z = 2^5, w = 2(a + b), v = 5 \\cdot 6", []),
        ("a == 5, b <= 6, c >= 7, d != 8, e => 9, f := 1", []),
        ("We have 12 eggs and 3 hens.", []),
        (r"4 * 10 = 40, so \boxed{x = 40}", ["40"]),
        ("4 * 10 = 40. The answer is x = 40.", ["40"]),
        ("4 * 10 = 40\n- 3 of them\n#### 40", ["40"]),
        ("half of it = 7 - that is all", ["7"]),
        ("", []),
    ],
)
def test_results_stand_behind_a_sign_and_lead_nowhere(text: str, expected: list[str]) -> None:
    assert results(text) == expected


def test_results_inside_an_earlier_box_are_left_out() -> None:
    assert results(r"\boxed{a = 3} and then 1 + 3 = 4 and \boxed{4}") == ["4"]


@given(st.lists(st.integers(min_value=0, max_value=10**9), max_size=8))
def test_every_stated_sum_is_found_in_order(values: list[int]) -> None:
    text = "".join(f"First {value} + 0 = {value} of them.\n" for value in values)
    assert results(text) == [str(value) for value in values]


@given(st.text(alphabet="=12 ,./$\\{}boxedfrac<>+-*x\n", max_size=200))
def test_spans_are_ordered_and_begin_and_end_like_numbers(text: str) -> None:
    spans = result_spans(text, extract(text))
    assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))
    assert all(re.fullmatch(r"[-−+]?(?:[0-9]|[0-9.\\].*[0-9}])", text[start:end]) for start, end in spans)


@pytest.mark.parametrize("unit", ["=1", "= ", "=$", "=1,111", r"\boxed{=1}", "=1 aa bb ", "1", "<<=1>>", "=-"])
def test_a_hundred_thousand_hostile_characters_are_searched(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(results(text)) + len(marked_values(text)) <= len(text)


def test_marks_give_their_values_in_order() -> None:
    assert marked_values("9 + 1 = <<9+1=10>>10, half: <<10/2=5.0>>5, <<no mark>>, <<=3>>") == ("10", "5.0", "3")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1200),
        (r"8\,000", 8000),
        (r"8,\!000", 8000),
        (r"\frac{1}{2}", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("x", None),
    ],
)
def test_numbers_are_read_exactly(text: str, value: object) -> None:
    assert exact_value(text) == value


def test_marked_results_of_real_solutions_are_found_without_their_marks(shared_data: Path) -> None:
    found = marked = 0
    with (shared_data / "problems/gsm8k_train.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            solution = row["reference_solution"] or ""
            wanted = Counter(map(exact_value, marked_values(solution)))
            got = Counter(map(exact_value, results(re.sub("<<[^<>]*>>", "", solution))))
            marked += wanted.total()
            found += (wanted & got).total()
    assert marked > 20_000
    assert found / marked > 0.98
