r"""The final answer is found where it is marked, with its place in the text, and several are told from one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.equivalence.extraction import Found, extract


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        (r"So \boxed{42}.", "42", Found.BOXED),
        (r"\boxed{\frac{1}{\sqrt{2}}}", r"\frac{1}{\sqrt{2}}", Found.BOXED),
        (r"\boxed{outer {inner} ok}", "outer {inner} ok", Found.BOXED),
        (r"\boxed   {  x^2 } end", "x^2", Found.BOXED),
        (r"\fbox{7}", "7", Found.BOXED),
        (r"\boxed 5 apples", "5", Found.BOXED),
        (r"\boxed{1/3}, later \boxed{2/3}", "2/3", Found.BOXED),
        (r"\boxed{2}, \boxed{3} and \boxed{5}", "2, 3, 5", Found.BOXED),
        (r"\boxed{1} papers and \boxed{2} bins", "1, 2", Found.BOXED),
        (r"\boxed{\{1,2\}}", r"\{1,2\}", Found.BOXED),
        ("<answer> Paris </answer>", "Paris", Found.TAG),
        ("some steps\n#### 1,234\n", "1,234", Found.HASHES),
        ("The answer is 42.", "42", Found.PHRASE),
        ("**Final Answer:** 14/3", "14/3", Found.PHRASE),
        ("The final answer is $x = 5$. I hope it is correct.", "$x = 5$", Found.PHRASE),
        ("The answer is 12 because 3 * 4 = 12", "12", Found.PHRASE),
        ("Final Answer: The volume of the box in question is 120.", "120", Found.PHRASE),
        ("steps\nA: 250", "250", Found.PHRASE),
        ("答案：每份应该是 (\\frac{2}{5}) 吨。", r"\frac{2}{5}", Found.PHRASE),
        (r"\boxed{200} is the interest. The final answer is $10,455$.", "$10,455$", Found.PHRASE),
    ],
)
def test_finds_the_marked_answer(text: str, expected: str, found: Found) -> None:
    extraction = extract(text)
    assert (extraction.text, extraction.found) == (expected, found)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\\", "{{{{", "}}}}", r"\frac{", "$" * 50, r"\boxed{" * 20, "a" * 5000, "\0\1", "just 42", r"\boxed{}"]
    + [r"\boxed{unbalanced", r"\boxed  not_brace", "no number here", "<think> the answer is 5"],
)
def test_finds_nothing_where_nothing_is_marked(text: str) -> None:
    assert extract(text).text is None


def test_the_last_resort_is_the_last_value() -> None:
    assert extract("3 + 4 = 7 in all", last_resort=True).text == "7"
    assert extract(r"So we get \[ x = 42 \]", last_resort=True).text == "x = 42"
    assert extract("12 of them cost $1,000.99", last_resort=True).text == "$1,000.99"
    assert extract("no value", last_resort=True).text is None


def test_reasoning_is_no_answer() -> None:
    assert extract(r"<think>\boxed{1}</think> It is \boxed{2}").text == "2"
    assert extract(r"<think>\boxed{1}").text is None
    assert extract(r"thought \boxed{1}</think> none").text is None


def test_the_next_turn_is_no_answer() -> None:
    assert extract(r"\boxed{1}<|im_start|>user \boxed{2}").text == "1"


def test_several_boxes_are_reported_when_they_differ() -> None:
    several = extract(r"First \boxed{3}. Then, later on, \boxed{4}.")
    assert several.several and several.text == "4" and [box.text for box in several.candidates] == ["3", "4"]


@pytest.mark.parametrize("again", ["0.5", r"\frac12", r"\dfrac{1}{2}", "1/2", "50\\%"])
def test_equal_boxes_are_one_answer(again: str) -> None:
    assert not extract(rf"First \boxed{{1/2}}. So the answer is \boxed{{{again}}}.").several


@given(st.text(max_size=60), st.integers(), st.text(alphabet="abc .\n", max_size=60))
def test_the_span_is_where_the_answer_stands(before: str, answer: int, after: str) -> None:
    text = (
        before.replace("<", "").replace("\\", "").replace("{", "").replace("}", "") + rf" \boxed{{{answer}}} " + after
    )
    extraction = extract(text)
    assert extraction.text == text[extraction.start : extraction.end] == str(answer)


@pytest.mark.parametrize(
    "part", [" ", "$", "\\[", "\\boxed{", "\\boxed{1} ", "<answer>", "####", "answer ", "answer is ", "{", "1", "A "]
)
def test_a_long_text_costs_no_more_than_its_length(part: str) -> None:
    text = part * 20_000 + r"\boxed{5}"
    assert extract(text, last_resort=True).end <= len(text)


@given(st.text(alphabet=r"\boxed{}0 1a.$#<answer>/think:", max_size=400))
def test_any_text_can_be_searched(text: str) -> None:
    extraction = extract(text, last_resort=True)
    assert 0 <= extraction.start <= extraction.end <= len(text)
