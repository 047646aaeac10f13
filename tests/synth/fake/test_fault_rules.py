"""Which requests a fault befalls, how faults are written, and that it all repeats under a seed."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UserError
from synth.fake import ChatRequest, Fault, parse_fault
from synth.fake.chat import make_request
from synth.fake.faults import choose_fault
from tests.synth.fake.serving import chat, serving


def request(index: int = 0, prompt: str = "hi", attempt: int = 0) -> ChatRequest:
    made = make_request(chat(prompt), index)
    return ChatRequest(index, made.model, made.messages, made.params, made.fingerprint, attempt)


def kind_of(faults: Sequence[Fault], asked: ChatRequest, seed: int = 0) -> str | None:
    fault = choose_fault(faults, asked, Random(seed))
    return fault.kind if fault else None


def test_exact_numbers() -> None:
    rules = [Fault(kind="reset", at=frozenset({1, 3}))]
    assert [kind_of(rules, request(index)) for index in range(4)] == [None, "reset", None, "reset"]


def test_a_text_of_the_prompt_and_a_predicate() -> None:
    by_text, by_code = Fault(kind="reset", when="bad"), Fault(kind="hang", when=lambda asked: asked.index == 7)
    assert kind_of([by_text, by_code], request(prompt="a bad one")) == "reset"
    assert kind_of([by_text, by_code], request(7)) == "hang"
    assert kind_of([by_text, by_code], request()) is None


def test_only_the_first_attempts() -> None:
    rules = [Fault(kind="reset", attempts=2)]
    assert [kind_of(rules, request(attempt=attempt)) for attempt in range(3)] == ["reset", "reset", None]


def test_conditions_add_up() -> None:
    rule = Fault(kind="reset", at=frozenset({1}), when="bad")
    assert kind_of([rule], request(1, "bad")) == "reset"
    assert kind_of([rule], request(1, "good")) is None
    assert kind_of([rule], request(2, "bad")) is None


def test_the_first_rule_that_applies_is_taken() -> None:
    assert kind_of([Fault(kind="reset"), Fault(kind="hang")], request()) == "reset"


@given(st.floats(0, 1), st.integers())
def test_a_rule_in_front_does_not_change_whom_the_next_one_befalls(rate: float, seed: int) -> None:
    never, rule = Fault(kind="hang", at=frozenset({99})), Fault(kind="reset", rate=rate)
    random, again = Random(seed), Random(seed)
    again.random()  # what the rule in front draws
    assert (choose_fault([never, rule], request(), random) is None) == (choose_fault([rule], request(), again) is None)


def test_a_rate_befalls_about_that_share() -> None:
    rule = Fault(kind="reset", rate=0.2)
    hits = sum(kind_of([rule], request(), seed) == "reset" for seed in range(2000))
    assert 320 < hits < 480  # 400 expected, 4.5 standard deviations around it


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ("server_error", Fault(kind="server_error")),
        ("500:0.05", Fault(kind="server_error", rate=0.05)),
        ("429@0,3", Fault(kind="rate_limit", at=frozenset({0, 3}))),
        ("reset:0.5*2", Fault(kind="reset", rate=0.5, attempts=2)),
        ("slow_drip/30s", Fault(kind="slow_drip", seconds=30)),
        ("length~ratio: 3", Fault(kind="length", when="ratio: 3")),
        ("hang:0.5@1*1/2s~x", Fault(kind="hang", rate=0.5, at=frozenset({1}), attempts=1, seconds=2, when="x")),
    ],
)
def test_faults_as_written_on_a_command_line(spec: str, fault: Fault) -> None:
    assert parse_fault(spec) == fault


@pytest.mark.parametrize("spec", ["", "explode", "reset:x", "reset:1.5", "reset:0.1.2", "reset@", "reset 0.5"])
def test_what_is_no_fault_is_a_user_error(spec: str) -> None:
    with pytest.raises(UserError):
        parse_fault(spec)


def test_a_misspelt_kind_is_told_the_nearest_one() -> None:
    with pytest.raises(UserError, match="Did you mean 'truncated'"):
        parse_fault("trunkated:0.1")


async def statuses(seed: int, order: Sequence[int]) -> dict[int, list[int]]:
    """Statuses of two attempts at each of many prompts, asked in this order, eight at a time."""
    seen: dict[int, list[int]] = {number: [] for number in order}
    async with serving(seed=seed, faults=(Fault(kind="server_error", rate=0.5),)) as fake:
        gate = asyncio.Semaphore(8)

        async def ask(number: int) -> None:
            for _ in range(2):
                async with gate:
                    seen[number].append((await fake.post(chat(f"prompt {number}"))).status)

        await asyncio.gather(*map(ask, order))
    return seen


async def test_rates_depend_on_seed_content_and_attempt_but_not_on_the_order_of_arrival() -> None:
    forwards = await statuses(1, range(40))
    assert forwards == await statuses(1, range(39, -1, -1))
    assert forwards != await statuses(2, range(40))
    assert {tuple(pair) for pair in forwards.values()} == {(200, 200), (200, 500), (500, 200), (500, 500)}
