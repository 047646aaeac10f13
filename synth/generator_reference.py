"""The embedded default: derives every stage from the problem's worked solution by rules. No model, no network.

It is a baseline and honest about it: provenance names the generator `reference` and the model `reference-rules-3`.
It reads the reference solution, so what it writes is no evidence of what a model can do.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.errors import GenerationError
from schemas.request import Completion, Request
from synth.protocol import Generator, Traits
from synth.reference.shortfall import shortfall
from synth.reference.stages import Ambiguous, UnknownStage, write_stage

MODEL = "reference-rules-3"
"""Raise the number when the rules change what they write."""


class Settings(BaseModel):
    """There is nothing to set."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReferenceGenerator:
    """Answers a request from the worked solution of its problem."""

    kind = "reference"
    model = MODEL
    endpoint: str | None = None
    traits = Traits(sees_problem=True, deterministic=True, journaled=False)

    def __init__(self) -> None:
        self.sampling: Mapping[str, Any] = {}

    async def check(self) -> None:
        """Nothing can be wrong before the first request."""

    async def complete(self, request: Request) -> Completion:
        """The stage's text, derived from the worked solution.

        Raises:
            GenerationError: its kind says what the worked solution lacks (`shortfall`), or is `ambiguous_quantity`
                when the stage has to say which of several equal numbers is meant and cannot.
        """
        origin = request.origin
        if origin is None or origin.problem is None:
            raise GenerationError("bad_request", "the reference generator needs the problem with its solution")
        try:
            text = write_stage(origin.problem, origin.stage, structured=request.response_format is not None)
        except UnknownStage as error:
            raise GenerationError("bad_request", str(error)) from error
        except Ambiguous as error:
            raise GenerationError("ambiguous_quantity", f"problem {origin.problem_id}: {error}") from error
        if text is None:
            kind, why = shortfall(origin.problem)
            raise GenerationError(kind, f"problem {origin.problem_id}: {why}")
        return Completion(text=text, model=self.model, calls=0)

    async def close(self) -> None:
        """Nothing to release."""


def build(settings: Settings) -> Generator:
    """A generator; all of them are alike."""
    return ReferenceGenerator()
