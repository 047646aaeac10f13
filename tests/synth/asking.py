"""A fake endpoint with an `openai` generator in front of it, in one line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from schemas.errors import FailureKind
from schemas.request import Message, Origin, Request
from synth.fake import FakeServer, FakeSettings
from synth.generator_openai import OpenAIGenerator
from synth.registry import build_generator

QUICK = {"attempts": 4, "timeouts": 3, "give_up_s": 20}
"""Retries for tests: few."""


def question(text: str = "How many apples are there?", **parts: Any) -> Request:
    """A request in two messages."""
    messages = (Message("system", "You plan."), Message("user", text))
    origin = Origin("ppc", "plan", "p-1", sample=0, attempt=0, prompt_hash="abc")
    return Request(messages, parts.pop("model", "fake"), origin=origin, **parts)


@dataclass
class Heard:
    """A listener that remembers."""

    calls: list[tuple[FailureKind, bool]]

    begun: int = 0

    async def call_begins(self, request: Request) -> None:
        self.begun += 1

    def call_failed(self, request: Request, kind: FailureKind, cost_unknown: bool) -> None:
        self.calls.append((kind, cost_unknown))


def generator_at(base_url: str, **settings: Any) -> OpenAIGenerator:
    """A generator as a recipe would build it, that hardly pauses between tries."""
    section = {"kind": "openai", "base_url": base_url, "model": "fake", "retries": QUICK, **settings}
    generator = build_generator("planner", section, "test")
    assert isinstance(generator, OpenAIGenerator)
    generator.retries = replace(generator.retries, base_s=0.01)
    return generator


@asynccontextmanager
async def asking(
    settings: FakeSettings | None = None, **section: Any
) -> AsyncIterator[tuple[FakeServer, OpenAIGenerator]]:
    """A running fake and a generator that asks it."""
    async with FakeServer(settings) as server:
        generator = generator_at(server.base_url, **section)
        try:
            yield server, generator
        finally:
            await generator.close()
