"""Laws of PPC's reward that hold for any text."""

import asyncio
from inspect import isawaitable
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from filters.answer import AnswerFilter, AnswerSettings
from filters.format import FormatSettings, find_flaw
from filters.segments import PPC_TAGS, has_format
from rewards.ppc import PpcJudges, PpcSettings, ppc_reward
from schemas.problem import Problem
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict
from tests.rewards.turns import SPOILED, boxed, turn

PROSE = st.text(alphabet="abc 12=$\\{}.\n", max_size=60)
BODY = PROSE.filter(lambda body: bool(body.strip()))
PLAIN = st.text(alphabet="abcdefgh ,.\n", min_size=1, max_size=80).filter(lambda body: bool(body.strip()))
NUMBER = st.integers(min_value=-(10**9), max_value=10**9)
RATING = st.floats(min_value=0, max_value=1)
PIECES = st.sampled_from([f"<{slash}{tag}>" for tag in PPC_TAGS for slash in ("", "/")] + ["word", " ", boxed("7")])


def in_grammar(pieces: list[str]) -> bool:
    """The grammar, written a second time: six marks in order, text inside and none outside, a box in the last."""
    marks = [f"<{slash}{tag}>" for tag in PPC_TAGS for slash in ("", "/")]
    if [piece for piece in pieces if piece in marks] != marks:
        return False
    at = [pieces.index(mark) for mark in marks]
    inside = [pieces[start + 1 : end] for start, end in zip(at[::2], at[1::2], strict=True)]
    outside = [*pieces[: at[0]], *pieces[at[1] + 1 : at[2]], *pieces[at[3] + 1 : at[4]], *pieces[at[5] + 1 :]]
    return all("".join(text).strip() for text in inside) and not "".join(outside).strip() and boxed("7") in inside[-1]


@given(st.lists(PIECES, max_size=14))
def test_the_format_value_is_one_exactly_if_the_grammar_holds_for_random_pieces(pieces: list[str]) -> None:
    assert ppc_reward("".join(pieces), "7").parts["format"].value == float(in_grammar(pieces))


@given(BODY, BODY, PROSE)
def test_a_turn_in_the_grammar_has_the_form(preplan: str, plan: str, work: str) -> None:
    assume(not work.count("\\") and not work.count("{") and not work.count("}"))
    assert ppc_reward(turn(preplan, plan, work + boxed("7")), "7").parts["format"].value == 1


@given(BODY, BODY, st.integers(min_value=0, max_value=5), st.sampled_from(["drop", "double", "misspell"]))
def test_a_turn_with_one_tag_gone_wrong_has_not(preplan: str, plan: str, which: int, how: str) -> None:
    mark = [f"<{slash}{tag}>" for tag in PPC_TAGS for slash in ("", "/")][which]
    changed = {"drop": "", "double": mark * 2, "misspell": mark.upper()}[how]
    assert ppc_reward(turn(preplan, plan, boxed("7")).replace(mark, changed), "7").parts["format"].value == 0


@given(st.text(alphabet="<>/preplanxcut {}\\boxd7\n", max_size=120))
def test_the_format_value_is_the_filters_own_condition(completion: str) -> None:
    assert ppc_reward(completion, "7").parts["format"].value == float(has_format(completion))


ANSWERS = st.lists(
    st.sampled_from(
        [r"\boxed{7}", r"\boxed{7.0}", r"\boxed{8}", r"\boxed{}", r"\boxed{7", "The answer is 7.", "#### 7"]
        + [
            "#### 8",
            "The final answer is 8.",
            "<answer>7</answer>",
            " and ",
            ". Then ",
            "\n\n",
            "so 7",
            "$",
            "7 apples",
            "<think>",
        ]
    ),
    max_size=6,
)


async def judged(judge: AnswerFilter, trace: Trace) -> Verdict:
    """Its verdict on the execution, whoever had to be asked."""
    said = judge.judge(trace, "execution")
    return await said if isawaitable(said) else said


@given(ANSWERS, st.sampled_from(["7", "8", "7, 8", ""]), st.sampled_from(["reject", "last"]))
def test_an_outcome_is_one_exactly_if_the_answer_filter_passes(
    pieces: list[str], gold: str, several: Literal["reject", "last"]
) -> None:
    execution = "".join(pieces)
    attempt = Attempt("execution", 0, "", "", "", "", "", {}, "", None, execution.strip())
    trace = Trace(Problem("p", "", gold), "ppc", stages={"execution": StageText("execution", (attempt,), 0)})
    verdict = asyncio.run(judged(AnswerFilter(AnswerSettings(several=several)), trace))
    reward = ppc_reward(turn(execution=execution), gold, settings=PpcSettings(several=several))
    assert (reward.parts["outcome"].value == 1) == verdict.passed


@given(ANSWERS)
def test_the_form_of_an_execution_is_what_the_format_filter_asks_of_it(pieces: list[str]) -> None:
    execution = "".join(piece for piece in pieces if piece not in (r"\boxed{7", "<think>"))
    flaw = find_flaw(execution.strip(), "execution", FormatSettings())
    assert ppc_reward(turn(execution=execution), "7").parts["format"].value == float(flaw is None)


@given(PLAIN, PLAIN, PLAIN, NUMBER, NUMBER, RATING)
def test_right_and_clean_beats_right_and_spoiled_beats_wrong(
    preplan: str, plan: str, work: str, gold: int, other: int, rating: float
) -> None:
    assume(gold != other)
    judges = PpcJudges(adherence=lambda shown: [rating] * len(shown))
    right, wrong = work + boxed(str(gold)), work + boxed(str(other))
    clean = ppc_reward(turn(preplan, plan, right), str(gold), judges=judges)
    spoiled = ppc_reward(turn(f"{preplan} {SPOILED}", plan, right), str(gold), judges=judges)
    missed = ppc_reward(turn(preplan, plan, wrong), str(gold), judges=judges)
    assert clean.total > spoiled.total > missed.total


@given(PROSE, PROSE, BODY, PROSE, NUMBER, NUMBER, RATING, RATING)
def test_no_wrong_turn_reaches_a_right_one_however_judges_rate(
    preplan: str, plan: str, better: str, work: str, gold: int, other: int, low: float, high: float
) -> None:
    assume(gold != other and "\\" not in work and "{" not in work and "}" not in work)
    harsh = PpcJudges(adherence=lambda shown: [low] * len(shown))
    kind = PpcJudges(adherence=lambda shown: [1.0] * len(shown), proximity=lambda shown: [high] * len(shown))
    right = ppc_reward(turn(f"{preplan} {SPOILED}", plan, work + boxed(str(gold))), str(gold), judges=harsh)
    wrong = ppc_reward(turn(better, better, work + boxed(str(other))), str(gold), judges=kind)
    assert right.total > wrong.total


@given(st.text(max_size=200), st.text(max_size=20), RATING)
def test_any_text_earns_something_between_the_bounds(completion: str, gold: str, rating: float) -> None:
    reward = ppc_reward(completion, gold, judges=PpcJudges(adherence=lambda shown: [rating] * len(shown)))
    assert -0.4 - 1e-9 <= reward.total <= 1.4 + 1e-9


@given(BODY, st.floats(min_value=0, max_value=10), st.floats(min_value=0, max_value=10))
def test_a_spoiled_preplan_costs_its_weight(preplan: str, one: float, other: float) -> None:
    light, heavy = sorted((one, other))
    text = turn(f"{preplan} {SPOILED}")
    less, more = (ppc_reward(text, "128", settings=PpcSettings(style=weight)) for weight in (light, heavy))
    assert less.total - more.total == pytest.approx((heavy - light) * less.values()["style"], abs=1e-6)
    assert less.values()["style"] >= 3
