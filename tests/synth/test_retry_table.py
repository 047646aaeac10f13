"""The retry table: every status and exception, what it means, and how long to wait."""

import random
from email.utils import formatdate
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from schemas.errors import FailureKind
from synth.retry_table import TABLE, Fault, RetryPolicy, Tally, fault_of_exception, fault_of_status, retry_after


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529, 520, 599])
def test_passing_trouble_is_tried_again(status: int) -> None:
    fault = fault_of_status(status, "busy", {})
    assert fault.retryable and not fault.fatal


@pytest.mark.parametrize("status", [400, 405, 413, 415, 422])
def test_a_wrong_request_is_not_tried_again_and_does_not_stop_the_run(status: int) -> None:
    fault = fault_of_status(status, "no", {})
    assert (fault.kind, fault.retryable, fault.fatal) == ("bad_request", False, False)


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 401, 402, 403, 404])
def test_what_only_the_user_can_fix_is_fatal(status: int) -> None:
    fault = fault_of_status(status, "no", {})
    assert fault.fatal and not fault.retryable


@pytest.mark.parametrize("status", sorted(TABLE))
def test_only_429_503_and_529_are_overload(status: int) -> None:
    assert fault_of_status(status, "", {}).overload == (status in (429, 503, 529))


@pytest.mark.parametrize(
    "detail",
    [
        "context_length_exceeded This model's maximum context length is 8192 tokens.",
        "Input length (9000) exceeds model's maximum context length (4096).",
        "The prompt is too long: 9001 tokens, model maximum context length: 4096",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "max_tokens must be less than max_model_len",
        "Requested token count exceeds the model's maximum of 4096 tokens",
    ],
)
def test_a_prompt_beyond_the_context_is_told_apart(detail: str) -> None:
    fault = fault_of_status(400, detail, {})
    assert (fault.kind, fault.retryable, fault.fatal) == ("context_length", False, False)


def test_another_bad_request_is_no_context_length() -> None:
    assert fault_of_status(400, "max_tokens must be positive", {}).kind == "bad_request"


@pytest.mark.parametrize("status", [402, 403, 429])
def test_an_empty_account_is_fatal_whatever_its_status(status: int) -> None:
    fault = fault_of_status(status, "insufficient_quota You exceeded your current quota", {"Retry-After": "1"})
    assert fault.fatal and not fault.retryable and not fault.overload


def test_an_ordinary_rate_limit_is_not_taken_for_an_empty_account() -> None:
    fault = fault_of_status(429, "rate_limit_exceeded Limit 500 requests per minute", {"Retry-After": "2"})
    assert (fault.overload, fault.fatal, fault.retry_after) == (True, False, 2.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "Retry-After": "9"}, 0.25),
        ({"Retry-After": formatdate(1_000_030, usegmt=True)}, 30.0),
        ({"Retry-After": formatdate(999_000, usegmt=True)}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_milliseconds_or_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=1_000_000.0) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_header_breaks_the_reader(value: str) -> None:
    seconds = retry_after({"Retry-After": value}, now=0.0)
    assert seconds is None or 0 <= seconds < float("inf")


URL_ASKED = URL("http://127.0.0.1/v1")
REQUEST_INFO = aiohttp.RequestInfo(URL_ASKED, "POST", CIMultiDictProxy(CIMultiDict()), URL_ASKED)


@pytest.mark.parametrize(
    ("error", "kind", "cost_unknown"),
    [
        (TimeoutError(), "timeout", True),
        (aiohttp.SocketTimeoutError("slow"), "timeout", True),
        (aiohttp.ConnectionTimeoutError("slow"), "connection", False),
        (aiohttp.ServerDisconnectedError(), "connection", False),
        (aiohttp.ClientOSError(104, "reset"), "connection", False),
        (ConnectionResetError(), "connection", False),
        (aiohttp.ClientPayloadError("short"), "malformed_response", True),
        (aiohttp.ClientResponseError(REQUEST_INFO, ()), "malformed_response", False),
    ],
)
def test_broken_connections_are_tried_again(error: BaseException, kind: str, cost_unknown: bool) -> None:
    fault = fault_of_exception(error)
    assert fault is not None
    assert (fault.kind, fault.retryable, fault.cost_unknown) == (kind, True, cost_unknown)


def test_an_address_that_can_never_work_is_fatal() -> None:
    fault = fault_of_exception(aiohttp.InvalidURL("http://"))
    assert fault is not None and fault.fatal


def test_our_own_mistakes_are_not_called_faults() -> None:
    assert fault_of_exception(KeyError("x")) is None


def delays(kinds: list[FailureKind], policy: RetryPolicy, **traits: Any) -> list[float | None]:
    tally, draw = Tally(0.0), random.Random(1)
    return [policy.delay(tally, Fault(kind, "", **traits), 0.0, draw) for kind in kinds]


def test_the_last_attempt_gives_up() -> None:
    assert [pause is None for pause in delays(["server_error"] * 4, RetryPolicy(attempts=4))] == [False] * 3 + [True]


def test_timeouts_are_given_up_earlier() -> None:
    pauses = delays(["timeout", "server_error", "timeout"], RetryPolicy(attempts=9, timeouts=2))
    assert [pause is None for pause in pauses] == [False, False, True]


def test_being_told_to_wait_uses_no_attempt_up() -> None:
    assert delays(["overloaded"] * 50, RetryPolicy(attempts=2), overload=True) == [0.0] * 50


def test_a_wait_beyond_the_time_limit_gives_up_at_once() -> None:
    assert delays(["overloaded"], RetryPolicy(give_up_s=60), overload=True, retry_after=3600.0) == [None]


def test_what_cannot_succeed_is_not_tried_again() -> None:
    assert delays(["bad_request"], RetryPolicy(), retryable=False) == [None]


def test_old_requests_are_given_up() -> None:
    assert RetryPolicy(give_up_s=60).delay(Tally(0.0), Fault("server_error", ""), 61.0, random.Random()) is None


@given(st.integers(0, 2**32), st.integers(1, 19))
def test_backoff_is_jittered_over_all_of_a_doubling_range(seed: int, failures: int) -> None:
    policy, tally = RetryPolicy(attempts=20), Tally(0.0, failures=failures - 1)
    pause = policy.delay(tally, Fault("server_error", ""), 0.0, random.Random(seed))
    assert pause is not None and 0 <= pause <= min(30.0, 0.5 * 2 ** (failures - 1))


@given(st.integers(0, 2**32), st.integers(1, 19))
def test_a_request_that_alone_fails_is_tried_again_within_a_second(seed: int, failures: int) -> None:
    policy, tally = RetryPolicy(attempts=20), Tally(0.0, failures=failures - 1)
    pause = policy.delay(tally, Fault("server_error", ""), 0.0, random.Random(seed), serves_others=True)
    assert pause is not None and 0 <= pause <= min(1.0, 0.5 * 2 ** (failures - 1))


def test_a_request_fails_since_its_first_failure_and_not_since_it_was_told_to_wait() -> None:
    tally = Tally(0.0)
    for now, overload in ((1.0, True), (2.0, False), (3.0, False)):
        tally.count(Fault("server_error", "", overload=overload), now)
    assert (tally.failing_since, tally.failures) == (2.0, 2)


def test_a_wait_asked_for_by_the_server_is_the_least() -> None:
    (pause,) = delays(["server_error"], RetryPolicy(), retry_after=5.0)
    assert pause == 5.0
