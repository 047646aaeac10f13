"""The asker: nothing is asked twice, everything is on disk before it is used, everything is counted."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import GenerationError, UserError
from schemas.request import Completion, Request
from synth.accounting import Usage
from synth.asker import Asker
from synth.fake import FakeSettings
from synth.fake.faults import Fault
from synth.fake.latency import Fixed
from synth.journal import Journal
from synth.journal_files import journal_files
from synth.journal_rows import Key
from synth.protocol import Traits
from tests.synth.asking import asking, question

PRICE = {"input": 1.0, "output": 2.0}


class Toy:
    """Answers when it is let, and counts."""

    kind = "toy"
    model = "fake"
    endpoint: str | None = None
    sampling: Mapping[str, Any] = {}

    def __init__(self, traits: Traits | None = None) -> None:
        self.traits = traits or Traits()
        self.asked: list[Request] = []
        self.go = asyncio.Event()
        self.cancelled = 0

    async def check(self) -> None: ...

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if "fail" in request.messages[-1].content:
            raise GenerationError("server_error", "no", calls=4)
        return Completion(f"answer {len(self.asked)}")

    async def close(self) -> None: ...


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path) as journal:
        yield journal


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_an_answer_is_on_disk_before_it_is_handed_out(journal: Journal) -> None:
    async with asking(price=PRICE) as (_, generator):
        answer = await Asker({"planner": generator}, journal).ask("planner", question())
    db = sqlite3.connect(journal_files(journal.folder)[0])
    (completion, request, origin, cost) = db.execute(
        "SELECT completion, request, origin, cost_usd FROM answers"
    ).fetchone()
    db.close()
    assert json.loads(completion)["text"] == answer.text
    assert json.loads(request)["messages"][1] == {"role": "user", "content": "How many apples are there?"}
    assert json.loads(origin)["stage"] == "plan"
    assert cost == pytest.approx((answer.prompt_tokens + 2 * answer.completion_tokens) / 1e6)


async def test_a_second_run_asks_nothing_and_costs_nothing(journal: Journal) -> None:
    async with asking(price=PRICE) as (server, generator):
        first, second = Asker({"planner": generator}, journal), Asker({"planner": generator}, journal)
        answers = [await asker.ask("planner", question()) for asker in (first, second)]
        assert server.log.requests == 1
    assert answers[1] == replace(answers[0], from_journal=True)
    usage = second.usage()
    assert (usage.asked, usage.from_journal, usage.answered, usage.calls, usage.cost_usd) == (1, 1, 0, 0, 0.0)
    assert first.usage().cost_usd > 0


async def test_identical_requests_in_flight_are_asked_once(journal: Journal) -> None:
    async with asking(FakeSettings(latency=Fixed(0.05))) as (server, generator):
        asker = Asker({"planner": generator, "solver": generator}, journal)
        answers = await asyncio.gather(*(asker.ask(role, question()) for role in ["planner", "solver"] * 10))
        assert server.log.requests == 1
    assert len(set(answers)) == 1
    assert (asker.usage().asked, asker.usage().shared, asker.usage().answered) == (20, 19, 1)


async def test_different_samples_are_different_requests(journal: Journal) -> None:
    async with asking() as (server, generator):
        asker = Asker({"planner": generator}, journal)
        await asyncio.gather(*(asker.ask("planner", question(sample=sample)) for sample in range(5)))
        assert server.log.requests == 5


async def test_one_asker_less_does_not_harm_the_others(journal: Journal) -> None:
    toy = Toy()
    asker = Asker({"planner": toy}, journal)
    leaver, stayer = (asyncio.create_task(asker.ask("planner", question())) for _ in range(2))
    await settle()
    leaver.cancel()
    await settle()
    toy.go.set()
    assert (await stayer).text == "answer 1"
    assert toy.cancelled == 0


async def test_a_request_nobody_waits_for_any_more_is_cancelled(journal: Journal) -> None:
    toy = Toy()
    asker = Asker({"planner": toy}, journal)
    tasks = [asyncio.create_task(asker.ask("planner", question())) for _ in range(3)]
    await settle()
    for task in tasks:
        task.cancel()
    late = asyncio.create_task(asker.ask("planner", question()))  # must not join what is being cancelled
    toy.go.set()
    assert (await late).text == "answer 2"
    assert toy.cancelled == 1


async def test_a_failure_reaches_all_who_wait_and_is_not_kept(journal: Journal) -> None:
    toy = Toy()
    toy.go.set()
    asker = Asker({"planner": toy}, journal)
    asked = (asker.ask("planner", question("fail")) for _ in range(3))
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(result, GenerationError) for result in results)
    with pytest.raises(GenerationError):
        await asker.ask("planner", question("fail"))
    assert len(toy.asked) == 2
    assert (asker.usage().failed, asker.usage().calls) == (2, 8)


async def test_a_generator_that_costs_nothing_is_not_journaled_nor_shared(journal: Journal) -> None:
    toy = Toy(Traits(journaled=False))
    toy.go.set()
    asker = Asker({"planner": toy}, journal)
    answers = await asyncio.gather(*(asker.ask("planner", question()) for _ in range(3)))
    assert len({answer.text for answer in answers}) == 3
    assert journal_files(journal.folder) and asker.usage().answered == 3
    assert journal.find(Key.of(question())) is None


async def test_without_a_journal_only_flight_is_shared() -> None:
    toy = Toy()
    toy.go.set()
    asker = Asker({"planner": toy})
    for _ in range(2):
        await asker.ask("planner", question())
    assert len(toy.asked) == 2


async def test_broken_calls_are_counted_and_the_costly_ones_journaled(journal: Journal) -> None:
    faults = (Fault(kind="hang", attempts=1), Fault(kind="server_error", attempts=2))
    async with asking(FakeSettings(faults=faults), timeout={"total": 0.3}) as (_, generator):
        asker = Asker({"planner": generator}, journal)
        await asker.ask("planner", question())
    usage = asker.usage("planner")
    assert (usage.failed_calls, usage.abandoned, usage.calls) == ({"timeout": 1, "server_error": 1}, 1, 3)
    db = sqlite3.connect(journal_files(journal.folder)[0])
    assert db.execute("SELECT kind, model FROM abandoned").fetchall() == [("timeout", "fake")]
    db.close()


async def test_a_closed_turnstile_keeps_calls_back_but_not_answers_on_disk(journal: Journal) -> None:
    toy = Toy()
    toy.go.set()
    await Asker({"planner": toy}, journal).ask("planner", question())
    asker = Asker({"planner": toy}, journal)
    asker.turnstile.close()
    assert (await asker.ask("planner", question())).from_journal
    late = asyncio.create_task(asker.ask("planner", question("another")))
    await settle()
    assert len(toy.asked) == 1 and not late.done() and asker.turnstile.in_flight == 0
    await asker.close()


async def test_a_call_is_in_flight_until_its_answer_is_on_disk(journal: Journal) -> None:
    toy = Toy()
    asker = Asker({"planner": toy}, journal)
    asked = asyncio.create_task(asker.ask("planner", question()))
    await settle()
    asker.turnstile.close()
    assert asker.turnstile.in_flight == 1
    toy.go.set()
    await asker.turnstile.emptied()
    assert journal.find(Key.of(question())) is not None
    assert (await asked).text == "answer 1"


async def test_a_full_disk_stops_calls_before_they_cost_anything(journal: Journal) -> None:
    toy = Toy()
    toy.go.set()
    asker = Asker({"planner": toy}, journal)
    journal._writer.trouble = UserError("the disk is full")
    with pytest.raises(UserError, match="full"):
        await asker.ask("planner", question())
    assert not toy.asked


async def test_usage_of_all_roles_adds_up() -> None:
    toys = {"planner": Toy(), "solver": Toy()}
    for toy in toys.values():
        toy.go.set()
    asker = Asker(toys)
    await asker.ask("planner", question())
    await asker.ask("solver", question("another"))
    assert asker.usage() == asker.usage("planner") + asker.usage("solver") != Usage()


async def test_close_cancels_what_is_in_flight(journal: Journal) -> None:
    toy = Toy()
    asker = Asker({"planner": toy}, journal)
    task = asyncio.create_task(asker.ask("planner", question()))
    await settle()
    await asker.close()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert toy.cancelled == 1
