"""Opens everything a plan needs to run, and closes it again whatever happens."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from pipelines.engine import Engine
from pipelines.progress import Progress
from pipelines.resolve import Plan
from synth.asker import Asker
from synth.budget import budget_for
from synth.journal import Journal
from synth.protocol import Generator
from synth.registry import build_generator
from synth.turnstile import Turnstile

DEFAULT_CONCURRENCY = 64
"""What an endpoint is taken to bear where the recipe is silent (our choice)."""
AUTO_CONCURRENCY = 512
"""Traces kept at hand for an endpoint whose concurrency is to be found (our choice)."""


@asynccontextmanager
async def open_engine(plan: Plan, journal_dir: Path, progress: Progress, where: str) -> AsyncIterator[Engine]:
    """An engine with its generators checked and its journal open.

    Raises:
        UserError: when a generator cannot be built or its endpoint would refuse the first request.
    """
    async with open_asker(plan, plan.recipe.generators, journal_dir, where) as asker:
        yield Engine(plan, asker, progress, traces_in_flight(plan, asker.generators))


@asynccontextmanager
async def open_asker(plan: Plan, roles: Iterable[str], journal_dir: Path, where: str) -> AsyncIterator[Asker]:
    """Whom some of a recipe's roles are asked through: generators checked, journal open, budget and limits kept.

    Raises:
        UserError: when a generator cannot be built or its endpoint would refuse the first request.
    """
    async with AsyncExitStack() as stack:
        generators = build_generators(plan, where, roles)
        for generator in generators.values():
            stack.push_async_callback(generator.close)
        for generator in generators.values():
            await generator.check()
        journal = None
        if any(generator.traits.journaled for generator in generators.values()):
            journal = Journal(journal_dir)
            stack.callback(journal.close)
        turnstile = Turnstile(budget_for(plan.recipe.budget, generators, where))
        yield Asker(generators, journal, turnstile)


def build_generators(plan: Plan, where: str, roles: Iterable[str] | None = None) -> dict[str, Generator]:
    """One generator per role, by default of all roles; nothing is connected yet.

    Raises:
        UserError: wrong settings, or a budget that cannot be held with them.
    """
    sections = plan.recipe.generators
    generators = {role: build_generator(role, sections[role], where) for role in (sections if roles is None else roles)}
    budget_for(plan.recipe.budget, generators, where)
    return generators


def traces_in_flight(plan: Plan, generators: Mapping[str, Generator]) -> int:
    """The recipe's bound, or enough traces to keep every endpoint full while others wait for their turn."""
    given, sections = plan.recipe.engine.traces_in_flight, plan.recipe.generators
    return given or 2 * sum(_concurrency(sections[role], generator) for role, generator in generators.items())


def _concurrency(section: Mapping[str, Any], generator: Generator) -> int:
    """As the recipe says, or as the kind does by itself; of all endpoints together."""
    endpoints = section.get("endpoints")
    if not endpoints and section.get("concurrency") == "auto":
        return AUTO_CONCURRENCY
    value: int = getattr(generator, "concurrency", DEFAULT_CONCURRENCY)
    return min(value, AUTO_CONCURRENCY * len(endpoints)) if endpoints else value
