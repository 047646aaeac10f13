"""Numbers in prose are found and read, and a phrase can be said without them."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.reference.numerals import find_numerals, holds_number, read_numeral
from synth.reference.stripping import without_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250", 1250),
        ("$3.50", Fraction(7, 2)),
        ("2/3", Fraction(2, 3)),
        ("20%", 20),
        ("forty-two", 42),
        ("two hundred and five", 205),
        ("three thousand", 3000),
        ("two-thirds", Fraction(2, 3)),
        ("one half", Fraction(1, 2)),
        ("two dozen", 24),
        ("a third", Fraction(1, 3)),
    ],
)
def test_numerals_are_read(text: str, value: int | Fraction) -> None:
    assert read_numeral(text) == value
    assert [number.value for number in find_numerals(f"there were {text} of them")] == [value]


@pytest.mark.parametrize("text", ["one of them", "no one", "often", "weight", "the first one", "someone", "attend"])
def test_these_hold_no_number(text: str) -> None:
    assert list(find_numerals(text)) == []


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("the amount she spent on 3 shirts", "the amount she spent on the shirts"),
        ("a 120-page book", "a book"),
        ("a 4-hour exodus", "an exodus"),
        ("the past four nights", "the past nights"),
        ("a 20% tip", "a tip"),
        ("80% more flowers", "the given percentage more flowers"),
        ("1/3 of the cake", "the given fraction of the cake"),
        ("in 5 days", "in the given number of days"),
        ("at $2.50 each", "at the stated amount each"),
        ("the remaining $40", "the remaining amount"),
        ("on day 3", "on the third day"),
        ("the 4th quarter", "the fourth quarter"),
        ("a 4th one", "another one"),
        ("in 2010", "in the given year"),
        ("at 6:00 PM", "at the given time"),
        ("three times as many", "several times as many"),
        ("one of the 12 kids", "one of the kids"),
        ("half a dozen eggs", "the eggs"),
        ("the three of them", "they"),
        ("her $10 bills", "her bills"),
        ("the old price", "the old price"),
    ],
)
def test_a_phrase_is_said_without_its_numbers(phrase: str, said: str) -> None:
    assert without_numbers(phrase) == said


SPOKEN = (
    "the a 3 12.5 1,200 $40 20% 1/2 twelve forty-two two-thirds hundred dozen of in on at each and boxes days hours "
    "dollars times as many 5-year-old 4th Team 2 more than per"
)
WORDS = st.sampled_from(SPOKEN.split())


@settings(max_examples=400)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_no_digit_and_no_number_word_is_left(phrase: str) -> None:
    said = without_numbers(phrase)
    assert not any(map(str.isdigit, said)), said
    assert not holds_number(said), said


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(without_numbers(text), str)
