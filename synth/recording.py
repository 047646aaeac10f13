"""Recorded answers, by who asked: an exported journal, or a file shipped with the project.

A line is what `forethought journal export` writes; only `origin` and `completion` are needed here. Sharing such a file
is sharing the run: whoever has it rebuilds the dataset without the model.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from schemas.errors import UserError
from schemas.request import Completion, Origin, Request
from synth.journal_rows import completion_from


class Asked(NamedTuple):
    """Who asked: what a recorded answer is found by."""

    pipeline: str
    """Name of the pipeline."""
    problem_id: str
    """Id of the problem."""
    stage: str
    """Name of the stage, or of a judge's prompt."""
    sample: int
    """Which of the problem's traces."""
    attempt: int
    """0 for the first try of the stage."""

    @classmethod
    def of(cls, origin: Origin) -> "Asked":
        """The key of a request's origin."""
        return cls(origin.pipeline, origin.problem_id, origin.stage, origin.sample, origin.attempt)


class Recorded(NamedTuple):
    """One recorded answer."""

    completion: Completion
    """What was answered."""
    prompt_hash: str
    """Hash of the prompt template it answered; empty if it is not known."""
    question_hash: str
    """Of the question it answered; empty if it is not known, as in recordings made before it was written down."""
    asked: str
    """What `by_text` finds it by; empty if the line does not tell what was asked."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The answers of one or several files; of several to the same, the last counts."""

    answers: dict[Asked, Recorded] = field(default_factory=dict)
    """By who asked."""
    by_text: dict[str, Recorded] = field(default_factory=dict)
    """By what was asked, for lines that tell: an answer that several asked for was written down for the first only."""
    stages: dict[str, dict[str, None]] = field(default_factory=dict)
    """The stages and judges of each pipeline that any answer is there for, in their order."""

    def find(self, request: Request) -> Recorded | None:
        """The answer to what is asked, where the recording tells what was asked; else to who asks."""
        known = self.answers.get(Asked.of(request.origin)) if request.origin else None
        return self.by_text.get(_text_key(request.messages, request.sample)) or known

    def add(self, content: Mapping[str, Any]) -> None:
        """Take in one line."""
        origin = content["origin"]
        asked = asked_key(content["request"]) if "request" in content else ""
        known = (origin.get("prompt_hash", ""), origin.get("question_hash", ""))
        recorded = Recorded(completion_from(content["completion"]), *known, asked)
        self.answers[Asked(*(origin[name] for name in Asked._fields))] = recorded
        self.stages.setdefault(origin["pipeline"], {})[origin["stage"]] = None
        if asked:
            self.by_text[asked] = recorded

    def holds(self, request: Request) -> bool:
        """Whether the very text of a request was recorded."""
        return _text_key(request.messages, request.sample) in self.by_text

    def explain_miss(self, origin: Origin) -> str:
        """Why there is no answer, for people: the stage was not recorded at all, or not for who asks."""
        recorded = self.stages.get(origin.pipeline, {})
        if origin.stage in recorded:
            who = f"problem {origin.problem_id}, sample {origin.sample}, attempt {origin.attempt}"
            return f"the recording holds no answer of '{origin.stage}' for {who}"
        there = f"only of {', '.join(recorded)}" if recorded else "nor any other of that pipeline"
        return f"the recording holds no answers of '{origin.stage}' in pipeline {origin.pipeline}, {there}"


def load_recording(pattern: str) -> Recording:
    """Read a `.jsonl` file, or all that a glob pattern matches, in the order of their names.

    Raises:
        UserError: nothing matches, or a line is no recorded answer.
    """
    paths = sorted(Path().glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
    if not paths:
        fix = "Give a file that `forethought journal export` wrote, or a glob pattern of such files."
        raise UserError("no recording there", where=pattern, fix=fix)
    recording = Recording()
    for path in paths:
        _read(path, recording)
    return recording


def asked_key(request: Mapping[str, Any]) -> str:
    """What an exported request is found by: its messages and its sample, whatever the model and its settings."""
    messages = [(message["role"], message["content"]) for message in request["messages"]]
    return _text_key(messages, request.get("sample", 0))


def _text_key(messages: Iterable[Any], sample: int) -> str:
    text = json.dumps([[list(message) for message in messages], sample])
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path, recording: Recording) -> None:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    _take(line, recording, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the recording: {error}", where=str(path)) from error


def _take(line: str, recording: Recording, where: str) -> None:
    try:
        recording.add(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fix = "A line holds 'origin' (pipeline, problem_id, stage, sample, attempt) and 'completion' (text, ...)."
        raise UserError(f"not a recorded answer: {error!r}", where=where, fix=fix) from error
