"""Symbols are introduced before use, with one spelling and one meaning."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.registry import known_filters
from filters.variables import VariablesFilter, VariablesSettings, find_flaws
from schemas.trace import Trace


@pytest.mark.parametrize(
    "text",
    [
        "Let x be the number of apples and y the number of pears. Then the total T = x + y.",
        "The total cost (C) is the product of the unit price (p) and the count n. Subtract C from the budget B.",
        "Let $d$ denote the distance, $t_1$ the time there and $t_2$ the time back. The speed $v = d / t_1$.",
        "Let N be the number of people, P the price per person, and D the discount.",
        "Multiply eggs_left by price_per_egg to get income.",
        "1. Let A represent April's clips.\n2. Let M represent May's.\n3. T = A + M.",
        "C = a + z, where z is the tax.",
        "Time = t\nRate: r\nMultiply t by r.",
        "Add the amount sold in April to the amount sold in May, i.e. what she sold.",
    ],
)
def test_introduced_names_pass(text: str) -> None:
    flaws = find_flaws(text)
    assert (flaws.undefined, flaws.respelt, flaws.redefined, flaws.alike) == ([], [], [], [])


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        ("Multiply x by the price.", "undefined", "x"),
        ("Let x be the cost, so x + y is the total.", "undefined", "y"),
        ("x + y is what is paid.", "undefined", "x"),
        ("Let total_cost be the sum. Then totalCost is divided by people.", "respelt", "totalCost"),
        ("Let x be the apples. Let x be the pears.", "redefined", "x"),
        ("Let A be the stated number and B be the stated number.", "alike", "B"),
        ("Let A be the number of eggs.\nLet B be a hen's weight, and C be the  Number of eggs.", "alike", "C"),
        ("Let $x$ denote the price per pen and let $y$ denote a price per pen.", "alike", "y"),
        ("Add p and q, where p is the cost and q is the cost.", "alike", "q"),
    ],
)
def test_each_flaw_is_shown(text: str, label: str, name: str) -> None:
    assert name in [text[slice(*span)] for span in getattr(find_flaws(text), label)]


@pytest.mark.parametrize(
    "text",
    [
        "Let A be the number of eggs and B be the number of hens. Let C be the number of eggs and hens.",
        "Let A be the price of a hat.\nLet B be the price of a coat.\nLet A be the price of a hat.",
        "Let A be the first stated number, B be the second stated number and C be the price.",
        "Let T be the total. T is the cost of food and D is the cost of food as well.",
    ],
)
def test_different_words_and_later_remarks_are_no_flaw(text: str) -> None:
    assert find_flaws(text).alike == []


def test_symbols_of_the_question_are_known() -> None:
    assert find_flaws("Multiply x by y.", "Let x and y be positive.").undefined == []


def test_a_multiplication_sign_is_no_name() -> None:
    assert find_flaws("Take 3 x 4 and $5 x pens.").names == ()


@pytest.mark.parametrize(
    ("setting", "text", "reason"),
    [
        ("require_introduction", "Multiply x by the price.", "undefined_variable"),
        ("require_one_spelling", "Let tax_rate be it; taxRate is high.", "inconsistent_name"),
        ("require_one_meaning", "Let x be the apples. Let x be the pears.", "redefined_variable"),
        ("require_distinct_meanings", "Let A be the price and B be the price. Add A and B.", "same_meaning"),
    ],
)
def test_each_check_can_be_switched_off(trace_of: Callable[..., Trace], setting: str, text: str, reason: str) -> None:
    trace = trace_of(meta_thought=text)
    assert VariablesFilter(VariablesSettings()).judge(trace, "meta_thought").reason == reason
    assert VariablesFilter(VariablesSettings(**{setting: False})).judge(trace, "meta_thought").passed


@pytest.mark.parametrize(
    "text",
    [
        "Let A be the weak brine and let B be the salt in it. Let C be the strong brine and let D be the salt in it.",
        "Let weak_share be the share of salt and let strong_share be the share of salt. Add both shares.",
    ],
)
def test_words_that_point_back_and_names_that_speak_are_not_alike(trace_of: Callable[..., Trace], text: str) -> None:
    verdict = VariablesFilter(VariablesSettings()).judge(trace_of(meta_thought=text), "meta_thought")
    assert verdict.reason != "same_meaning"


def test_the_verdict_lists_the_names(trace_of: Callable[..., Trace]) -> None:
    verdict = VariablesFilter(VariablesSettings()).judge(trace_of(plan="Let x be it and y the rest: x + y."), "plan")
    assert verdict.value == "x, y"


@given(st.text(alphabet="letxbe ABy_=+.(),the is$\n", max_size=80), st.text(max_size=10))
def test_spans_lie_in_the_text(text: str, question: str) -> None:
    flaws = find_flaws(text, question)
    for span in (*flaws.undefined, *flaws.respelt, *flaws.redefined, *flaws.alike):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("unit", ["x ", "let x ", "x_", "(x", "where x ", "$x$ ", "x = "])
def test_a_hundred_thousand_hostile_characters_are_checked(unit: str) -> None:
    find_flaws(unit * (100_000 // len(unit)))


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["variables"] is VariablesFilter
