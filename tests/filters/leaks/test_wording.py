"""Sentences are described by the sort of their words, their formulas, and what stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.leaks.features import read
from filters.leaks.known import known_of
from filters.leaks.pieces import pieces, spelled
from filters.leaks.wording import formulas, repeats, shape, stems
from filters.plan_overlap import plan_overlap


def names(stream: list[str]) -> set[str]:
    """Of a sentence's pieces."""
    return {spelled(piece) for sort in pieces(stream) for piece in sort}


EVERY_BIT = -1
"""As if the sentence held every cue."""


def test_a_skeleton_keeps_classes_and_amounts_in_order() -> None:
    assert {"%HEDGE", "%<gold>", "%HEDGE <gold>"} <= names(["my", "guess", "favours", "<gold>"])
    assert "%SEQ LEFT" in names(["then", "it", "remains"])


def test_a_formula_is_one_word() -> None:
    found = formulas(["it", "turns", "into", "_v", "^", "<constant>", "-", "_v", "for", "us"], EVERY_BIT)
    assert {"@<formula>", "@into <formula>", "@turns into <formula>", "@<formula> for us"} <= set(found)
    assert "@<equation>" in formulas(["so", "_v", "=", "_v", "/", "_v"], EVERY_BIT)


@pytest.mark.parametrize(
    ("sentence", "flags"),
    [
        ("Scale it up, add the parts, then divide the sum.", {"!imperatives-3", "!sequence-1", "!many-steps"}),
        ("A typical slip is to divide too early.", {"!warns"}),
        ("The quantity is a rate.", set()),
    ],
)
def test_the_shape_counts_steps_and_warnings(sentence: str, flags: set[str]) -> None:
    assert flags <= set(shape(sentence, EVERY_BIT)) and (flags or not shape(sentence, EVERY_BIT))


def test_a_sentence_that_says_the_question_again_is_told() -> None:
    question = stems("How many bales of hay would the farmer have left by December?")
    again = "To be found is how many bales of hay the farmer would have left by December ."
    assert repeats(again.split(), question)
    assert not repeats(["Feeding", "reduces", "the", "stock", "month", "after", "month", ",", "slowly", "."], question)


def test_context_passes_from_sentence_to_sentence() -> None:
    reading = read("A trap is the base. Take care of units.\n\nThe rest is plain.", known_of("What is it?", None, ()))
    first, second, third = (sentence.features | sentence.cues for sentence in reading.sentences)
    assert "!warns" in first and "before:!start" in first
    assert {"before:!warns", "!warned"} <= second
    assert "!warned" not in third and "behind:!end" in third


def test_a_warning_states_no_step_of_the_plan() -> None:
    plan = "1. Divide the price by the number of pencils.\n2. Choose the smallest quotient."
    told = "Divide the price by the number of pencils. Choose the smallest quotient."
    assert plan_overlap(told, plan).score == 1
    assert plan_overlap(f"Pitfalls: {told.lower()}", plan).score == 0


@given(st.lists(st.sampled_from(["so", "is", "_v", "=", "<gold>", "+", "left", "\\frac"]), max_size=12))
def test_no_stream_is_too_odd(stream: list[str]) -> None:
    assert all(name.startswith("@") for name in formulas(stream, EVERY_BIT))
