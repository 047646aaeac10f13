"""Phrases match as words, in any case, and a placeholder matches values only."""

import pytest

from filters.phrases import find_phrases


def found(text: str, *phrases: str) -> list[str]:
    return [text[span.start : span.end] for span in find_phrases(text, phrases)]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Thus it ends", "thus", ["Thus"]),
        ("enthusiasm", "thus", []),
        ("we  get\nthere", "we get there", ["we  get\nthere"]),
        ("we\n\nget", "we get", []),
        ("let\u2019s compute", "let's compute", ["let\u2019s compute"]),
        ("x \u21d2 y", "\u21d2", ["\u21d2"]),
        (r"a \Rightarrow b", r"\Rightarrow", [r"\Rightarrow"]),
        (r"a \rightarrow b", r"\Rightarrow", []),
        ("we get. Wet gets", "we get", ["we get"]),
    ],
)
def test_a_phrase_matches_whole_words_in_any_case(text: str, phrase: str, expected: list[str]) -> None:
    assert found(text, phrase) == expected


@pytest.mark.parametrize(
    "said",
    ["42", "-3", "$1,200", r"$\frac{1}{2}$", "**42**", r"\boxed{7", "x = 5", "about 3.5", ": 42", "(B)", r"$\pi$"],
)
def test_a_value_is_a_number_latex_or_a_choice(said: str) -> None:
    assert found(f"The answer is {said} then.", "answer is <value>")


@pytest.mark.parametrize("said", ["positive", "a positive integer", "an angle", "to be simplified", "Bounded"])
def test_a_value_is_no_description(said: str) -> None:
    assert found(f"The answer is {said}.", "answer is <value>") == []


def test_a_choice_letter_at_the_end_counts_with_and_without_text_after_it() -> None:
    assert found("The answer is B", "answer is <value>") == found("The answer is B\n\nEnd", "answer is <value>")


def test_of_overlapping_phrases_the_longest_is_reported_once() -> None:
    assert found("the final answer", "final", "the final answer", "answer") == ["the final answer"]


def test_no_phrases_find_nothing() -> None:
    assert found("anything") == []
