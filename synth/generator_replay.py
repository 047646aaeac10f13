"""Answers from a recording and never from a model: a request that was not recorded stays without an answer.

Answers are found by pipeline, problem, stage, sample and attempt. Each carries the hash of the prompt that it answered;
where the recipe's prompt is another one by now, the answer is used and a warning says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.errors import GenerationError
from schemas.request import Completion, Origin, Request
from synth.protocol import Generator, Traits
from synth.recording import Recording, load_recording

logger = logging.getLogger(__name__)


class Settings(BaseModel):
    """Where the recorded answers are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    """A file written by `forethought journal export`, or a glob pattern, relative to the working directory."""


class ReplayGenerator:
    """Plays a recording back. Provenance names the generator `replay` and, for each answer, the model that gave it."""

    kind = "replay"
    endpoint: str | None = None
    model = "recorded"
    traits = Traits(journaled=False, plays_back=True)

    def __init__(self, recording: Recording) -> None:
        self.sampling: Mapping[str, Any] = {}
        self._recording = recording
        self._warned: set[tuple[str, str]] = set()

    async def check(self) -> None:
        """The recording was read when the generator was built."""

    async def complete(self, request: Request) -> Completion:
        """The recorded answer.

        Raises:
            GenerationError: `not_recorded`.
        """
        assert request.origin is not None, "the engine says who asks"
        recorded = self._recording.find(request)
        if recorded is None:
            raise GenerationError("not_recorded", self._recording.explain_miss(request.origin))
        self._compare(request.origin, recorded.prompt_hash)
        return replace(recorded.completion, calls=0, latency_s=0.0, from_journal=False)

    async def close(self) -> None:
        """Nothing to release."""

    def _compare(self, origin: Origin, recorded: str) -> None:
        """Warn, once per stage, that the prompt is not the one that was answered."""
        key = (origin.stage, recorded)
        if recorded and recorded != origin.prompt_hash and key not in self._warned:
            self._warned.add(key)
            message = "%s.%s: the recording answers prompt %s, the recipe's prompt is %s now"
            logger.warning(message, origin.pipeline, origin.stage, recorded, origin.prompt_hash)


def build(settings: Settings) -> Generator:
    """The generator of a recipe's section; its recording is read at once.

    Raises:
        UserError: there is no recording, or it cannot be read.
    """
    return ReplayGenerator(load_recording(settings.path))
