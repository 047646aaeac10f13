"""Riddles come to their number: about numbers themselves, about what everybody knows, and about counts of counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.leaks import number_rules as numbers
from filters.leaks.amounts import find_amounts
from filters.leaks.known import known_of
from filters.value_leak import value_leaks


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the square of the smallest odd prime", 9),
        ("the eighth prime", 19),
        ("the fifth triangular number", 15),
        ("the seventh Fibonacci number", 13),
        ("the sum of the first four primes", 17),
        ("the sum of the digits of 99", 18),
        ("the only perfect square between 40 and 50", 49),
        ("the only multiple of 7 between 40 and 48", 42),
        ("the largest two-digit multiple of seven", 98),
        ("the largest one-digit number", 9),
        ("the successor of 41", 42),
        ("the next multiple of five after 41", 45),
        ("a four followed by two zeros", 400),
        ("a 4 followed by a 2", 42),
        ("the digits of 24 reversed", 42),
        ("XLII in Roman numerals", 42),
        ("ten choose three", 120),
        ("the reciprocal of eight", 0.125),
        ("two tickets out of every five", 0.4),
        ("odds of seven to one", 0.875),
        ("three and a half dozen", 42),
        ("a dozen and a half", 18),
        ("the number of minutes in three hours", 180),
        ("the number of minutes in an hour and a half", 90),
        ("as many legs as three spiders have", 24),
        ("as many sides as a rugby union team puts players on the field", 15),
        ("half a century", 50),
        ("twice the square of three", 18),
    ],
)
def test_a_riddle_comes_to_its_number(text: str, value: float) -> None:
    found = [amount.value for amount in find_amounts(f"In the end it comes to {text}, as said.")]
    assert any(abs(one - value) < 1e-9 for one in found)


@pytest.mark.parametrize("text", ["the hundredth Roman letter iixx", "one choose five", "the digits of pi reversed"])
def test_what_says_no_number_is_passed_over(text: str) -> None:
    assert all(abs(amount.value) < 10 for amount in find_amounts(text))


@given(st.integers(1, 3999))
def test_roman_letters_are_read_as_they_are_written(value: int) -> None:
    signs = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
             (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
    letters, rest = "", value
    for size, sign in signs:
        letters, rest = letters + sign * (rest // size), rest % size
    assert numbers.roman(letters) == value


@given(st.integers(0, 200), st.integers(2, 200))
def test_the_first_and_the_last_between_lie_there(low: int, width: int) -> None:
    try:
        first, last = (numbers.between("prime", low, low + width, last=last) for last in (False, True))
    except ValueError:
        assert not any(map(numbers.is_prime, range(low + 1, low + width)))
    else:
        assert low < first <= last < low + width and numbers.is_prime(int(first)) and numbers.is_prime(int(last))


def labels(text: str, question: str, gold: str) -> list[str]:
    return list(value_leaks(text, known_of(question, gold, ())))


def test_a_phrase_of_the_question_is_no_riddle() -> None:
    question = "There are 6 rows of 7 trees, and the voting age is 18. How many trees are there?"
    assert labels("We look at 6 rows of 7 trees.", question, "42") == []
    assert labels("It is the only multiple of seven between 40 and 48.", question, "42") == ["gold"]


def test_what_everybody_knows_tells_the_answer_only() -> None:
    question, solution = "How many sides has it?", "18 - 3 = <<18-3=15>>15\n#### 15"
    text = "A rugby union side could stand on its corners."
    assert list(value_leaks(text, known_of(question, "15", [solution]))) == ["gold"]
    assert list(value_leaks(text, known_of(question, "30", [solution]))) == []


CHOICES = "A car reaches 27 m/s. What is its acceleration? (A) 2 (B) 3 (C) 11 (D) 243"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The smallest leaves it short, the third overshoots, and the fourth comes from multiplying.", True),
        ("A and C miss the unit, D the size.", True),
        ("Options C through D are far off. So is (A).", True),
        ("The smallest leaves it short and the fourth overshoots.", False),
        ("The options are 2, 3, 11 and 243.", False),
    ],
)
def test_to_speak_of_all_options_but_one_names_it(text: str, found: bool) -> None:
    assert ("elimination" in labels(text, CHOICES, "B")) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Answer: Paco ate 2 more.", True),
        ("**Final answer:** 50 cards", True),  # a wrong one gives away as much as it can
        ("Answer: a whole number between 1 and 100.", False),
        ("The answer must be smaller than 30.", False),
    ],
)
def test_a_number_behind_answer_is_an_answer(text: str, found: bool) -> None:
    assert ("answer" in labels(text, "How many more did he eat than 3?", "2")) is found


def test_what_comes_one_by_one_is_counted_by_its_time() -> None:
    question = "How many diagonals has a decagon?"
    assert labels("Draw one diagonal a day, and it takes five weeks.", question, "35") == ["converted"]
    assert labels("Draw two diagonals a day, and it takes five weeks.", question, "35") == []
