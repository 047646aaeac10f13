"""Candidates that are struck out until one is left: options in other words, people, numbers in a row."""

import pytest

from filters.leaks.candidates import mentioned
from filters.leaks.choices import eliminated
from filters.leaks.gates import lines
from filters.leaks.known import known_of
from filters.leaks.offers import called, names

FRACTIONS = r"Which is the smallest? (A) $\frac{3}{8}$ (B) $\frac{5}{9}$ (C) $\frac{2}{7}$ (D) $\frac{6}{11}$ (E) 0.9"
TICKETS = "Which is cheapest? (A) a weekly pass (B) a bundle of ten rides (C) single rides (D) the railway card"
RUNNERS = "Rosa, Tim, Uma and Vera ran. Tim came before Uma, Vera came last, Rosa was behind Tim. Who won?"
REMAINDER = "What is the remainder when 5^{30} is divided by 6?"


def _found(text: str, question: str, gold: str) -> list[str]:
    said = lines(text)
    spans = eliminated(text, [line.span for line in said], known_of(question, gold, []))
    return [text[span.start : span.end].strip() for span in spans]


@pytest.mark.parametrize(
    ("sentence", "question", "letters"),
    [
        ("The ninth parts are too big.", FRACTIONS, "B"),
        ("The eighths and the ninths are too big.", FRACTIONS, "AB"),
        ("The first two are too big.", FRACTIONS, "AB"),
        ("Neither the first two nor the last three will do.", FRACTIONS, "ABCDE"),
        ("That is the end of B and D.", FRACTIONS, "BD"),
        ("The bundle is dearer than the railway card.", TICKETS, "BD"),
        ("Rides are counted.", TICKETS, ""),
        ("Option A is out.", TICKETS, "A"),
    ],
)
def test_options_have_many_names(sentence: str, question: str, letters: str) -> None:
    gold = "C"
    assert mentioned(sentence, known_of(question, gold, [])) == frozenset(letters)


@pytest.mark.parametrize(
    ("text", "question", "gold"),
    [
        ("Eighths, ninths and elevenths are beaten; nine tenths is out as well.", FRACTIONS, "C"),
        ("Uma and Rosa were behind somebody, and Vera cannot have won.", RUNNERS, "Tim"),
        ("Vera was last. Uma did not win. Neither did Rosa.", RUNNERS, "Tim"),
        ("Zero, two, three and four are impossible, and five is excluded by the exponent.", REMAINDER, "1"),
        ("A bus holds 40. Five are too few. Six cannot do it either, and eight are never filled.", "How many?", "7"),
    ],
)
def test_all_but_one_are_struck_out(text: str, question: str, gold: str) -> None:
    assert _found(text, question, gold)


@pytest.mark.parametrize(
    ("text", "question", "gold"),
    [
        ("Rosa, Tim, Uma and Vera ran, and one of them was not beaten.", RUNNERS, "Tim"),
        ("Vera was last. Uma did not win.", RUNNERS, "Tim"),
        ("Remainders are 0, 2, 3, 4 or 5 at times.", REMAINDER, "1"),
        ("It cannot be 2 or 5.", REMAINDER, "1"),
        ("It is not true that 1, 2, 3 and 4 are all there is.", REMAINDER, "1"),
        ("Eighths and ninths are beaten.", FRACTIONS, "C"),
    ],
)
def test_one_who_is_not_struck_out_may_be_anyone(text: str, question: str, gold: str) -> None:
    assert not _found(text, question, gold)


def test_a_word_of_two_options_names_none() -> None:
    assert "rides" not in dict(called(TICKETS))
    assert ("bundl", "B") in called(TICKETS)
    assert not called("How many rides?")


def test_names_are_never_written_small() -> None:
    assert names(RUNNERS) == {"rosa", "tim", "uma", "vera"}
    assert not names("The rose is red. What is the colour of a Rose?") & {"rose", "the", "what"}
