"""Worked solutions are taken apart into lines and computations, with the words that surround each."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.reference.solution import parse_solution
from synth.reference.visible import computation_start


def test_a_marked_line_is_one_computation_with_its_surroundings() -> None:
    solution = parse_solution("Natalia sold 48/2 = <<48/2=24>>24 clips in May.\n#### 24")
    (step,) = solution.steps
    assert step.expression == "48/2"
    assert step.result == 24
    assert (step.before, step.shown, step.after) == ("Natalia sold", "24", "clips in May.")
    assert solution.lines == ("Natalia sold 48/2 = 24 clips in May.",)
    assert solution.answer == "24"


@pytest.mark.parametrize(
    ("line", "before", "shown", "after"),
    [
        ("Weng earns 12/60 = $<<12/60=0.2>>0.2 per minute.", "Weng earns", "$0.2", "per minute."),
        ("So 4 cases * 3 shelves/case = <<4*3=12>>12 shelves", "So", "12", "shelves"),
        ("He eats 32 because 2 x 16 = <<2*16=32>>32", "He eats 32 because", "32", ""),
        ("The cost is $8 + $7 = $<<8+7=15>>15.", "The cost is", "$15", "."),
        ("She has 1,000 - 250 = <<1000-250=750>>750 left, of course.", "She has", "750", "left, of course."),
        ("The share is 1 / 6 = <<1/6=1/6>>1/6 of it.", "The share is", "1/6", "of it."),
        ("They read -31 - 28 = <<-31-28=-59>>-59 degrees.", "They read", "-59", "degrees."),
    ],
)
def test_the_words_around_a_computation_are_told_from_it(line: str, before: str, shown: str, after: str) -> None:
    (step,) = parse_solution(line).steps
    assert (step.before, step.shown, step.after) == (before, shown, after)


def test_two_computations_in_a_line_have_their_own_words() -> None:
    text = "Tin weighs 9 + 1 = <<9+1=10>>10 kg, those of copper 40 / 10 = <<40/10=4>>4 kg."
    first, second = parse_solution(text).steps
    assert (first.before, first.after) == ("Tin weighs", "kg, those of copper 40 / 10 =")
    assert (second.before, second.after) == ("those of copper", "kg.")


def test_a_plain_computation_counts_where_it_is_true() -> None:
    assert [step.expression for step in parse_solution("That is 62,300/10 = $6230 each.").steps] == ["62,300/10"]
    assert parse_solution("That is 62,300/10 = $6231 each.").steps == ()


def test_money_is_told_by_its_sign() -> None:
    first, second = parse_solution("A costs 2*3=$<<2*3=6>>6.\nB weighs 2*3=<<2*3=6>>6.").steps
    assert (first.money, second.money) == (True, False)


def test_without_computations_there_are_no_steps() -> None:
    solution = parse_solution("Let x be the unknown. Then 2x = 8.\n#### 4")
    assert solution.steps == ()
    assert solution.answer == "4"


@given(st.integers(0, 999), st.integers(1, 999), st.sampled_from("+-*/"), st.text(alphabet="abc .,", max_size=30))
def test_every_marked_computation_is_found(left: int, right: int, sign: str, words: str) -> None:
    value = {"+": left + right, "-": left - right, "*": left * right, "/": Fraction(left, right)}[sign]
    expression = f"{left}{sign}{right}"
    (step,) = parse_solution(f"{words} {expression} = <<{expression}={value}>>{value} {words}").steps
    assert step.tree is not None
    assert step.tree.value == step.result == value


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_can_be_parsed(text: str) -> None:
    solution = parse_solution(text)
    assert all(0 <= step.line < len(solution.lines) for step in solution.steps)


@pytest.mark.parametrize("unit", ["1 ", "1+", "$( ", "a 1 * ", "1=", "<<1=1>>1", "x "])
def test_long_hostile_lines_take_linear_time(unit: str) -> None:
    text = unit * 20_000 + "= "
    assert 0 <= computation_start(text) <= len(text)
    parse_solution(text + "<<1=1>>1")
