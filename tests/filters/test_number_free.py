"""A meta-thought without numbers passes; any number that is put into it is caught."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.number_free import NumberFreeFilter, NumberFreeSettings, numbers_in
from filters.registry import known_filters
from schemas.trace import Trace

DEFAULTS = NumberFreeSettings()


def found(text: str, **settings: bool) -> list[str]:
    return [text[slice(*item.span)] for item in numbers_in(text, NumberFreeSettings(**settings))]


@pytest.mark.parametrize(
    "text",
    [
        "Each one gets a share.",
        "No one of them is left.",
        "One of the parts is known.",
        "She eats one of Julia's cakes.",
        "Take the larger one.",
        "One must subtract the cost.",
        "Go through them one by one.",
        "The share is what one's friends leave.",
        "First add the parts, then take the second sum; the third is free.",
        "1. Add the parts.\n2. Subtract the cost found in step 1.",
        "Let x_1 be the price and P2 the count; x^2 is the area.",
        "Add the two amounts.",
        "The price of one pen times the number of pens.",
        "A percentage of the total is often left for someone.",
        "The 2nd price is the lower.",
    ],
)
def test_these_hold_no_number(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Add 12 to it.", "12"),
        ("Add twelve to it.", "twelve"),
        ("He has one apple.", "one"),
        ("Subtract one.", "one"),
        ("It is twenty-one.", "twenty-one"),
        ("Take 20% of it.", "20%"),
        ("Take twenty percent of it.", "twenty percent"),
        (r"It is \frac{3}{4} of it.", r"\frac{3}{4}"),
        ("Take half of it.", "half"),
        ("Take a third of it.", "a third"),
        ("It is twice the price.", "twice"),
        ("A dozen eggs.", "A dozen"),
        ("Both brothers and the two sisters.", "two"),
        ("cost_of_two_items", "two"),
        ("It costs ½ of it.", "½"),
        ("There are apples24 there.", "24"),
        ("It takes zero time.", "zero"),
        (r"\(x = 5\)", "5"),
    ],
)
def test_these_hold_one(text: str, number: str) -> None:
    assert found(text) == [number]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("allow_indices", "x_1"),
        ("allow_exponents", "x^2"),
        ("allow_markers", "1. Add."),
        ("allow_ordinals", "the first"),
        ("allow_unit_one", "the price of one pen"),
    ],
)
def test_what_is_allowed_can_be_forbidden(setting: str, text: str) -> None:
    assert found(text) == [] and len(found(text, **{setting: False})) == 1


def test_multiples_can_be_allowed_and_digits_stay_caught() -> None:
    assert found("Half of it, twice, 1/2 of it.", allow_multiples=True) == ["1/2"]


PLAIN = "subtract total price from apples let share be given multiply by rate remaining often cost"
NUMBER_WORDS = "two three nine twelve forty seventy-five hundred thousand dozen half two-thirds twice thrice zero"
WORDS = st.lists(
    st.sampled_from(PLAIN.split()),
    min_size=1,
    max_size=15,
)
DIGITS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(1000, 10**9).map("{:,}".format),
    st.decimals(0, 1000, places=2).map(str),
    st.integers(0, 100).map("{}%".format),
    st.integers(1, 99).map(r"\frac{{1}}{{{}}}".format),
    st.integers(1, 99).map("${}$".format),
)
SPELLED = st.sampled_from(
    [
        "two",
        "three",
        "nine",
        "twelve",
        "forty",
        "seventy-five",
        "hundred",
        "thousand",
        "dozen",
        "half",
        "two-thirds",
        "twice",
        "thrice",
        "tripled",
        "zero",
    ]
)


@given(WORDS)
def test_number_free_texts_pass(words: list[str]) -> None:
    assert found(" ".join(words)) == []


@given(WORDS, DIGITS | SPELLED, st.data())
def test_any_inserted_numeral_is_caught(words: list[str], numeral: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:at], numeral, *words[at:]])
    caught = numbers_in(text, DEFAULTS)
    assert caught and any(text[slice(*item.span)].strip("$") in numeral or numeral in text for item in caught)
    start = len(" ".join(words[:at])) + bool(at)
    assert any(item.span.start < start + len(numeral) and item.span.end > start for item in caught)


def test_the_verdict_counts_by_kind_and_shows_each(trace_of: Callable[..., Trace]) -> None:
    verdict = NumberFreeFilter(DEFAULTS).judge(trace_of(meta_thought="Add 12 and 30% of two thirds."), "meta_thought")
    assert (verdict.passed, verdict.reason, verdict.score) == (False, "contains_numbers", 3)
    assert verdict.detail == "digits 1, percentage 1, fraction 1"
    assert [item.text for item in verdict.evidence] == ["12", "30%", "two thirds"]


def test_a_text_without_numbers_passes(trace_of: Callable[..., Trace]) -> None:
    verdict = NumberFreeFilter(DEFAULTS).judge(trace_of(meta_thought="Add the parts."), "meta_thought")
    assert (verdict.passed, verdict.score, verdict.evidence) == (True, 0, ())


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["number_free"] is NumberFreeFilter
