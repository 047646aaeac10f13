"""A value that could be anything is told by the words of its line in the solution."""

import pytest

from filters.leaks.known import Known, known_of
from filters.leaks.reached import arrivals, givens
from filters.leaks.relations import relate
from filters.leaks.values import is_leak, told_choices

QUESTION = (
    "A carpenter has 96 planks and puts 12 on every pallet. Each crate holds 4 pallets. How many crates does he fill?"
)
LOADS = "He loads 96/12=<<96/12=8>>8 pallets on his cart."
SOLUTION = f"{LOADS}\nThe crates number 8/4=<<8/4=2>>2, and 2 crates leave the yard full."


@pytest.fixture
def known() -> Known:
    return known_of(QUESTION, "2", [SOLUTION])


def leaks(text: str, known: Known) -> list[str]:
    return [text[slice(*one.amount.span)] for one in relate(text, known) if is_leak(text, one)]


@pytest.mark.parametrize(
    "text",
    [
        "His cart carries eight of those.",
        "The load is eight.",
        "On the cart he loads 8 wooden pallets.",
        "It grows by eight each day.",
    ],
)
def test_a_common_result_is_told_by_its_lines_words_or_a_verb(text: str, known: Known) -> None:
    assert len(leaks(text, known)) == 1


@pytest.mark.parametrize("text", ["Eight tools hang on the wall.", "Whoever is in base eight writes other digits."])
def test_a_common_number_alone_is_none(text: str, known: Known) -> None:
    assert leaks(text, known) == []


def test_values_stand_with_the_words_of_their_lines() -> None:
    found = arrivals((SOLUTION, "The shift is 3-5=<<3-5=-2>>-2 metres."))
    assert "palle" in found.lines[8] and "cart" in found.lines[8] and "yard" not in found.lines[8]
    assert found.negative == {2.0}


def test_a_result_with_its_minus() -> None:
    known = known_of(
        "A lift goes 3 floors up and 8 down. Where is it?", None, ["It is 3-8=<<3-8=-5>>-5 floors from there."]
    )
    assert leaks("Think of it as minus five.", known) == ["five"]
    assert leaks("Think of five friends.", known) == []


def test_a_stated_number_said_of_what_is_asked() -> None:
    question = "What is the perimeter of a rectangle of 3 by 6, drawn on paper 18 cm wide?"
    known = known_of(question, "18", ["The perimeter is 2*9=<<2*9=18>>18."])
    assert givens(question).goals == {"perim"}
    assert leaks("Check that the perimeter is 18.", known) == ["18"]
    assert leaks("The paper is 18 cm wide.", known) == []


@pytest.mark.parametrize(
    "text",
    [
        "Shoes of size 17 have no bearing on it.",
        "Write it in base 17 if you like.",
        "Nothing but ordinary base-17 arithmetic is needed.",
        "Numbers such as 17 and 23 are easily mixed up.",
        "That 17 people watch is irrelevant.",
        "Everybody knows 17 of these.",
    ],
)
def test_a_number_that_only_names_or_has_no_bearing(text: str) -> None:
    assert leaks(text, known_of("How many cranes are folded from 51 sheets in threes?", "17", [])) == []


def test_a_stated_rate_that_is_said_of_all() -> None:
    question = "Mia paints 14 tiles an hour for 3 hours and breaks 28 of them. How many tiles are whole?"
    known = known_of(question, "14", [])
    assert leaks("She will put 14 tiles on the shelf.", known) == ["14"]
    assert leaks("She paints 14 tiles each hour.", known) == []
    assert leaks("Her pace of 14 tiles is steady.", known) == []


def test_a_gold_that_the_question_states_with_its_minus() -> None:
    known = known_of("A line goes through (-2, 7) and (1, 1). What is its slope?", "-2", [])
    assert leaks("Subtracting -2 means adding.", known) == []


@pytest.mark.parametrize("text", ["There are 7 pieces of information here.", "Note: (6) sums, (7) signs matter."])
def test_a_count_of_what_the_text_talks_of(text: str) -> None:
    assert leaks(text, known_of("How many geese are in 2 flocks?", "7", [])) == []


def test_the_letter_that_is_called_the_right_one() -> None:
    known = known_of("Which is even? (A) 3 (B) 4 (C) 5", "B", [])
    assert told_choices("So (B) is the right choice.", known) and told_choices("The answer must be B.", known)
    assert not told_choices("The answer is a letter, and (C) is the right choice for nobody.", known)


def test_a_share_that_the_solution_comes_to() -> None:
    known = known_of("What percent of the calls is left?", "57", ["Talks take 8*4=<<8*4=32>>32 percent."])
    assert leaks("The talks use 32 percent of it.", known) == ["32 percent"]


@pytest.mark.parametrize("text", ["A minute has 60 of them.", "It is like the 31 days of a month."])
def test_what_everybody_knows_is_no_answer(text: str) -> None:
    assert leaks(text, known_of("How many are there?", "60", ["There are 31*2=<<62/2=31>>31 pairs."])) == []


def test_a_denominator_of_the_question_is_no_result() -> None:
    known = known_of(
        "Using 22/7 for pi, what is the area inside a rim of 44 cm?", "154", ["The radius is 44*7/44=<<7=7>>7."]
    )
    assert leaks("The rule of thumb is 7.", known) == []
