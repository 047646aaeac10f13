"""Prompts and completions as trainers hand them over, turned into text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.texts import END_OF_TURN, after_prompt, message_text, without_end_of_turn


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ([{"role": "assistant", "content": "a"}], "a"),
        ([{"role": "assistant", "content": "a"}, {"role": "user", "content": "u"}], "a"),
        ([{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}], "b"),
        ([{"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "image"}]}], "a"),
        ([{"role": "assistant", "content": None}], ""),
        ([{"role": "user", "content": "u"}], ""),
        ([], ""),
    ],
)
def test_the_last_message_of_a_role_is_the_text(value: Any, text: str) -> None:
    assert message_text(value, "assistant") == text


def test_something_else_is_an_error() -> None:
    with pytest.raises(TypeError, match="not int"):
        message_text(7, "user")


@given(st.text(max_size=30).filter(lambda text: text == text.strip()), st.lists(st.sampled_from(END_OF_TURN)))
def test_special_tokens_behind_the_text_are_cut(text: str, tokens: list[str]) -> None:
    assert without_end_of_turn(text + "\n".join(tokens)).strip() == without_end_of_turn(text).strip()


@pytest.mark.parametrize("text", ["</execute>", "a </s> b", "<|im_end|> a", "", "<plan>"])
def test_tags_and_tokens_elsewhere_stay(text: str) -> None:
    assert without_end_of_turn(text) == text


@given(st.text(), st.text())
def test_what_follows_the_prompt_is_the_completion(prompt: str, completion: str) -> None:
    assert after_prompt(prompt + completion, prompt) == completion


def test_a_prompt_cut_from_the_left_is_found_by_its_end() -> None:
    prompt = "x" * 100 + " How many sheep are there? Answer in three segments, and box what you find.\nAssistant:"
    assert after_prompt(prompt[90:] + " ten", prompt) == " ten"


def test_a_query_without_its_prompt_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not hold its prompt"):
        after_prompt("something else", "How many?")
