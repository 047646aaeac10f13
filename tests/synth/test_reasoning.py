"""Thoughts are taken off answers, in every shape in which they come."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from synth.reasoning import split_reasoning


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ("plain", "plain", None),
        ("  kept as it is \n", "  kept as it is \n", None),
        ("<think>a</think>b", "b", "a"),
        ("\n<think>\na\n</think>\n\nb\n", "b", "a"),
        ("a, without an opening tag</think>b", "b", "a, without an opening tag"),
        ("<think>cut off while thinking", "", "cut off while thinking"),
        ("<think></think>b", "b", ""),
        ("<think>only thoughts</think>", "", "only thoughts"),
        ("answer with <think> in the middle", "answer with <think> in the middle", None),
        ("", "", None),
        ('{"a": "no </think> here"}\n', '{"a": "no </think> here"}\n', None),
        ('["<think>a\tb</think>"]', '["<think>a\tb</think>"]', None),
        ('{"a": 1} or {"b": 2}</think>{"b": 2}', '{"b": 2}', '{"a": 1} or {"b": 2}'),
        ('{"cut </think> off', "off", '{"cut'),
        ("[" * 100_000 + "</think>b", "b", "[" * 100_000),
    ],
)
def test_the_answer_and_the_thoughts_come_apart(content: str, text: str, reasoning: str | None) -> None:
    split = split_reasoning(content)
    assert (split.text, split.reasoning) == (text, reasoning)


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_thoughts_never_reach_the_text_and_offsets_point_at_it(thought: str, answer: str, opened: bool) -> None:
    thought = thought.replace("</think>", "")
    content = f"{'<think>' if opened else ''}{thought}</think>{answer}"
    assume(not content.lstrip().startswith(("{", "[")))  # JSON with a tag in a string is below
    split = split_reasoning(content)
    assert split.text == answer.strip()
    assert content[split.start : split.start + len(split.text)] == split.text


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ("cut off", "", "cut off"),
        ("a</think>b", "b", "a"),
        ("<think>a</think>b", "b", "a"),
        ('{"a": 1}', '{"a": 1}', None),
        ("", "", ""),
    ],
)
def test_an_answer_known_to_begin_in_thoughts_is_thoughts_to_the_closing_tag(
    content: str, text: str, reasoning: str | None
) -> None:
    split = split_reasoning(content, thinking=True)
    assert (split.text, split.reasoning) == (text, reasoning)


@given(st.lists(st.sampled_from(["<think>", "</think>", '"', "a\n", "}"]), max_size=6).map("".join), st.booleans())
def test_tags_within_json_end_nothing(value: str, thinking: bool) -> None:
    content = json.dumps({"step": value})
    assert split_reasoning(content, thinking) == (content, None, 0)
