"""The staged responder: recognises the shipped prompts, finds gold answers, and is flawed as often as told."""

import json
from pathlib import Path

import pytest

from filters.registry import build_filters
from schemas.errors import UserError
from schemas.problem import Problem
from schemas.request import Completion
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict
from synth.fake import ChatRequest, Responder, echo, load_answers, staged
from synth.fake.chat import make_request
from synth.fake.responders import reply_text
from synth.prompting import known_prompts, load_prompt

QUESTION = "A baker fills trays with muffins.\nEvery tray holds a dozen muffins. How many muffins fill the trays?"
VALUES = {"question": QUESTION, "preplan": "Counting.", "plan": "1. Multiply."}


def request(prompt_id: str, question: str = QUESTION, *later: str) -> ChatRequest:
    rendered = load_prompt(prompt_id).render({**VALUES, "question": question})
    messages = [{"role": message.role, "content": message.content} for message in rendered]
    messages += [{"role": "user", "content": text} for text in later]
    return make_request({"model": "m", "messages": messages}, 0)


def answer(responder: Responder, prompt_id: str, question: str = QUESTION, *later: str) -> str:
    return reply_text(responder, request(prompt_id, question, *later))


PPC = [prompt for prompt in known_prompts() if prompt.startswith("ppc/")]


def stage_of(text: str) -> str:
    if "\\boxed{" in text:
        return "execution"
    return "plan" if text.startswith("1. ") else "preplan"


@pytest.mark.parametrize("prompt_id", PPC)
def test_every_shipped_ppc_prompt_is_recognised(prompt_id: str) -> None:
    assert stage_of(answer(staged(), prompt_id)) == prompt_id.removeprefix("ppc/").split(".")[0]


def test_feedback_after_a_rejected_text_does_not_hide_the_stage() -> None:
    assert stage_of(answer(staged(), "ppc/plan", QUESTION, "Your text was not accepted.")) == "plan"


def test_the_gold_answer_is_boxed_where_it_is_known() -> None:
    responder = staged(answers={"Another question?": "7", QUESTION: "144"})
    assert "\\boxed{144}" in answer(responder, "ppc/execution")
    assert "\\boxed{7}" in answer(responder, "ppc/execution", "Another question?")


def test_questions_that_begin_alike_are_told_apart() -> None:
    responder = staged(answers={"Same start.\nFirst end?": "1", "Same start.\nSecond end?": "2"})
    assert "\\boxed{2}" in answer(responder, "ppc/execution", "Same start.\nSecond end?")


def test_good_texts_show_no_numbers_before_the_execution() -> None:
    responder = staged(answers={QUESTION: "144"})
    preplan = answer(responder, "ppc/preplan")
    assert not any(sign.isdigit() for sign in preplan)
    assert "144" not in answer(responder, "ppc/plan")


def test_texts_differ_between_questions() -> None:
    other = "A gardener plants tulips along fences. How many tulips are planted?"
    assert answer(staged(), "ppc/preplan") != answer(staged(), "ppc/preplan", other)


def test_flaws_come_as_often_as_told_and_are_what_filters_look_for() -> None:
    questions = [f"Question number {number} about muffins?" for number in range(400)]
    responder = staged(answers=dict.fromkeys(questions, "144"), flaws=0.25)
    texts = [answer(responder, "ppc/execution", question) for question in questions]
    wrong = sum("\\boxed{144}" not in text for text in texts)
    assert 65 < wrong < 135  # 100 expected, 4 standard deviations around it
    spoiled = answer(staged(answers={QUESTION: "144"}, flaws=1.0), "ppc/preplan")
    assert "144" in spoiled and spoiled.count("=") >= 3


def test_markers_take_names_and_functions_of_ones_own() -> None:
    responder = staged({"Write the plan": lambda asked: "my plan", "Write the preplan": "plan"})
    assert answer(responder, "ppc/plan") == "my plan"
    assert stage_of(answer(responder, "ppc/preplan")) == "plan"


def test_what_no_marker_fits_is_left_to_another_responder() -> None:
    asked = make_request({"model": "m", "messages": [{"role": "user", "content": "hello"}]}, 0)
    assert reply_text(staged(otherwise=lambda request: "other"), asked) == "other"
    assert reply_text(staged(), asked) == reply_text(echo, asked)


def test_an_unknown_stage_is_a_user_error() -> None:
    with pytest.raises(UserError, match="no stage 'poem'"):
        staged({"Write": "poem"})


def test_a_schema_is_answered_with_json() -> None:
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    body = {"model": "m", "messages": [{"role": "user", "content": "Write the plan for this problem."}]}
    body["response_format"] = {"type": "json_schema", "json_schema": {"schema": schema}}  # type: ignore[assignment]
    assert json.loads(reply_text(staged(), make_request(body, 0))) == {"ok": False}


def test_answers_from_a_problem_file(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text('{"question": "a?", "gold_answer": "1"}\n\n{"question": "b?", "answer": 2}\n')
    assert load_answers(path) == {"a?": "1", "b?": "2"}
    path.write_text('{"question": "a?", "answer": "1"}\n{"question": "b?"}\n')
    with pytest.raises(UserError, match=r"problems\.jsonl, line 2"):
        load_answers(path)
    with pytest.raises(UserError, match="cannot read"):
        load_answers(tmp_path / "missing.jsonl")


def trace_of(responder: Responder) -> Trace:
    """What a pipeline would make of this responder's texts."""
    trace = Trace(Problem("p-1", QUESTION, "144"), "ppc")
    for stage in ("preplan", "plan", "execution"):
        text = answer(responder, f"ppc/{stage}")
        attempt = Attempt(stage, 0, "planner", "openai", "m", "", "", {}, "", Completion(text), text)
        trace.stages[stage] = StageText(stage, (attempt,), 0)
    return trace


STAGE_FILTERS = [
    (name, stage) for name in ("truncated", "format", "length") for stage in ("preplan", "plan", "execution")
]


@pytest.mark.parametrize(("name", "stage"), [*STAGE_FILTERS, ("spoiler", "preplan"), ("recital", "preplan")])
def test_good_texts_pass_the_shipped_filters(name: str, stage: str) -> None:
    judge = build_filters([name], {}, "defaults")[name]
    verdict = judge.judge(trace_of(staged(answers={QUESTION: "144"})), stage)
    assert isinstance(verdict, Verdict) and verdict.passed, verdict


def test_a_flawed_preplan_is_a_spoiler_to_the_shipped_filter() -> None:
    judge = build_filters(["spoiler"], {}, "defaults")["spoiler"]
    verdict = judge.judge(trace_of(staged(answers={QUESTION: "144"}, flaws=1.0)), "preplan")
    assert isinstance(verdict, Verdict) and not verdict.passed
