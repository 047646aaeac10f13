"""Thoughts are taken off answers, in every shape in which they come."""

import pytest
from hypothesis import given
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
    ],
)
def test_the_answer_and_the_thoughts_come_apart(content: str, text: str, reasoning: str | None) -> None:
    split = split_reasoning(content)
    assert (split.text, split.reasoning) == (text, reasoning)


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_thoughts_never_reach_the_text_and_offsets_point_at_it(thought: str, answer: str, opened: bool) -> None:
    thought = thought.replace("</think>", "")
    content = f"{'<think>' if opened else ''}{thought}</think>{answer}"
    split = split_reasoning(content)
    assert split.text == answer.strip()
    assert content[split.start : split.start + len(split.text)] == split.text
