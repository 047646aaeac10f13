"""Every way to write a number is read, with its value and its use."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.numerals import _NUMERAL, VALUES, _matches, find_numerals


def read(text: str) -> list[tuple[str, str, Fraction | None]]:
    return [(text[slice(*item.span)], item.kind, item.value) for item in find_numerals(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("48", "digits", 48),
        ("1,200.50", "digits", Fraction(2401, 2)),
        ("1{,}200", "digits", 1200),
        (".5", "digits", Fraction(1, 2)),
        ("3 million", "digits", 3_000_000),
        ("5 dozen", "digits", 60),
        ("٣٤", "digits", 34),
        ("½", "digits", Fraction(1, 2)),
        ("25%", "percent", 25),
        (r"25\%", "percent", 25),
        ("25 percent", "percent", 25),
        ("twenty-five percent", "percent", 25),
        ("3/4", "fraction", Fraction(3, 4)),
        ("3 1/2", "fraction", Fraction(7, 2)),
        (r"\frac{12}{5}", "fraction", Fraction(12, 5)),
        (r"\tfrac12", "fraction", Fraction(1, 2)),
        ("two-thirds", "fraction", Fraction(2, 3)),
        ("a third of", "fraction", Fraction(1, 3)),
        ("one quarter", "fraction", Fraction(1, 4)),
        ("half", "fraction", Fraction(1, 2)),
        ("twenty-one", "word", 21),
        ("two hundred and five thousand", "word", 205_000),
        ("a dozen", "word", 12),
        ("two and a half", "word", Fraction(5, 2)),
        ("twice", "multiple", 2),
        ("tripled", "multiple", 3),
        ("threefold", "multiple", 3),
        ("halved", "multiple", Fraction(1, 2)),
        ("22nd", "ordinal", 22),
        ("twenty-third", "ordinal", 23),
        ("thirtieth", "ordinal", 30),
        ("twelfth", "ordinal", 12),
        ("twenty thirds", "fraction", Fraction(20, 3)),
        ("quarter of", "fraction", Fraction(1, 4)),
        ("dozens", "word", 12),
        ("fives", "word", 5),
        ("thirtytwo", "word", 32),
        ("price_24", "digits", 24),
        ("third", "ordinal", 3),
        ("x_1", "index", None),
        ("x_{12}", "index", None),
        ("P2", "index", None),
        ("x^2", "exponent", None),
        ("(a+b)²", "exponent", None),
        ("step 2", "marker", 2),
    ],
)
def test_each_form_has_its_kind_and_value(text: str, kind: str, value: Fraction | int | None) -> None:
    ((_, found, number),) = read(text)
    assert (found, number) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "often",
        "someone",
        "weight",
        "a quarter dollar",
        "double-check it",
        "none",
        "tense",
        "attend",
        "fiver",
        "onerous",
    ],
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("marker", ["1.", "2)", "(3)", "**Step 4:**", "- 5.", "①"])
def test_list_markers_state_no_value(marker: str) -> None:
    ((_, kind, _),) = read(f"Do this:\n{marker} Add them.")
    assert kind == "marker"


def test_a_number_at_the_start_of_a_line_is_no_marker() -> None:
    assert [kind for _, kind, _ in read("2.5 hours\n12 apples\n3.75")] == ["digits"] * 3


def test_digits_behind_a_word_are_a_value() -> None:
    assert read("apples24") == [("24", "digits", Fraction(24))]


NUMBERS = st.sampled_from(
    ["48", "1,200", "x_1", "x^2", "two", "half", "a", "of", "and", "dozen", "%", "\n", ".", " ", "1"]
)


@given(st.lists(NUMBERS | st.text(max_size=4), max_size=20).map(" ".join))
def test_spans_are_in_order_and_in_the_text(text: str) -> None:
    spans = [item.span for item in find_numerals(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))


@given(st.integers(0, 10**12))
def test_any_integer_is_read_plain_and_grouped(number: int) -> None:
    for text in (str(number), f"{number:,}"):
        (item,) = find_numerals(f"take {text} of them")
        assert item.value == number and item.kind in VALUES


@pytest.mark.parametrize(
    "unit", ["1", "1,", "two ", "a ", "1/", "\\frac{", "x_", "and ", "1.\n", "hundred ", "^{", "-"]
)
def test_a_hundred_thousand_hostile_characters_are_read(unit: str) -> None:
    find_numerals(unit * (100_000 // len(unit)))


PIECES = ["one", "Two", "twenty", "-", " ", " ", "a ", "an ", "half", "third", "dozen", "hundred", "and", "fives", "of",
          "twofold", "doubled", "12", "3.5", "1,200", "/", "%", ".", "_", "^", "{", "}", "x", "\\frac", "\u00b2",
          "\u00bd", "\u2460", "\u017fix", "\u0130", "thou\u017fand", "st", "per cent", "\n", "priceOf"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_looking_only_where_a_number_can_begin_finds_them_all(text: str) -> None:
    assert [match.span() for match in _matches(text)] == [match.span() for match in _NUMERAL.finditer(text)]
