"""Amounts in two units, and times of day, as the gold in other words."""

import pytest

from filters.leaks.known import known_of
from filters.leaks.values import other_golds


@pytest.mark.parametrize(
    ("question", "gold", "text", "said"),
    [
        ("How many minutes does it move?", "140", "It moves for two hours and twenty minutes.", "hours and twenty"),
        ("How many minutes?", "90", "The phone is full an hour and a half later.", "an hour and a half"),
        ("What does it cost, in $?", "$7.20", "Seven dollars and twenty cents.", "Seven dollars and twenty"),
        ("How long is it, in minutes or hours?", "4 h 10 min", "Four hours and ten minutes.", "Four hours and ten"),
        ("It starts at 1:00 PM. When is the end?", "7:00 PM", "The end is at 19:00 in military time.", "19:00"),
        ("Off at 22:40. When does it land?", "03:15", "They step out at a quarter past three.", "quarter past three"),
        ("It is set right at noon.", "8:48 p.m.", "It shows twelve minutes to nine.", "twelve minutes to nine"),
        ("How many minutes to fill it?", "240", "From eight in the morning to noon.", "eight in the morning to noon"),
        ("How many hours does she need?", "7.5", "From 8:00 a.m. she works until half past three.",
          "she works until half past three"),
    ],
)  # fmt: skip
def test_the_gold_is_found(question: str, gold: str, text: str, said: str) -> None:
    found = other_golds(text, known_of(question, gold, []))
    assert any(said in text[span.start : span.end] for spans in found.values() for span in spans)


@pytest.mark.parametrize(
    ("question", "gold", "text"),
    [
        ("How many minutes is it from 9:40 to 12:25?", "165", "It goes from 9:40 to 12:25."),
        ("She reads 2 hours and 20 minutes. How many pages?", "140", "She reads two hours and twenty minutes."),
        ("How many minutes?", "90", "It takes two hours and a half."),
        ("When does it end? It starts at 7:00 PM.", "9:00 PM", "It starts at seven in the evening."),
    ],
)
def test_what_is_stated_or_another_value_is_none(question: str, gold: str, text: str) -> None:
    assert not other_golds(text, known_of(question, gold, []))


def test_a_value_on_the_way_is_a_result() -> None:
    known = known_of("How many minutes does the trip last?", "200", ["<<100+40=140>>140 minutes\n#### 200"])
    assert list(other_golds("Two hours and twenty minutes are spent driving.", known)) == ["result"]
