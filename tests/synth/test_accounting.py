"""Totals and prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import Completion
from synth.accounting import Account, Price, Usage

ANSWER = Completion("x", prompt_tokens=1000, cached_tokens=400, completion_tokens=200, calls=3)


@pytest.mark.parametrize(
    ("price", "dollars"),
    [
        (Price(input=1, output=10), 0.003),
        (Price(input=1, output=10, cached_input=0.1), 0.00264),
        (Price(input=0, output=0), 0.0),
    ],
)
def test_a_price_is_per_million_tokens(price: Price, dollars: float) -> None:
    assert price.of(ANSWER) == pytest.approx(dollars)


def test_more_cached_tokens_than_prompt_tokens_never_pay_back() -> None:
    assert Price(input=1, output=0, cached_input=0).of(Completion("x", prompt_tokens=1, cached_tokens=9)) == 0


def test_answers_failures_and_broken_calls_are_booked() -> None:
    account = Account(Price(input=1, output=10))
    account.book(ANSWER)
    account.book_failure(2)
    account.book_failed_call("timeout", True)
    account.book_failed_call("server_error", False)
    usage = account.snapshot()
    assert (usage.answered, usage.failed, usage.calls, usage.abandoned, usage.unpriced) == (1, 1, 5, 1, 0)
    assert (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens) == (1000, 400, 200)
    assert usage.cost_usd == pytest.approx(0.003)
    assert usage.failed_calls == {"timeout": 1, "server_error": 1}


def test_an_unknown_price_is_not_free() -> None:
    account = Account()
    account.book(ANSWER)
    assert (account.snapshot().cost_usd, account.snapshot().unpriced) == (0.0, 1)


usages = st.builds(
    Usage, asked=st.integers(0, 9), calls=st.integers(0, 9), failed_calls=st.dictionaries(st.text(), st.integers(1, 9))
)


@given(usages, usages, usages)
def test_totals_add_up_in_any_order(a: Usage, b: Usage, c: Usage) -> None:
    assert (a + b) + c == a + (b + c) and a + b == b + a and a + Usage() == a


def test_a_snapshot_does_not_change_later() -> None:
    account = Account()
    before = account.snapshot()
    account.book_failed_call("timeout", False)
    assert before.failed_calls == {}
