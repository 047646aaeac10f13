"""A generator whose answers a test writes, and an engine around it: real asker, real filters, no network."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from pipelines.engine import Engine
from pipelines.progress import Progress
from pipelines.resolve import Plan, resolve
from schemas.problem import Problem
from schemas.recipe import parse_recipe
from schemas.request import Completion, Request
from synth.asker import Asker
from synth.protocol import Traits

PREPLAN = "A rate problem: a total builds up from equal parts. Mind that the parts are counted in whole items."
PLAN = "1. Find how many items each part holds.\n2. Multiply by the number of parts."
EXECUTION = "Each part holds 3 items and there are 4 parts, so there are 3 * 4 = 12 items. \\boxed{12}"
ANSWERS = {"preplan": PREPLAN, "plan": PLAN, "execution": EXECUTION}
PROBLEM = Problem("p-1", "Four bags hold three apples each. How many apples are there?", "12")

RECIPE = """
name: toy
pipeline: ppc
problems: {path: nowhere.jsonl}
generators: {default: {kind: reference}}
filters: {length: {preplan: [1, 1500]}}
"""

Answer = Callable[[Request], Completion | str]


class Toy:
    """Answers by a function; remembers every request; yields to the loop once as a network would."""

    kind = "toy"
    model = "toy-1"
    endpoint: str | None = None

    def __init__(self, answer: Answer | None = None, traits: Traits | None = None) -> None:
        self.sampling: Mapping[str, Any] = {"temperature": 0.7}
        self.traits = traits or Traits(journaled=False)
        self.answer = answer or staged
        self.requests: list[Request] = []

    async def check(self) -> None:
        """Always there."""

    async def complete(self, request: Request) -> Completion:
        """What the test's function says."""
        self.requests.append(request)
        await asyncio.sleep(0)
        said = self.answer(request)
        return Completion(said) if isinstance(said, str) else said

    async def close(self) -> None:
        """Nothing to release."""


def staged(request: Request) -> str:
    """A good answer for each stage."""
    return ANSWERS[stage_of(request)]


def stage_of(request: Request) -> str:
    """The stage that asks."""
    assert request.origin is not None
    return request.origin.stage


def plan_of(*overrides: str) -> Plan:
    """The toy recipe's plan, with overrides."""
    return resolve(parse_recipe(RECIPE, "toy.yaml", overrides), "toy.yaml")


def engine_of(toy: Toy, *overrides: str, traces_in_flight: int = 8) -> Engine:
    """An engine whose every role is the toy."""
    return Engine(plan_of(*overrides), Asker({"default": toy}, None), Progress(), traces_in_flight)
