"""Recorded answers, by who asked: an exported journal, or a file shipped with the project.

A line is what `forethought journal export` writes; only `origin` and `completion` are needed here. Sharing such a file
is sharing the run: whoever has it rebuilds the dataset without the model.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from schemas.errors import UserError
from schemas.request import Completion, Origin
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


@dataclass(frozen=True, slots=True)
class Recording:
    """The answers of one or several files."""

    answers: Mapping[Asked, Recorded] = field(default_factory=dict)
    """By who asked; of several, the last."""

    @property
    def models(self) -> str:
        """The models that answered, as their endpoints named them."""
        return ", ".join(sorted({recorded.completion.model or "unnamed" for recorded in self.answers.values()}))


def load_recording(pattern: str) -> Recording:
    """Read a `.jsonl` file, or all that a glob pattern matches, in the order of their names.

    Raises:
        UserError: nothing matches, or a line is no recorded answer.
    """
    paths = sorted(Path().glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
    if not paths:
        fix = "Give a file that `forethought journal export` wrote, or a glob pattern of such files."
        raise UserError("no recording there", where=pattern, fix=fix)
    return Recording(dict(entry for path in paths for entry in _entries(path)))


def _entries(path: Path) -> Iterator[tuple[Asked, Recorded]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _entry(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the recording: {error}", where=str(path)) from error


def _entry(line: str, where: str) -> tuple[Asked, Recorded]:
    try:
        content: Mapping[str, Any] = json.loads(line)
        origin = content["origin"]
        key = Asked(*(origin[name] for name in Asked._fields))
        return key, Recorded(completion_from(content["completion"]), origin.get("prompt_hash", ""))
    except (ValueError, KeyError, TypeError) as error:
        fix = "A line holds 'origin' (pipeline, problem_id, stage, sample, attempt) and 'completion' (text, ...)."
        raise UserError(f"not a recorded answer: {error!r}", where=where, fix=fix) from error
