"""Formulas in letters: read, worked out with a question's numbers, and followed from one to the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.leaks.evaluating import comes_from
from filters.leaks.features import read
from filters.leaks.gates import lines
from filters.leaks.goal import goals
from filters.leaks.known import known_of
from filters.leaks.letters import derived, solving
from filters.leaks.tokens import tokenise

PUMPS = "One pump fills 30 barrels an hour, another 20. How many hours do both need for 600 barrels?"


def _words(formula: str) -> tuple[str, ...]:
    tokens = tokenise(formula)
    return tuple(formula[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))


def _cues(text: str, question: str = PUMPS, gold: str = "12") -> set[str]:
    return {cue for cues in derived(text, lines(text), known_of(question, gold, [])) for cue in cues}


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        ("W/(p+q)", (600, 30, 20), 12),
        (r"\frac{W}{p+q}", (600, 30, 20), 12),
        (r"\tfrac12 gh", (6, 7), 21),
        (r"n(n-1)^{k-1}", (4, 3), 36),
        (r"\(c\,v^5\)", (2, 3), 96),
        ("2\u221a(u\u00b2 + 4v)", (6, 7), 16),
        (r"\dfrac{t_1 t_2}{t_1 + t_2}", (3, 6), 2),
        (r"A\left(1+\frac{r}{100}\right)^2", (500, 20), 720),
        ("D/3s", (90, 5), 6),
        ("\u2212m + 9n", (4, 2), 14),
    ],
)
def test_a_formula_comes_to_what_its_letters_make_it(formula: str, numbers: tuple[float, ...], value: float) -> None:
    assert comes_from(_words(formula), tuple(map(float, numbers)), frozenset({float(value)}))
    assert not comes_from(_words(formula), tuple(map(float, numbers)), frozenset({value + 0.5}))


@pytest.mark.parametrize("formula", ["(a + b", "a /", r"\int x", "x ! ? y", "a^", "x = y", "9" * 400 + "x"])
def test_what_cannot_be_read_says_nothing(formula: str) -> None:
    assert not comes_from(_words(formula), (1.5, 2.0, 3.0), frozenset({4.0}))


@given(st.text(alphabet="abx123+-*/^(){}\\$_ \u221a\u00b2", max_size=40))
def test_no_formula_is_an_error(formula: str) -> None:
    assert comes_from(_words(formula), (2.0, 30.0, 1e300), frozenset({7.0})) >= 0


def test_a_formula_that_solves_the_question_is_a_derivation() -> None:
    text = "Rates add. With W barrels and pumps of p and q, the clock shows W/(p + q). Mind the units."
    known = known_of(PUMPS, "12", [])
    assert [text[span.start : span.end].strip() for span in solving(text, lines(text), known)] == [
        "With W barrels and pumps of p and q, the clock shows W/(p + q)."
    ]
    assert "derivation" in read(text, known).found
    assert "#formula-gold>2" in _cues(text)


def test_a_law_that_everybody_knows_is_none() -> None:
    text = "For a pump, v = W/t, and work is rate times time. Rates of machines that run together may be added."
    assert "derivation" not in read(text, known_of(PUMPS, "12", [])).found


def test_an_equation_that_is_turned_round_follows_from_the_one_before() -> None:
    assert "#rearranged" in _cues("The price is N = P(1 - d). Undoing the bracket, P = N/(1 - d).")
    assert "#rearranged" not in _cues("The price is N = P(1 - d). A rate is r = s/t.")


def test_powers_and_arrows_are_read() -> None:
    cues = _cues("F = 4k\u00b2 \u21d2 k = \u221a(F/4) \u21d2 G = 3k", "A face?", "7")
    assert {"#rearranged", "#tied>0"} <= cues


def test_a_formula_given_out_as_what_is_asked() -> None:
    question = "What is the perimeter of the field?"
    assert "#bare-goal" in _cues("Hence the perimeter is 2(u + v).", question, "40")
    assert "#bare-goal" not in _cues("Hence the fence is 2(u + v).", question, "40")


def test_words_are_no_letters() -> None:
    assert not _cues("A pump is a machine - nothing more - and an hour has sixty minutes.")


def test_the_goal_is_what_the_asking_sentence_names() -> None:
    assert {"age", "years", "karim"} <= goals("Lena is 9. How old is Karim?")
    assert "perim" in goals("A field is 9 m long. What is its perimeter?")
    assert not goals("Lena is 9.")
