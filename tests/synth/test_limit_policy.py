"""Laws of the limit, whatever an endpoint says and when."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.limit_policy import HOLD_S, START, LimitPolicy

ROUND_TRIP_S = 0.1


def policy_of(ceiling: int, seed: int = 0) -> LimitPolicy:
    return LimitPolicy(ceiling, random.Random(seed))


class Rounds:
    """Whole rounds of calls: as many as are allowed are sent, and end together."""

    def __init__(self, policy: LimitPolicy, now: float = 0.0) -> None:
        self.policy = policy
        self.now = now

    def play(self, capacity: int, retry_after: float | None = None) -> int:
        """One round against an endpoint that takes so many at once; how many calls were sent."""
        self.now = max(self.now, self.policy.paused_until)
        sent_at, sent = self.now, 0
        while self.policy.admits(self.now, sent):
            sent += 1
        self.policy.saturated(self.now, full=True)
        self.now += 0.001
        for number in range(max(0, sent - capacity)):
            self.policy.rejected(self.now, sent_at, sent - number - 1, retry_after)
        self.now += ROUND_TRIP_S
        for _ in range(min(sent, capacity)):
            self.policy.answered(self.now, sent_at)
        self.policy.saturated(self.now, full=True)
        return sent

    def settle(self, capacity: int, rounds: int, retry_after: float | None = None) -> list[int]:
        """Calls sent in each of so many rounds."""
        return [self.play(capacity, retry_after) for _ in range(rounds)]


@settings(deadline=None, max_examples=50)
@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from([None, 0.0, 1.0, 30.0])), max_size=40),
)
def test_between_one_and_the_ceiling_whatever_happens(ceiling: int, capacities: list[tuple[int, float | None]]) -> None:
    policy = policy_of(ceiling)
    rounds = Rounds(policy)
    for capacity, retry_after in capacities:
        sent = rounds.play(capacity, retry_after)
        assert 1 <= sent <= policy.ceiling
        assert 1 <= policy.limit <= ceiling and 1 <= policy.target <= ceiling
        assert policy.proven <= policy.best <= ceiling


@settings(deadline=None, max_examples=50)
@given(st.integers(2, 200), st.data())
def test_one_cut_a_round_trip_and_never_by_more_than_half(limit: int, data: st.DataObject) -> None:
    policy = policy_of(limit)
    policy.limit = limit
    refused = data.draw(st.integers(1, limit))
    for number in range(refused):
        policy.rejected(1.0 + number / 1000, 0.5, limit - number - 1, None)
    assert policy.target >= max(1, limit // 2)
    assert policy.refusals.strikes == 1


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 500), st.integers(1, 80))
def test_a_limit_does_not_fall_without_a_refusal(ceiling: int, rounds: int) -> None:
    sent = Rounds(policy_of(ceiling)).settle(10_000, rounds)
    assert sent == sorted(sent)


def test_only_a_limit_in_full_use_grows() -> None:
    policy = policy_of(64)
    for second in range(100):
        policy.answered(float(second), second - ROUND_TRIP_S)
        assert policy.saturated(float(second), full=False) is None
    assert policy.limit == START and policy.proven == 0


@pytest.mark.parametrize("capacity", [1, 3, 10, 20, 50, 130])
def test_a_capacity_once_found_is_kept_but_for_single_refusals(capacity: int) -> None:
    rounds = Rounds(policy_of(256))
    rounds.settle(capacity, 150)
    sent = rounds.settle(capacity, 300)
    assert sum(min(count, capacity) for count in sent) >= 0.97 * 300 * capacity
    assert sum(max(0, count - capacity) for count in sent) <= 0.06 * 300 + 10


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 30), st.integers(1, 40), st.integers(10, 200), st.sampled_from([None, 0.0, 1.0]))
def test_after_a_fall_of_any_length_the_way_back_is_short(
    low: int, spent_low: int, high: int, retry_after: float | None
) -> None:
    high = max(high, 2 * low)
    rounds = Rounds(policy_of(256))
    rounds.settle(high, 60, retry_after)
    rounds.settle(low, spent_low, retry_after)
    back_at = rounds.now
    while rounds.play(high, retry_after) < high // 2:
        assert rounds.now - back_at < HOLD_S + 40 * ROUND_TRIP_S + 2 * (retry_after or 0) + 2


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from([None, 1.0, 5.0]), min_size=1, max_size=12))
def test_whoever_refuses_everything_is_soon_asked_again_when_it_stops(said: list[float | None]) -> None:
    rounds = Rounds(policy_of(64))
    for retry_after in said:
        assert rounds.play(0, retry_after) <= START
    assert rounds.settle(1000, 60)[-1] == 64


def test_a_single_probe_that_is_refused_holds_nobody_else_up() -> None:
    policy = policy_of(64)
    rounds = Rounds(policy)
    rounds.settle(20, 100, retry_after=1.0)
    policy.limit = policy.target = 21
    policy.rejected(rounds.now, rounds.now, 20, retry_after=1.0)
    assert policy.paused_until <= rounds.now and policy.limit == 20


@pytest.mark.parametrize(("retry_after", "pause"), [(30.0, 30.0), (2.5, 2.5)])
def test_a_long_retry_after_is_meant_for_all(retry_after: float, pause: float) -> None:
    policy = policy_of(64)
    Rounds(policy).settle(20, 100)
    policy.rejected(100.0, 99.9, 20, retry_after)
    assert pause <= policy.paused_until - 100.0 <= 1.1 * pause
    assert not policy.admits(100.0 + pause - 0.01, 0)


def test_refusals_of_calls_sent_after_a_cut_make_everybody_rest() -> None:
    policy = policy_of(64)
    policy.limit = 64
    for strike in range(3):
        now = 10.0 + strike / 100
        policy.rejected(now, now - 0.001, 50, retry_after=1.0)
    assert policy.paused_until >= 11.0


def test_one_that_was_away_is_not_flooded() -> None:
    policy = policy_of(64)
    rounds = Rounds(policy)
    assert rounds.settle(64, 30)[-1] == 64
    policy.restart()
    assert rounds.settle(64, 4) == [8, 16, 32, 64]


def test_one_refusal_in_a_hundred_calls_is_no_reason_to_ask_less() -> None:
    policy = policy_of(40)
    rounds = Rounds(policy)
    rounds.settle(40, 30)
    for number in range(200):
        sent = rounds.play(40 - (number % 3 == 0))
        assert sent >= 39
    assert policy.limit == policy.proven == 40
