"""The budget: whatever is asked and answered, what is spent never exceeds a cap, and little of it is left over."""

import asyncio
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.budget import BudgetOptions
from schemas.errors import GenerationError, UserError
from schemas.request import Completion, Message, Request
from synth.accounting import Price
from synth.asker import Asker
from synth.budget import Budget, budget_for, most_prompt_tokens
from synth.fake import FakeSettings, Fault
from synth.journal import Journal
from synth.protocol import Generator, Traits
from synth.turnstile import Turnstile
from tests.synth.asking import asking, question

PRICE = Price(input=0.15, output=0.6, cached_input=0.07)


class Spender:
    """Answers after a random while with as many tokens as it likes, and breaks off now and then."""

    kind = "toy"
    model = "fake"
    endpoint: str | None = None
    sampling: Mapping[str, Any] = {"max_tokens": 50}
    traits = Traits()
    price: Price | None = PRICE

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.answers: list[Completion] = []
        self.broken: list[Request] = []

    async def check(self) -> None: ...

    async def complete(self, request: Request) -> Completion:
        draw, cap = self.draw, request.max_tokens
        assert cap is not None
        for _ in range(draw.randrange(5)):
            await asyncio.sleep(0)
        if draw.random() < 0.2:
            self.broken.append(request)
            raise GenerationError("timeout", "nobody knows what it cost", calls=1)
        prompt = draw.randint(1, most_prompt_tokens(request))
        completion = Completion(
            "x", prompt_tokens=prompt, cached_tokens=draw.randint(0, prompt), completion_tokens=draw.randint(0, cap)
        )
        self.answers.append(completion)
        return completion

    async def close(self) -> None: ...


def sized(number: int, draw: random.Random) -> Request:
    text = f"{number} " + draw.choice("aé漢") * draw.randint(0, 400)
    return Request((Message("user", text),), "fake", {"max_tokens": draw.randint(1, 300)})


CAPS = st.builds(
    BudgetOptions,
    usd=st.none() | st.floats(1e-5, 0.01),
    tokens=st.none() | st.integers(1, 40_000),
    requests=st.none() | st.integers(1, 60),
)


@given(caps=CAPS, seed=st.integers(0, 10_000), together=st.integers(1, 40))
def test_what_is_spent_never_exceeds_a_cap(caps: BudgetOptions, seed: int, together: int) -> None:
    draw = random.Random(seed)
    toy = Spender(draw)
    budget = Budget(caps, {"planner": PRICE})
    asyncio.run(ask_all(toy, budget, [sized(number, draw) for number in range(80)], together))
    worst = [budget.worst("planner", request) for request in toy.broken]
    usd = sum(map(PRICE.of, toy.answers)) + sum(amount.pico_usd for amount in worst) / 1e12
    tokens = sum(a.prompt_tokens + a.completion_tokens for a in toy.answers) + sum(a.tokens for a in worst)
    made = len(toy.answers) + len(toy.broken)
    assert caps.usd is None or usd <= caps.usd + 1e-12
    assert caps.tokens is None or tokens <= caps.tokens
    assert caps.requests is None or made <= caps.requests
    assert budget.held == (0, 0, 0) and budget.spent.tokens == tokens and budget.spent.requests == made
    assert made + budget.refused == 80
    assert budget.spent.pico_usd / 1e12 == pytest.approx(usd)


async def ask_all(toy: Spender, budget: Budget, requests: list[Request], together: int) -> None:
    asker, places = Asker({"planner": toy}, turnstile=Turnstile(budget)), asyncio.Semaphore(together)

    async def ask(request: Request) -> None:
        async with places:
            await asker.ask("planner", request)

    outcomes = await asyncio.wait_for(asyncio.gather(*map(ask, requests), return_exceptions=True), 120)
    assert all(outcome is None or isinstance(outcome, GenerationError) for outcome in outcomes)


async def test_calls_wait_for_those_in_flight_rather_than_give_up() -> None:
    requests = [Request((Message("user", f"{n:03} {'x' * 400}"),), "fake", {"max_tokens": 50}) for n in range(400)]
    one = Budget(BudgetOptions(tokens=1), {"planner": None}).worst("planner", requests[0]).tokens
    budget = Budget(BudgetOptions(tokens=20 * one), {"planner": None})
    await ask_all(Spender(random.Random(1)), budget, requests, together=100)
    assert 19 * one < budget.spent.tokens <= 20 * one, "the cap is used up to one worst case"


async def test_every_call_of_a_request_counts_and_unknown_costs_at_their_worst() -> None:
    faults = (Fault(kind="hang", attempts=1), Fault(kind="server_error", attempts=2))
    async with asking(FakeSettings(faults=faults), timeout={"total": 0.3}, sampling={"max_tokens": 10}) as (_, asked):
        budget = Budget(BudgetOptions(requests=10, tokens=100_000), {"planner": None})
        asker = Asker({"planner": asked}, turnstile=Turnstile(budget))
        answer = await asker.ask("planner", question(sampling={"max_tokens": 10}))
    worst = budget.worst("planner", question(sampling={"max_tokens": 10}))
    assert budget.spent.requests == answer.calls == 3
    assert budget.spent.tokens == worst.tokens + answer.prompt_tokens + answer.completion_tokens


async def test_a_retry_that_does_not_fit_is_not_made() -> None:
    async with asking(FakeSettings(faults=(Fault(kind="server_error"),))) as (server, asked):
        asker = Asker({"planner": asked}, turnstile=Turnstile(Budget(BudgetOptions(requests=2), {"planner": None})))
        with pytest.raises(GenerationError, match="budget: the next call could exceed budget.requests") as refused:
            await asker.ask("planner", question())
        assert server.log.count() == 2 and refused.value.calls == 2 == asker.usage().calls


async def test_answers_from_the_journal_cost_nothing(tmp_path: Path) -> None:
    toy = Spender(random.Random(3))
    with Journal(tmp_path) as journal:
        first = Asker({"planner": toy}, journal)
        await first.ask("planner", question(sampling={"max_tokens": 10}))
        budget = Budget(BudgetOptions(requests=1), {"planner": None})
        asker = Asker({"planner": toy}, journal, Turnstile(budget))
        for _ in range(3):
            await asker.ask("planner", question(sampling={"max_tokens": 10}))
    assert budget.spent == (0, 0, 0)


class Unpriced(Spender):
    """The same without a price."""

    price = None


class Endless(Spender):
    """The same without a cap on what it writes."""

    sampling: Mapping[str, Any] = {}


class Free(Unpriced):
    """The same, but nobody is asked."""

    traits = Traits(journaled=False)


@pytest.mark.parametrize(
    ("toy", "caps", "fix"),
    [
        (Unpriced, {"usd": 1}, "generators.planner.price"),
        (Endless, {"usd": 1}, "generators.planner.sampling.max_tokens"),
        (Endless, {"tokens": 1}, "generators.planner.sampling.max_tokens"),
    ],
)
def test_a_cap_that_cannot_be_held_is_refused(toy: type[Spender], caps: dict[str, float], fix: str) -> None:
    generators: dict[str, Generator] = {"planner": toy(random.Random(0))}
    with pytest.raises(UserError, match=fix):
        budget_for(BudgetOptions.model_validate(caps), generators, "r.yaml")


def test_what_costs_nothing_needs_no_price() -> None:
    assert budget_for(BudgetOptions(usd=1), {"planner": Free(random.Random(0))}, "r.yaml") is not None
    assert budget_for(BudgetOptions(requests=1), {"planner": Endless(random.Random(0))}, "r.yaml") is not None
    assert budget_for(BudgetOptions(), {"planner": Unpriced(random.Random(0))}, "r.yaml") is None
