"""The probe asks with and without the preplan, and says in nats what the preplan adds."""

import math

import pytest

from filters.answer_probe import AnswerProbeFilter, AnswerProbeSettings, log_likelihood
from filters.base import Question
from schemas.request import Completion, TokenLogprob
from schemas.trace import Trace
from schemas.verdict import Verdict
from tests.filters.conftest import TraceOf

RIGHT, WRONG = r"\boxed{12}", r"\boxed{13}"


class Guesser:
    """Knows the answer only if the notes hold it."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def __call__(self, trace: Trace, question: Question) -> Completion:
        self.asked.append(question)
        return Completion(RIGHT if "12" in question.values.get("preplan", "") else WRONG)


async def probed(trace: Trace, guesser: Guesser) -> Verdict:
    probe = AnswerProbeFilter(AnswerProbeSettings(enabled=True, guesses=3))
    probe.ask = guesser
    return await probe.judge(trace, "preplan")


async def test_a_preplan_that_tells_the_answer_is_rejected(trace_of: TraceOf) -> None:
    guesser = Guesser()
    verdict = await probed(trace_of("Four bags of three?", "12", preplan="A dozen, 12, I think."), guesser)
    assert (verdict.passed, verdict.reason) == (False, "answer_guessed")
    assert verdict.score == pytest.approx(math.log(3.5 / 0.5), abs=1e-4)
    assert verdict.detail == "3 of 3 guesses right with the preplan, 0 of 3 without"
    assert len(guesser.asked) == 6
    assert sum("preplan" in question.values for question in guesser.asked) == 3


async def test_a_clean_preplan_adds_nothing(trace_of: TraceOf) -> None:
    verdict = await probed(trace_of("Four bags of three?", "12", preplan="Equal groups."), Guesser())
    assert (verdict.passed, verdict.score) == (True, 0.0)


async def test_without_a_gold_nothing_is_asked(trace_of: TraceOf) -> None:
    guesser = Guesser()
    assert (await probed(trace_of("Prove it.", None, preplan="Equal groups."), guesser)).passed
    assert guesser.asked == []


def test_log_probabilities_are_used_where_they_are_there() -> None:
    def guess(text: str, share: float) -> Completion:
        return Completion(text, logprobs=(TokenLogprob(text, math.log(share), 0, len(text)),))

    twice = [
        (guess(RIGHT, 0.5), True),
        (guess(RIGHT, 0.5), True),
        (guess("12", 0.25), True),
        (guess(WRONG, 0.1), False),
    ]
    assert log_likelihood(twice) == pytest.approx(math.log(0.75))
