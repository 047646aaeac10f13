"""Names: what a computation finds, what a question asks, what a stated number is."""

import pytest

from synth.reference.asking import asked_clause, asking_sentence
from synth.reference.mentions import find_mentions
from synth.reference.phrases import quantity_phrase
from synth.reference.solution import parse_solution


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Natalia sold <<48/2=24>>24 clips in May.", "the number of clips Natalia sold in May"),
        ("After buying a hat, Josh has $<<20-10=10>>10.", "the amount Josh has after buying a hat"),
        ("The total cost of cookies is 4 * $1.25 = $<<4*1.25=5>>5.", "the total cost of cookies"),
        ("There are 5*20 = <<5*20=100>>100 tanks in the yard.", "the number of tanks in the yard"),
        ("He needs 8 scoops because 2/.25 = <<2/.25=8>>8", "the number of scoops he needs"),
        ("Then find the total volume: 500+100 = <<500+100=600>>600 ml", "the total volume"),
        ("Her uncle's age is four times that age: 10 * 4 = <<10*4=40>>40 years.", "her uncle's age"),
        ("The buyer pays the price plus the tax: 135 + 10 = <<135+10=145>>145 dollars.", "the amount the buyer pays"),
        ("He takes 2 hats, leaving 9-2 = <<9-2=7>>7 hats.", "the number of hats left"),
        ("He bakes 36 - 24 = <<36-24=12>>12 more pies.", "how many more pies he bakes"),
        ("So, Arman is 6*6 = <<6*6=36>>36 years old.", "Arman's age"),
        ("Regular = 2*14 = <<2*14=28>>28 pieces", "the number of pieces for Regular"),
        ("10 cards at $3 each come to 10*3 = $<<10*3=30>>30.", "the amount of money"),
        ("This brings the weight up to 2*3 = <<2*3=6>>6 pounds.", "the weight"),
        ("Mary added a total of 7*6 = <<7*6=42>>42 pins to 6 pages.", "the number of pins Mary added to the pages"),
    ],
)
def test_a_computation_is_named_by_its_sentence(line: str, name: str) -> None:
    assert quantity_phrase(parse_solution(line).steps[0]) == name


@pytest.mark.parametrize("line", ["<<2+3=5>>5", "So we have x = <<15-7=8>>8", "The answer is <<1+1=2>>2."])
def test_where_nothing_names_it_there_is_no_name(line: str) -> None:
    assert quantity_phrase(parse_solution(line).steps[0]) is None


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("He has 3. How many clips did Natalia sell in May?", "how many clips Natalia sold in May"),
        ("How much money does Josh have left?", "how much money Josh has left"),
        ("If she pays $9, how many hours will it take to finish?", "how many hours it will take to finish"),
        ("What is the total cost of the shirts?", "the total cost of the shirts"),
        ("How old is her uncle?", "how old her uncle is"),
        ("How many liters are left in the barrel?", "how many liters are left in the barrel"),
        ("Work fast. Calculate the total number of books the three have.", "the total number of books they have"),
        ("How many pages should she read in 3 days?", "how many pages she should read in the given number of days"),
        ("What will be the new balance?", "what the new balance will be"),
        ("How much did they each carry?", "how much they each carried"),
    ],
)
def test_a_question_becomes_a_clause(question: str, clause: str) -> None:
    assert asked_clause(question) == clause


def test_a_question_that_cannot_be_turned_is_left_alone() -> None:
    assert asked_clause("How many units did the gizmo frobnicate?") is None


def test_abbreviations_end_no_sentence() -> None:
    assert asking_sentence("Dr. Li is tall. How tall is Mr. Wu?") == "How tall is Mr. Wu?"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Max has 20 apples and 4 bags.", ["number of apples", "number of bags"]),
        ("Max has 20 apples. Tim has 5 apples.", ["number of apples Max has", "number of apples Tim has"]),
        ("A hat costs $12.", ["price of a hat"]),
        ("She earns $12 an hour for 50 minutes.", ["amount per hour", "duration in minutes"]),
        ("They sell at $3 each with a 20% discount.", ["price of each", "percentage of the discount"]),
        ("Half of the 300 units are flats.", ["stated fraction", "number of units"]),
        ("It is twice as long.", ["stated multiple"]),
        ("It opens at 9:30 in 1998.", ["stated time of day", "stated number", "stated year"]),
        ("Lea is 8 years old and Bea was 12 years old.", ["Lea's age", "Bea's age"]),
        ("He ate 3 eggs on Monday and 4 eggs on Tuesday.", ["number of eggs on Monday", "number of eggs on Tuesday"]),
    ],
)
def test_stated_numbers_are_named(question: str, names: list[str]) -> None:
    assert [mention.name for mention in find_mentions(question)] == names
