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
        "On the twenty-third and the thirtieth day.",
        "Let price_1 and price_2 be the prices, price_3 the third.",
        "Let cost1 and cost2 be given, and price\u2081 and price\u2082.",
        "Add \\alpha_2 to x_{12}, A1 and y\u2081y\u2082.",
        "The difference between the two costs, split into the three parts.",
        "A relation between two variables.",
        "The left one holds more of them.",
        "Let A be the number of dozens of eggs, and count how many hundreds there are.",
        "The tens digit is above the ones digit.",
        "The forms are: \u2460 the sum, \u2461 the product.",
        "As in part one, and in case two.",
        "Take x^2 and x^{3}, in m\u00b2.",
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
        ("Let price_24 be it.", "_24"),
        ("Let quantity_12 be it.", "_12"),
        ("Let price\u2082\u2084 be it.", "\u2082\u2084"),
        ("Let item_1 and item_7 be it.", "_7"),
        (r"Take \times36 of it.", "36"),
        ("Let priceOfFive be it.", "Five"),
        ("Cut it into four parts.", "four"),
        ("The difference between two costs.", "two"),
        ("It costs one dollar.", "one"),
        ("Sold for one dollar.", "one"),
        ("It is the total minus one of the apples.", "one"),
        ("The number one is added.", "one"),
        ("Take quarter of it.", "quarter"),
        ("Take two-third of it.", "two-third"),
        ("Take twenty thirds of it.", "twenty thirds"),
        ("Count in tenths.", "tenths"),
        ("There are dozens of eggs.", "dozens"),
        ("Count in fives.", "fives"),
        ("Add twentyfive to it.", "twentyfive"),
        ("Add twenty\u2011five to it.", "twenty\u2011five"),
        ("Take growth^12 of it.", "12"),
        ("The sum is\n24.\nThen add.", "24"),
        ("24. Then add.", "24"),
        ("As in step 24.", "24"),
        ("There are \u246b of them.", "\u246b"),
        ("There are \u216b of them.", "\u216b"),
        ("It is \U0001d7cf\U0001d7d0.", "\U0001d7cf\U0001d7d0"),
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


PLAIN = (
    "subtract total price from apples let share be given multiply by rate remaining often cost the first of each then"
)
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
FORMS = st.one_of(
    st.integers(1, 99).map(r"\dfrac{{{}}}{{7}}".format),
    st.integers(2, 99).map(r"\sqrt{{{}}}".format),
    st.integers(2, 99).map(r"\text{{{}}}".format),
    st.integers(1, 99).map(r"{}\%".format),
    st.integers(1, 99).map("{} percent".format),
    st.integers(1, 99).map("{}/7".format),
    st.integers(10, 99).map("price_{}".format),
    st.integers(10, 99).map("price{}".format),
    st.integers(4, 99).map("rate^{}".format),
    st.integers(11, 99).map("{}.".format),
    st.integers(11, 99).map("{})".format),
    st.integers(10, 99).map("step {}".format),
    st.integers(0, 99).map(lambda number: "".join(chr(0x660 + int(digit)) for digit in str(number))),
    st.sampled_from("\u00bd\u00be\u2153\u00b2\u2075\u2084\u216b\u2163\u2473\uff17\U0001d7d3"),
)
SPELLED = st.sampled_from(
    ["two", "three", "nine", "twelve", "forty", "seventy-five", "ninetyone", "hundred", "thousand", "million", "dozen"]
    + ["half", "two-thirds", "twice", "thrice", "tripled", "zero", "dozens", "hundreds", "fives", "twenties", "halved"]
    + ["quarters of it", "tenths", "threefold", "twenty percent", "a third of", "three and a half"]
)  # fmt: skip


@given(WORDS)
def test_number_free_texts_pass(words: list[str]) -> None:
    assert found(" ".join(words)) == []


@given(WORDS, DIGITS | FORMS | SPELLED, st.data())
def test_any_inserted_numeral_is_caught(words: list[str], numeral: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:at], numeral, *words[at:]])
    caught = numbers_in(text, DEFAULTS)
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
