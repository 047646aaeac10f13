"""Answers from a recording and never from a model: a request that was not recorded stays without an answer.

Answers are found by pipeline, problem, stage, sample and attempt. Each carries the hash of the prompt that it answered;
where the recipe's prompt is another one by now, the answer is used and a warning says so. An answer to a question that
has changed under its problem's id is never used.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.errors import GenerationError
from schemas.request import Completion, Origin, Request
from synth.protocol import Generator, Traits
from synth.recording import Recorded, Recording, load_recording

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
            GenerationError: `not_recorded`; `other_question` if the problem's question was another one then.
        """
        assert request.origin is not None, "the engine says who asks"
        recorded = self._recording.find(request)
        if recorded is None:
            raise GenerationError("not_recorded", self._recording.explain_miss(request.origin))
        if not self._recording.holds(request):
            _refuse_other_question(request.origin, recorded)
            self._warn_of_other_text(request.origin, recorded)
        self._compare(request.origin, recorded.prompt_hash)
        return replace(recorded.completion, calls=0, latency_s=0.0, from_journal=False)

    async def close(self) -> None:
        """Nothing to release."""

    def _warn_of_other_text(self, origin: Origin, recorded: Recorded) -> None:
        """Warn, once per stage, of what an older recording cannot tell: whether the question was another one."""
        key = (origin.stage, "text")
        unsure = recorded.asked and not recorded.question_hash and recorded.prompt_hash == origin.prompt_hash
        if unsure and key not in self._warned:
            self._warned.add(key)
            message = (
                "%s.%s: problem %s is asked another text than the recording answers, by the same prompt: was its "
                "question changed? The recording does not tell its questions; export the journal anew"
            )
            logger.warning(message, origin.pipeline, origin.stage, origin.problem_id)

    def _compare(self, origin: Origin, recorded: str) -> None:
        """Warn, once per stage, that the prompt is not the one that was answered."""
        key = (origin.stage, recorded)
        if recorded and recorded != origin.prompt_hash and key not in self._warned:
            self._warned.add(key)
            message = "%s.%s: the recording answers prompt %s, the recipe's prompt is %s now"
            logger.warning(message, origin.pipeline, origin.stage, recorded, origin.prompt_hash)


def _refuse_other_question(origin: Origin, recorded: Recorded) -> None:
    if recorded.question_hash and origin.question_hash and recorded.question_hash != origin.question_hash:
        message = (
            f"the recording's answer of '{origin.stage}' is to another question than problem {origin.problem_id} has "
            "now: replay the problems that were recorded, or ask a model for the changed one"
        )
        raise GenerationError("other_question", message)


def build(settings: Settings) -> Generator:
    """The generator of a recipe's section; its recording is read at once.

    Raises:
        UserError: there is no recording, or it cannot be read.
    """
    return ReplayGenerator(load_recording(settings.path))
