"""One problem taken through one pipeline once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from schemas.problem import PROBLEM_FIELDS, Problem
from schemas.request import Completion
from schemas.verdict import Verdict

BUDGET = "budget:"
"""How the error of a call begins that a budget forbade; the kind is one of `schemas.errors.FailureKind`."""


class Status(StrEnum):
    """Three different things: kept, judged unfit, or never answered."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One generation of one stage: what was asked, of whom, and what became of it."""

    stage: str
    """Name of the stage."""
    number: int
    """0 for the first try, then 1, 2, ... with the evidence fed back."""
    role: str
    """The role that generated, e.g. `planner`."""
    generator: str
    """Kind of the generator, e.g. `openai`, or `reference` for rule-derived text."""
    model: str
    """The model's name."""
    prompt_id: str
    """Id of the prompt template."""
    prompt_hash: str
    """Hash of the template's bytes."""
    sampling: Mapping[str, Any]
    """Sampling parameters as sent."""
    fingerprint: str
    """Fingerprint of the request."""
    completion: Completion | None = None
    """The answer; None when the generator could not answer."""
    text: str = ""
    """The stage text as parsed from the completion."""
    data: Mapping[str, Any] | None = None
    """What was parsed out of a structured answer beside the text, e.g. a first step's quantities."""
    verdicts: tuple[Verdict, ...] = ()
    """What the stage's own filters said of this text."""
    error: str | None = None
    """`kind: message` when there is no answer."""

    @property
    def complaints(self) -> tuple[Verdict, ...]:
        """The verdicts that did not pass."""
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)


@dataclass(frozen=True, slots=True)
class StageText:
    """A stage's outcome: the attempt that is kept, among all that were made."""

    stage: str
    """Name of the stage."""
    attempts: tuple[Attempt, ...]
    """Every attempt, oldest first; never empty."""
    kept: int
    """Index of the attempt whose text the trace carries on with."""

    @property
    def attempt(self) -> Attempt:
        """The attempt that is kept."""
        return self.attempts[self.kept]

    @property
    def text(self) -> str:
        """The text later stages, filters and exports see."""
        return self.attempt.text


@dataclass(slots=True)
class Trace:
    """A problem's way through a pipeline. Filters read it; only the engine writes it."""

    problem: Problem
    """The problem, gold included."""
    pipeline: str
    """Name of the pipeline."""
    sample: int = 0
    """Which of the problem's traces this is, from 0."""
    stages: dict[str, StageText] = field(default_factory=dict)
    """What each stage brought, in the order of the pipeline."""
    trace_verdicts: list[Verdict] = field(default_factory=list)
    """What the filters of the whole trace said."""
    judgements: list[Attempt] = field(default_factory=list)
    """What filters asked models about it; `stage` is the name of the judge's prompt."""
    error: str | None = None
    """`stage: kind: message` when a generator could not answer; the trace is then `failed`."""

    @property
    def id(self) -> str:
        """`problem id/sample`: unique within one run."""
        return f"{self.problem.id}/{self.sample}"

    @property
    def verdicts(self) -> list[Verdict]:
        """All verdicts on what was kept: each stage's own, then those on the trace."""
        own = [verdict for stage in self.stages.values() for verdict in stage.attempt.verdicts]
        return own + self.trace_verdicts

    @property
    def status(self) -> Status:
        """`failed` beats `rejected` beats `accepted`."""
        if self.error is not None:
            return Status.FAILED
        return Status.ACCEPTED if all(v.passed for v in self.verdicts) else Status.REJECTED

    @property
    def out_of_budget(self) -> bool:
        """Whether a call for it was not made because the run's budget forbade it: it is not finished then."""
        attempts = [attempt for stage in self.stages.values() for attempt in stage.attempts]
        return any(attempt.error and attempt.error.startswith(BUDGET) for attempt in [*attempts, *self.judgements])

    @property
    def reasons(self) -> list[str]:
        """`filter:reason` of every verdict that did not pass, in order, each once."""
        return list(dict.fromkeys(v.code for v in self.verdicts if not v.passed))

    def text(self, name: str) -> str | None:
        """The text under a name: a stage's kept text or a field of the problem; None if not there."""
        if name in self.stages:
            return self.stages[name].text
        if name in PROBLEM_FIELDS:
            value: str | None = getattr(self.problem, name)
            return value
        return None
