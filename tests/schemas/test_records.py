"""The records' own laws: ids, fingerprints, verdicts, statuses."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.problem import Problem, content_id
from schemas.request import FINGERPRINT_VERSION, Completion, Message, Origin, Request
from schemas.trace import Attempt, StageText, Status, Trace
from schemas.verdict import Verdict

ASK = Request((Message("user", "2 + 2?"),), "m", {"temperature": 0.7, "max_tokens": 100})


def test_content_ids_ignore_spacing_and_unicode_form() -> None:
    assert content_id("How  many\ncafe\u0301s?", "3") == content_id("How many caf\u00e9s? ", "3")


@given(st.text(), st.text(), st.text(), st.text())
def test_content_ids_keep_question_and_answer_apart(q: str, a: str, r: str, b: str) -> None:
    same = (q.split(), a.split()) == (r.split(), b.split())
    assert same <= (content_id(q, a) == content_id(r, b))


def test_a_question_is_not_its_answer() -> None:
    assert content_id("a b", "c") != content_id("a", "b c")


@pytest.mark.parametrize(
    "other",
    [
        Request((Message("user", "2 + 3?"),), "m", ASK.sampling),
        Request((Message("system", "2 + 2?"),), "m", ASK.sampling),
        Request(ASK.messages, "n", ASK.sampling),
        Request(ASK.messages, "m", {"temperature": 0.8, "max_tokens": 100}),
        Request(ASK.messages, "m", {"temperature": 0.7, "max_tokens": 101}),
        Request(ASK.messages, "m", ASK.sampling, {"type": "json_object"}),
        Request(ASK.messages, "m", ASK.sampling, sample=1),
        Request(ASK.messages, "m", ASK.sampling, endpoint="http://127.0.0.1/v1"),
    ],
)
def test_whatever_can_change_the_answer_changes_the_fingerprint(other: Request) -> None:
    assert other.fingerprint != ASK.fingerprint


def test_who_asks_does_not_change_the_fingerprint() -> None:
    asked = Request(ASK.messages, "m", ASK.sampling, origin=Origin("ppc", "plan", "p-1", 0, 0))
    assert asked.fingerprint == ASK.fingerprint and asked == ASK


def test_the_family_is_blind_to_max_tokens_only() -> None:
    longer = Request(ASK.messages, "m", {"temperature": 0.7, "max_completion_tokens": 9})
    hotter = Request(ASK.messages, "m", {"temperature": 0.8, "max_tokens": 100})
    assert longer.family == ASK.family != hotter.family


@given(st.text())
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert len(Request((Message("user", text),), "m").fingerprint) == 64


def test_a_lone_surrogate_has_a_fingerprint() -> None:
    assert len(Request((Message("user", "\ud800"),), "m").fingerprint) == 64


@pytest.mark.parametrize(("passed", "reason"), [(True, "why"), (False, None)])
def test_a_verdict_has_a_reason_exactly_when_it_does_not_pass(passed: bool, reason: str | None) -> None:
    with pytest.raises(ValueError, match="reason"):
        Verdict("spoiler", "preplan", passed, reason)


def attempt(*verdicts: Verdict, error: str | None = None) -> Attempt:
    return Attempt(
        stage="preplan",
        number=0,
        role="planner",
        generator="toy",
        model="m",
        prompt_id="p",
        prompt_hash="h",
        sampling={},
        fingerprint="f",
        completion=None if error else Completion("text"),
        text="text",
        verdicts=verdicts,
        error=error,
    )


def trace(*verdicts: Verdict, error: str | None = None) -> Trace:
    made = Trace(Problem("p", "q", "a"), "ppc", error=error)
    made.stages["preplan"] = StageText("preplan", (attempt(*verdicts),), 0)
    return made


NO = Verdict("spoiler", "preplan", passed=False, reason="score_above_threshold")
YES = Verdict("length", "preplan", passed=True)


def test_statuses_are_three_different_things() -> None:
    assert trace(YES).status is Status.ACCEPTED
    assert trace(YES, NO).status is Status.REJECTED
    assert trace(NO, error="plan: timeout: gone").status is Status.FAILED


def test_reasons_name_filter_and_reason_once() -> None:
    made = trace(NO)
    made.trace_verdicts.append(NO)
    assert made.reasons == ["spoiler:score_above_threshold"]


def test_a_trace_knows_texts_by_name() -> None:
    assert [trace().text(name) for name in ("preplan", "question", "plan", "nonsense")] == ["text", "q", None, None]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=3), st.dictionaries(st.text(), VALUES, max_size=4), VALUES)
def test_a_fingerprint_is_the_digest_of_one_json_text(
    said: list[tuple[str, str]], sampling: dict[str, Any], shape: Any
) -> None:
    """Journals and recordings hold these digests: however they are computed, they must not change."""
    request = Request(tuple(Message(*message) for message in said), "m", sampling, {"shape": shape}, 3, "http://x")
    parts = [FINGERPRINT_VERSION, said, "m", sampling, {"shape": shape}, 3, "http://x"]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert request.fingerprint == hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def test_the_family_of_a_request_is_the_fingerprint_without_its_cap() -> None:
    capless = Request(ASK.messages, ASK.model, {"temperature": 0.7})
    assert ASK.family == capless.family == capless.fingerprint != ASK.fingerprint
