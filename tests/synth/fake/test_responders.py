"""Responders: echo, scripts in turn, reasoning in front, and scripts from a file."""

import json
from pathlib import Path

import pytest

from schemas.errors import UserError
from synth.fake import ChatRequest, Reply, load_script, scripted, thinking
from synth.fake.chat import make_request
from synth.fake.responders import echo, reply_text
from tests.synth.fake.serving import chat, serving


def request(prompt: str = "hi") -> ChatRequest:
    return make_request(chat(prompt), 0)


def test_echo_is_short_and_depends_on_the_request() -> None:
    assert reply_text(echo, request("a")) == reply_text(echo, request("a"))
    assert reply_text(echo, request("a")) != reply_text(echo, request("b"))


def test_a_script_answers_by_text_by_predicate_and_otherwise() -> None:
    responder = scripted(
        [("plan", "a plan"), (lambda asked: asked.last.endswith("?"), Reply("yes", finish_reason="content_filter"))],
        otherwise=lambda asked: "neither",
    )
    assert reply_text(responder, request("make a plan")) == "a plan"
    assert responder(request("really?")) == Reply("yes", finish_reason="content_filter")
    assert reply_text(responder, request("hm")) == "neither"


def test_a_sequence_is_answered_in_turn_and_its_last_item_stays() -> None:
    responder = scripted([("plan", ["bad", "good"]), ("judge", ["no", lambda asked: asked.last.upper()])])
    prompts = ["plan", "judge", "plan", "judge", "plan"]
    assert [reply_text(responder, request(prompt)) for prompt in prompts] == ["bad", "no", "good", "JUDGE", "good"]


def test_an_empty_sequence_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="at least one"):
        scripted([("plan", [])])


def test_thinking_adds_reasoning_only_where_there_is_none() -> None:
    assert thinking(lambda asked: "4", "hm")(request()) == Reply("4", "hm")
    assert thinking(lambda asked: Reply("4", "mine"), "hm")(request()) == Reply("4", "mine")


async def test_a_script_can_misbehave_first_and_behave_later() -> None:
    async with serving(responder=scripted([("step", ["{invalid", '{"operation": "add"}'])])) as fake:
        assert [await fake.text("first step"), await fake.text("first step again")] == [
            "{invalid",
            '{"operation": "add"}',
        ]


def test_a_script_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"contains": "plan", "replies": ["bad", "good"]}]))
    responder = load_script(path)
    assert [reply_text(responder, request("plan")) for _ in range(3)] == ["bad", "good", "good"]


@pytest.mark.parametrize("text", ["", "{}", '[{"contains": "x"}]', '[{"contains": "x", "replies": [], "else": 1}]'])
def test_a_bad_script_file_is_a_user_error_that_names_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.json"
    path.write_text(text)
    with pytest.raises(UserError, match=r"script\.json"):
        load_script(path)
