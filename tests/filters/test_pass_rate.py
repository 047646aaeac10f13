"""The pass rate is counted over right answers, and answers vote by meaning, not by spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from filters.answer import AnswerFilter, AnswerSettings
from filters.answer_groups import AnswerGroup, group_answers
from filters.pass_rate import PassRateFilter, PassRateSettings
from schemas.problem import Problem
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict

PROBLEM = Problem("p", "What is half of one?", "1/2")


async def trace_of(text: str, sample: int = 0) -> Trace:
    """A trace of this text with the verdict of the real answer filter."""
    attempt = Attempt("cot", 0, "solver", "toy", "toy", "cot/cot", "", {}, "", text=text)
    trace = Trace(PROBLEM, "cot", sample, {"cot": StageText("cot", (attempt,), 0)})
    verdict = AnswerFilter(AnswerSettings()).judge(trace, "cot")
    trace.trace_verdicts.append(verdict if isinstance(verdict, Verdict) else await verdict)
    return trace


async def judged(answers: list[str], **settings: object) -> Verdict:
    """The verdict on samples that box these answers; an empty one boxes nothing."""
    texts = [f"So it is \\boxed{{{answer}}}." if answer else "I cannot tell." for answer in answers]
    traces = [await trace_of(text, sample) for sample, text in enumerate(texts)]
    verdicts = await PassRateFilter(PassRateSettings.model_validate(settings)).judge_group(traces, "cot")
    assert len(verdicts) == len(answers) and len({id(verdict) for verdict in verdicts}) == 1
    return verdicts[0]


async def test_some_right_is_kept_with_rate_and_majority() -> None:
    verdict = await judged(["0.5", r"\frac{1}{2}", "3", "1/2"])
    assert verdict.passed and verdict.score == 0.75 and verdict.value == "0.5"
    assert verdict.detail == "3 of 4 right; 3 of 4 answers are 0.5"


async def test_all_right_is_too_easy_and_none_too_hard() -> None:
    assert (await judged(["1/2", "0.5"])).reason == "too_easy"
    assert (await judged(["1/3", "0.4"])).reason == "too_hard"


async def test_unanimous_problems_are_kept_on_request() -> None:
    assert (await judged(["1/2", "0.5"], keep_unanimous=True)).passed
    assert (await judged(["1/3", "0.4"], keep_unanimous=True)).passed


async def test_the_window_holds_both_ends() -> None:
    half = ["1/2", "7"]
    assert (await judged(half, window=(0.5, 0.5))).passed
    assert (await judged(half, window=(0.6, 1))).reason == "too_hard"
    assert (await judged(half, window=(0, 0.4))).reason == "too_easy"


@pytest.mark.parametrize("answer", ["1/2", "7", ""])
async def test_one_sample_is_measured_and_not_judged(answer: str) -> None:
    verdict = await judged([answer])
    assert verdict.passed and verdict.score == float(answer == "1/2") and "too few for a window" in str(verdict.detail)


async def test_one_sample_is_judged_when_asked_for() -> None:
    assert (await judged(["1/2"], min_samples=1)).reason == "too_easy"


async def test_a_wrong_majority_is_a_majority() -> None:
    verdict = await judged(["7", "1/2", "14/2", "7.0"])
    assert verdict.score == 0.25 and verdict.value == "7" and "3 of 4 answers are 7" in str(verdict.detail)


async def test_equal_counts_go_to_the_first_sample() -> None:
    assert (await judged(["7", "8", "1/2"])).value == "7"


async def test_samples_without_an_answer_are_wrong_and_have_no_vote() -> None:
    verdict = await judged(["", "", "1/2"])
    assert verdict.score == pytest.approx(1 / 3, abs=1e-6) and verdict.value == "1/2"
    assert verdict.detail == "1 of 3 right; 1 of 1 answers are 1/2"


async def test_no_answer_at_all_leaves_no_majority() -> None:
    verdict = await judged(["", ""])
    assert verdict.reason == "too_hard" and verdict.value is None


async def test_symbolic_answers_are_one_vote() -> None:
    assert await group_answers([(r"\sqrt{8}", False), (r"2\sqrt{2}", False), ("3", False)]) == [
        AnswerGroup(r"\sqrt{8}", 2),
        AnswerGroup("3", 1),
    ]


async def test_a_sample_whose_answer_could_not_be_compared_does_not_count() -> None:
    traces = [await trace_of(r"\boxed{1/2}"), await trace_of(r"\boxed{7}"), await trace_of(r"\boxed{8}")]
    traces[2].trace_verdicts[0] = Verdict("answer", "cot", passed=False, reason="answer_timeout", value="8")
    verdicts = await PassRateFilter(PassRateSettings()).judge_group(traces, "cot")
    assert [verdict.score for verdict in verdicts] == [0.5] * 3


async def test_without_verdicts_on_answers_nothing_is_counted() -> None:
    trace = await trace_of(r"\boxed{1/2}")
    trace.trace_verdicts.clear()
    verdict = (await PassRateFilter(PassRateSettings()).judge_group([trace, trace], "cot"))[0]
    assert verdict.passed and verdict.score is None and "no verdict of 'answer'" in str(verdict.detail)


@pytest.mark.parametrize("window", [(0.5, 0.4), (-0.1, 1), (0, 1.1)])
def test_a_window_is_ordered_shares(window: tuple[float, float]) -> None:
    with pytest.raises(ValidationError, match="a window is"):
        PassRateSettings(window=window)


SPELLINGS = {"a": ("1/2", "0.5", r"\frac12", "2/4"), "b": ("3", "3.0", "+3"), "c": ("100", "1e2", "100.0")}


@given(st.lists(st.sampled_from([(name, text) for name, texts in SPELLINGS.items() for text in texts]), max_size=30))
async def test_groups_add_up_to_the_votes_for_each_meaning(votes: list[tuple[str, str]]) -> None:
    groups = await group_answers([(text, False) for _, text in votes])
    meant = sorted([sum(name == meaning for name, _ in votes) for meaning in SPELLINGS], reverse=True)
    assert [group.size for group in groups] == [count for count in meant if count]
