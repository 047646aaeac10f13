"""A gold in another unit, on the clock, as a pair, as a riddle, or as what is left of several candidates."""

import pytest

from filters.leaks.amounts import find_amounts
from filters.leaks.expressions import LONGEST
from filters.leaks.known import known_of
from filters.value_leak import value_leaks

HOURS = "How many hours is she on the road from 6:50 p.m. on?"


@pytest.mark.parametrize(
    ("question", "gold", "text", "label"),
    [
        (HOURS, "3", "Her stopwatch would show one hundred eighty minutes.", "converted"),
        (HOURS, "2.5", "The doors open at 9:20 p.m., later than that.", "converted"),
        ("How many km/h does the bus do, 40 km from here?", "90", "It makes 1.5 kilometres a minute.", "converted"),
        ("At how many km/h does she ride?", "18", "Each minute takes her three hundred metres on.", "converted"),
        ("How many hours does it take 6 men?", "24", "They are busy for one whole day.", "converted"),
        ("How many hours? It was 30 km.", "30", "They are busy for a day and six hours.", "converted"),
        ("How many days? It is week 22.", "22", "They stay three weeks and a day.", "converted"),
        ("How many hours does it take?", "8", "It takes a third of a full day.", "converted"),
        ("How many degrees is it?", "75", "It fills five twelfths of a straight angle.", "converted"),
        ("How many square metres are mown? It is 12 m wide.", "64", "That is 640000 square centimetres.", "converted"),
        ("How many litres does it hold?", "250", "It holds 0.25 cubic metres.", "converted"),
        ("How many minutes from 10:20 on? The bus has 8 rows.", "110", "It ends at ten past noon.", "converted"),
        ("How many cubic metres?", "0.4", "It would be 400 litres.", "converted"),
        ("How many months?", "12", "Exactly a year goes by.", "converted"),
        ("How many seconds?", "60", "A full minute goes by.", "converted"),
        ("How many minutes fast is it?", "20", "It gains the third part of an hour.", "converted"),
        ("How many minutes?", "117", "It is three minutes short of two hours.", "converted"),
        ("How many seconds is 2.5% of an hour?", "90", "That is a minute and a half.", "converted"),
        ("How many tiles?", "150", "They are sold by dozens: twelve and a half.", "converted"),
        ("How many guests take tea? 3 minutes pass.", "65", "The cook hands out 65 cups.", "gold"),
        ("For which value of $k$ is $x-8$ a factor?", "8", "It divides for $k=8$ alone.", "gold"),
        ("How many minutes?", "240", "They said four hours. The second one is out.", "converted"),
        ("How many seats are there?", "462", "In dozens, it is thirty-eight and a half.", "converted"),
        (
            "What is the central angle in radians?",
            r"\frac{\pi}{3}",
            "The arc spans 60\u00b0.",
            "converted",
        ),
        ("Where do the lines y = 3x + 1 and y = 6 - 2x meet?", "(1,4)", "One right and four up.", "expression"),
        ("Solve 5(x + 2) = 3x + 4.", "x=-3", "It is minus three.", "gold"),
        ("Who wins?", "Dev", "Ana cannot lead. Just one name remains.", "elimination"),
        ("Which? (A) 20 (B) 30 (C) 45 (D) 60", "C", "20 and 30 are too small, 60 is too big.", "elimination"),
    ],
)
def test_a_disguised_gold_is_found(question: str, gold: str, text: str, label: str) -> None:
    assert label in value_leaks(text, known_of(question, gold, ()))


@pytest.mark.parametrize(
    ("question", "gold", "text"),
    [
        (HOURS, "5.1666", "A day begins at midnight."),
        ("How many pages does it print in 50 minutes?", "750", "A 750 g cardboard makes no difference."),
        ("How many minutes does it run behind after an hour?", "30", "Reminder: half an hour is 30 minutes."),
        ("How many seconds?", "60", "A full minute has sixty of them."),
        ("How many minutes has exactly one hour and 5 seconds?", "60", "It is exactly one hour."),
        ("Which? (A) 20 (B) 30 (C) 45 (D) 60", "C", "The answer is not a word; exactly one candidate passes."),
        ("What is left?", "7", "Only what is left is wanted, so the layers never need a number."),
    ],
)
def test_what_belongs_to_everybody_is_none(question: str, gold: str, text: str) -> None:
    assert value_leaks(text, known_of(question, gold, ())) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half a dozen sevens", 42),
        ("one fewer than a full score", 19),
        ("as many as seven hands have fingers", 35),
        ("the sixth power of two", 64),
        ("the sum of the first ten whole numbers", 55),
        ("the first perfect square above fifty", 64),
        ("a couple of hundred", 200),
        ("what is left of a dozen when five are gone", 7),
    ],
)
def test_a_riddle_is_worked_out(text: str, value: float) -> None:
    assert value in {amount.value for amount in find_amounts(text)}


@pytest.mark.parametrize("piece", ["1+", "(1+", "1-", "2^", "1 = ", "3:15 "])
def test_a_hostile_text_is_read_in_pieces(piece: str) -> None:
    spans = [amount.span for amount in find_amounts(piece * (40_000 // len(piece)))]
    assert max((span.end - span.start for span in spans), default=0) <= len(piece) * LONGEST
