"""The contract of a generator: one file `generator_<kind>.py` with a `Settings` model and a `build` function.

`build(settings: Settings) -> Generator`. The kind is the file's suffix, so adding one touches one file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from schemas.request import Completion, Request

if TYPE_CHECKING:
    from synth.endpoint_check import Finding


@dataclass(frozen=True, slots=True)
class Traits:
    """What the engine must know of a generator to treat it rightly."""

    sees_problem: bool = False
    """It reads the whole problem, gold and solution included, beside the rendered prompt."""
    deterministic: bool = False
    """Asking again gives the same answer, so a rejected text is not asked for again."""
    journaled: bool = True
    """Its answers cost something, so each is on disk before it is used."""
    plays_back: bool = False
    """Its answers were given before, each by the model that it names itself; `model` stands where none does."""


class Generator(Protocol):
    """Answers requests. Concurrency, retries and limits of its endpoint are its own affair."""

    kind: str
    """As the recipe names it."""
    model: str
    """The model's name, part of every fingerprint."""
    sampling: Mapping[str, Any]
    """Sampling parameters of its role, part of every fingerprint."""
    endpoint: str | None
    """The base_url when the recipe wants it in fingerprints, else None."""
    traits: Traits
    """How to treat it."""

    async def check(self) -> None:
        """Raise a UserError if the first request would fail for a reason the user must fix."""

    async def complete(self, request: Request) -> Completion:
        """Answer one request.

        Raises:
            GenerationError: this request has no answer (data: the trace becomes `failed`).
            UserError: no request can be answered until the user fixes something (key, model name).
        """

    async def close(self) -> None:
        """Release connections and processes."""


@runtime_checkable
class Surveyable(Protocol):
    """A generator with endpoints that can be asked how they are."""

    async def survey(self) -> "Sequence[Finding]":
        """What became of asking each; nothing is generated, and what is wrong is told, not raised."""
