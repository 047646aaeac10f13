"""An answer that no number before it says comes from nowhere; one that may be read off, counted or rounded passes."""

import pytest

from filters.answer_consistent import AnswerConsistentFilter, AnswerConsistentSettings
from schemas.verdict import Verdict
from tests.filters.conftest import TraceOf


def judged(trace_of: TraceOf, text: str, question: str = "", **settings: float) -> Verdict:
    judge = AnswerConsistentFilter(AnswerConsistentSettings.model_validate(settings))
    return judge.judge(trace_of(question=question, execution=text), "execution")


def test_an_answer_from_nowhere_is_rejected_with_both_spans(trace_of: TraceOf) -> None:
    verdict = judged(trace_of, r"She has 48 + 16 = 64 points. The answer is \boxed{66}.")
    assert verdict.reason == "answer_from_nowhere" and verdict.value == "66"
    assert [item.text for item in verdict.evidence] == ["48 + 16 = 64", "66"]


@pytest.mark.parametrize(
    "text",
    [
        r"48 + 16 = 64, so \boxed{64}",
        r"48 + 16 = \boxed{64}",
        r"48 / 5 = 9.6, so they need \boxed{10} boxes",
        r"12 / 48 = 0.25, that is \boxed{25\%}",
        r"10 - 25 = -15, a debt of \boxed{15}",
        r"3 * 4 = 12, leaving 7 of the first kind: \boxed{7}",
        r"3 * 4 = 12, so the expression is \boxed{12x - 80}",
        r"No computation, just \boxed{3}",
        r"2 + 2 = 4. " + "Now count the cases one by one. " * 10 + r"\boxed{9}",
        r"it sells for 80 000 + 20 000, 3 + 4 = 7. \boxed{80,000}",
        "no answer, 2 + 2 = 4",
        r"the sums are 2 + 1 = 3 or 3 * 1 = 3. So there are \boxed{4} possible values",
        r"either 36 or (8 + 24)/2 = 16, giving \boxed{3} distinct values",
        r"120 ways, and 4 * 3 * 2 = 24 ways. The answer is the product, \boxed{2880}",
        r"(1/2) * 20 = 10. Jenna and her mother picked a total of \boxed{30} apples",
        r"28 - 24 = 4 of the 21 are not. Therefore, at least \boxed{17} are",
    ],
)
def test_an_answer_that_may_follow_passes(trace_of: TraceOf, text: str) -> None:
    assert judged(trace_of, text).passed


def test_a_number_of_the_question_may_be_the_answer(trace_of: TraceOf) -> None:
    assert judged(trace_of, r"40 - 7 = 33, so the red team: \boxed{51}", question="Red scores 51, blue 40.").passed


def test_the_reach_is_a_setting(trace_of: TraceOf) -> None:
    text = r"48 + 16 = 64. And then nothing more is worked out. \boxed{66}"
    assert not judged(trace_of, text).passed and judged(trace_of, text, max_gap=10).passed
