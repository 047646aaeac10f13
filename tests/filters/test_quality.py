"""Quality signals: each finds its fault with spans, and leaves the like of it that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.plan_execution import carried_out
from filters.registry import build_filters
from filters.repetition import repeated
from schemas.verdict import Verdict
from tests.filters.conftest import TraceOf

NAMES = ("repetition", "language_mix", "residue", "meta_talk", "markdown_debris")
JUDGES = build_filters((*NAMES, "plan_execution"), {"plan_execution": {"enabled": True}}, "test")
LOOP = "The total number of apples that she has is equal to nine and we go on. "

BAD = [
    ("repetition", LOOP * 12, "repeats_itself"),
    ("language_mix", "The total is 12, \u56e0\u6b64 the answer is 12.", "foreign_script"),
    ("language_mix", "So \u0442\u0430\u043a\u0438\u043c it is 3.", "foreign_script"),
    ("residue", "It is 12. Wait, that is per week.", "self_correction"),
    ("residue", "Hmm, this is a rate problem.", "self_correction"),
    ("residue", "- Oops\n- 3 * 4 = 12", "self_correction"),
    ("residue", "Then 3 + 4 = 8. Let me recalculate: 7.", "self_correction"),
    ("residue", "But wait, 25 is a square.", "self_correction"),
    ("residue", "However, there seems to be a mistake in my calculation of it.", "self_correction"),
    ("residue", "This is still incorrect. Let's solve it correctly: 3.", "self_correction"),
    ("meta_talk", "Here's how to solve the problem:\n\n12", "meta_talk"),
    ("markdown_debris", "It is 12.\n</think>\n\n12", "markdown_debris"),
    ("markdown_debris", "$$6m+9$$\\n$$3$$", "markdown_debris"),
    ("markdown_debris", "One.\\nTwo.\\n\\nThree", "markdown_debris"),
    ("markdown_debris", "the caf\\u00e9 sells 3", "markdown_debris"),
    ("meta_talk", "As an AI, I cannot do that.", "meta_talk"),
    ("meta_talk", "Sure! The problem is about rates.", "meta_talk"),
    ("meta_talk", "**Here is the preplan:**\nA rate problem.", "meta_talk"),
    ("meta_talk", "It is 12. I hope this helps!", "meta_talk"),
    ("markdown_debris", "```python\nx = 3\n", "markdown_debris"),
    ("markdown_debris", "It is 12.<|im_end|>", "markdown_debris"),
    ("markdown_debris", "One<br>two", "markdown_debris"),
    ("markdown_debris", "## \nText", "markdown_debris"),
]
GOOD = [
    ("repetition", "1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 15" * 5),
    (
        "repetition",
        "How many apples does she have after the second day? How many apples does she have after the second day?",
    ),
    ("language_mix", "The angle \u03b1 is \u03c0/3, the caf\u00e9 is na\u00efve, \u2211 x\u1d62 \u2264 3, \u211d."),
    ("residue", "The guests wait, then half of them leave. Check: 3 * 4 = 12. They hold on to the rope."),
    ("meta_talk", "Make sure the units agree. The plan of the house is a square. The users pay 3 dollars."),
    ("residue", "He made a mistake in the first row. The mistake in his sum is 3, and 5 is incorrect."),
    ("meta_talk", "We find how to cut it. Here the steps are 3 cm high."),
    (
        "markdown_debris",
        "\\neq \\nu \\nabla \\nRightarrow \\nleftarrow a \\\\n b\n```python\nprint('a\\n')\n```\nand `'\\n'` \\u b",
    ),
    ("markdown_debris", "# Title\n\n- **one**\n- two\n\n```\nx = 1\n```\n\nIf a < b and b > c, `x`."),
]


def judged(trace_of: TraceOf, name: str, text: str, question: str = "") -> Verdict:
    verdict = JUDGES[name].judge(trace_of(question=question, execution=text), "execution")
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.mark.parametrize(("name", "text", "reason"), BAD)
def test_a_fault_is_found_with_its_span(trace_of: TraceOf, name: str, text: str, reason: str) -> None:
    verdict = judged(trace_of, name, text)
    assert verdict.reason == reason and verdict.evidence
    assert all(text[item.start : item.end] == item.text for item in verdict.evidence)


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_what_only_looks_like_one_passes(trace_of: TraceOf, name: str, text: str) -> None:
    assert judged(trace_of, name, text).passed


def test_the_script_of_the_question_is_no_foreign_one(trace_of: TraceOf) -> None:
    assert judged(trace_of, "language_mix", "\u7b54\u6848\u662f 12", question="\u82f9\u679c\u6709\u591a\u5c11?").passed


def test_what_the_question_says_is_no_meta_talk(trace_of: TraceOf) -> None:
    question = "Igor gathered half as many test tubes as requested. How many?"
    assert judged(trace_of, "meta_talk", "Half as many as requested are 8.", question=question).passed
    assert not judged(trace_of, "meta_talk", "As requested, 8 of them.").passed


def test_limits_are_settings(trace_of: TraceOf) -> None:
    judges = build_filters(["residue"], {"residue": {"max_count": 1, "openers": ["well"]}}, "test")
    text = "Well, it is 3. Wait, no."
    assert judges["residue"].judge(trace_of(execution=text), "execution").passed  # type: ignore[union-attr]


PLAN = """1. Multiply the trays by the rolls on each tray.
2. Subtract the rolls that were sold.
3. Divide the rest among the shops."""
EXECUTION = """Multiplying trays by rolls on each tray gives 72.
We subtract the sold rolls: 22.
Dividing the rest among shops: 11."""


def test_a_plan_that_is_carried_out_scores_one_and_a_foreign_one_none() -> None:
    assert carried_out(PLAN, EXECUTION)[0] == 1
    share, missing = carried_out(PLAN, "The triangle has an angle of 30 degrees.\nIts height is half the side.")
    assert share == 0 and len(missing) == 3


def test_steps_in_another_order_count_for_less() -> None:
    backwards = "\n".join(reversed(EXECUTION.splitlines()))
    assert carried_out(PLAN, backwards)[0] < 1


def test_an_execution_that_leaves_its_plan_is_rejected_with_the_steps(trace_of: TraceOf) -> None:
    verdict = JUDGES["plan_execution"].judge(trace_of(plan=PLAN, execution="The angle is 30 degrees."), "execution")
    assert isinstance(verdict, Verdict) and verdict.reason == "leaves_the_plan" and verdict.score == 0
    assert {item.stage for item in verdict.evidence} == {"plan"} and len(verdict.evidence) == 3


@given(st.text(max_size=300), st.integers(min_value=2, max_value=5))
def test_shares_stay_shares(text: str, times: int) -> None:
    share, words, spans = repeated(text * times)
    assert 0 <= share <= 1 and words >= 0 and all(0 <= span.start < span.end <= len(text) * times for span in spans)
    assert 0 <= carried_out(text, text * times)[0] <= 1


def test_hostile_texts_take_linear_time(trace_of: TraceOf) -> None:
    for text in (
        "wait " * 50_000,
        "<" * 100_000,
        "\u56e0a" * 50_000,
        "``` \n" * 40_000,
        "## \n" * 50_000,
        "\\n" * 50_000,
    ):
        for name in NAMES:
            judged(trace_of, name, text)
