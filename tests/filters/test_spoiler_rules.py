"""Each rule's hits and near misses."""

import pytest

from filters import spoiler_rules as rules
from filters.math_spans import math_spans
from filters.spans import Span


def texts(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a = b", 1),
        ("a=b=c", 2),
        (r"x &= 1 \\ y &= 2", 2),
        ("$x = 1$ and y = 2", 2),
        ("a == b, a != b, a <= b, a >= b, a := b, a => b, a =< b", 0),
        (r"a \leq b, a \neq b, a \not= b, a \not = b", 0),
        ("heading\n=====", 0),
        ("<a href=\"x\" id='y'>z</a>", 0),
        ('<b class="x">a = 1</b>', 1),
        ('if x <y and z="no tag', 1),
        ("\u2260 \u2248 \u2261", 0),
    ],
)
def test_bare_equals_signs_are_counted(text: str, count: int) -> None:
    assert texts(text, rules.equals_signs(text)) == ["="] * count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("costs 99", []),
        ("costs 100", ["100"]),
        ("costs $1,200 now", ["1,200"]),
        (r"$1{,}200$ and 1\,300", ["1{,}200", r"1\,300"]),
        ("1234.5 m", ["1234.5"]),
        ("3.14159 and 0.125", []),
        ("007", []),
        ("12,34,567", ["34,567"]),
        ("500km and 45%", ["500"]),
        ("room x100, id_2024", []),
        ("$x_{100}$, $2^{100}$, $2^100$", []),
        (r"\frac{100}{3}", ["100"]),
        ("the 100th term", []),
        ("version 1.2.3456", []),
        ("-250", ["250"]),
        ("in 1999.", ["1999"]),
    ],
)
def test_large_numbers_stand_alone_and_have_three_digits_before_the_point(text: str, expected: list[str]) -> None:
    assert texts(text, rules.large_numbers(text, "", 3)) == expected


@pytest.mark.parametrize("quoted", ["1200", "1,200", "1,200.00", "$1{,}200", "01200"])
def test_a_number_of_the_question_is_not_large_however_it_is_written(quoted: str) -> None:
    assert rules.large_numbers(f"the {quoted} given", "He has 1,200 apples", 3) == []


def test_a_number_inside_a_question_number_is_another_number() -> None:
    assert len(rules.large_numbers("so 200", "He has 1,200 apples", 3)) == 1


@pytest.mark.parametrize(("length", "fires"), [(39, False), (40, True), (41, True)])
def test_inline_math_is_long_from_the_threshold_on(length: int, fires: bool) -> None:
    for text in (f"${'x' * length}$", f"\\( {'x' * length} \\)"):
        assert bool(rules.long_math(math_spans(text), 40, displays=True)) is fires


@pytest.mark.parametrize(("displays", "fires"), [(True, True), (False, False)])
def test_a_short_display_is_long_only_if_displays_are(displays: bool, fires: bool) -> None:
    assert bool(rules.long_math(math_spans("$$x$$"), 40, displays)) is fires


def test_inline_math_leaves_displays_out() -> None:
    text = r"$a$ $$b$$ \(c\) \[d\]"
    assert texts(text, rules.inline_math(math_spans(text))) == ["$a$", r"\(c\)"]


def test_a_number_of_a_hundred_thousand_digits_is_one_number() -> None:
    grouped = "1" + ",111" * 25_000
    for text in (grouped, f"{grouped}1", "1" * 100_000):
        assert len(rules.large_numbers(text, "", 3)) <= 2
    assert texts(grouped, rules.large_numbers(grouped, "", 3)) == [grouped]


@pytest.mark.parametrize("text", ["1,2345", "12,345,6789"])
def test_a_group_has_exactly_three_digits(text: str) -> None:
    assert texts(text, rules.large_numbers(text, "", 3))[-1] == text.rpartition(",")[2]
