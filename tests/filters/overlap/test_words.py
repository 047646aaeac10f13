"""What the normal form hides, and what it must not hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.overlap.words import core, masked, numbers, text_key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is 3+4?", "what is  3 + 4"),
        ("She paid $1,250 for it.", "she paid 1250 for it"),
        (r"Find $\dfrac{1}{2} \times 4$.", "Find \\frac{1}{2} × 4"),
        (r"Evaluate $\left(2^3\right)$", "evaluate 2³"),
        ("There are twenty-five lamps", "There are 25 lamps"),
        ("a two-day trip", "a 2 day trip"),
        (r"Compute $\dbinom{5}{3}$", r"compute \binom53"),
        ("Natalia’s clips", "Natalia's clips"),
    ],
)
def test_spelling_and_markup_do_not_matter(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("3 + 4", "3 - 4"), ("3 + 4", "3 + 5"), ("x < 2", "x > 2"), ("1.5", "15")])
def test_what_is_asked_matters(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_characters_without_spaces_are_words() -> None:
    assert words("小明有3个苹果") == ("小", "明", "有", "3", "个", "苹", "果")


def test_masks_numbers_and_cores() -> None:
    text = words("What is 3 + 14?")
    assert masked(text) == ("what", "is", "#", "+", "#")
    assert numbers(text) == ("14", "3")
    assert core(text) == core(words("Compute 3+14.")) == ("3", "+", "14")


@given(st.text(max_size=80))
def test_the_normal_form_of_the_normal_form_is_itself(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once or any(word.isdigit() for word in once)
    assert text_key(once) == text_key(words(text))


@given(st.text(max_size=80))
def test_words_are_never_empty(text: str) -> None:
    assert all(words(text))
