"""A generator that answers at once, in this process: what a run costs then is what we cost.

It writes a sound preplan, plan and execution about its problem, so that filters have real work. Not shipped.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.request import Completion, Request
from synth.protocol import Generator, Traits

PREPLAN = (
    "This is a word problem about {what}: amounts that are given in one form are to be brought together in "
    "another. Useful tools are multiplication for equal groups and addition for parts that join a whole; the unit "
    "of every amount should be written beside it, so that only like things are added. The main constraint is that "
    "every given amount is used once and in the order in which the story tells it. A common pitfall is to stop at "
    "an amount that is only on the way, or to mix the number of groups with their size; another is to forget the "
    "part that stays outside the groups. It helps to name what is asked before anything else, to say which "
    "amounts are of the same kind, and to check at the end that the result is of a plausible size compared with "
    "the amounts in the story. If a rate appears, the time or the count that belongs to it must be the one of the "
    "same sentence, and not one that merely stands near it in the text. Keep the amounts apart until their kinds "
    "agree, and only then bring them together into the quantity that is asked."
)
PLAN = (
    "1. Name the quantity that is asked about {what}.\n2. Find the size of one group and how many groups there are.\n"
    "3. Multiply to get the total of the groups.\n4. Add what stays outside the groups.\n"
    "5. State the result with its unit."
)
EXECUTION = (
    "The question asks for a total about {what}. First the groups are counted and their size is read off the story. "
    "Then both are multiplied, and the part outside is added. The result has the unit of the question. "
    "\\boxed{{{answer}}}"
)
TEXTS = {"preplan": PREPLAN, "plan": PLAN, "execution": EXECUTION}


class Settings(BaseModel):
    """How it is treated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    journaled: bool = False
    """Whether its answers go through the journal."""
    concurrency: int = 64
    """Decides how many traces are in flight, as with any generator."""


class InstantGenerator:
    """Answers from a text per stage, after one turn of the event loop."""

    kind = "instant"
    model = "instant-1"
    endpoint: str | None = None

    def __init__(self, journaled: bool) -> None:
        self.sampling: Mapping[str, Any] = {"temperature": 0.7, "top_p": 0.95, "max_tokens": 2048}
        self.traits = Traits(sees_problem=True, journaled=journaled)

    async def check(self) -> None:
        """Always there."""

    async def complete(self, request: Request) -> Completion:
        """The stage's text."""
        origin = request.origin
        assert origin is not None and origin.problem is not None
        await asyncio.sleep(0)
        text = TEXTS[origin.stage].format(what=origin.problem.subject, answer=origin.problem.answer)
        return Completion(text, model=self.model, prompt_tokens=600, completion_tokens=len(text) // 4)

    async def close(self) -> None:
        """Nothing to release."""


def build(settings: Settings) -> Generator:
    """The generator."""
    return InstantGenerator(settings.journaled)
