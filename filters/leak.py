"""Does a preplan give anything away? One calibrated score from all that looks for leaks, with the parts as evidence.

The parts are those of `value_leak`, `computation`, `recital` and `plan_overlap`, and the learned detector, which reads
how a sentence is worded once its numbers are replaced by what they are to the problem (`filters.leaks.features`). The
score is a probability: of texts like those it was trained on with a score of 0.7, about 70% leak. The paper's six rules
are `spoiler`, are not part of it, and stay as they are; a recipe may use either or both. All of it is our choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.leaks.alignment import steps_of
from filters.leaks.features import Reading, is_sequenced, read
from filters.leaks.known import known_of
from filters.leaks.model import SHIPPED, Model, inputs_of, load_model
from filters.plan_overlap import Overlap, plan_overlap
from filters.recital import RecitalSettings, recital_score
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class LeakSettings(FilterSettings):
    """All of it is our choice; the numbers behind the defaults are in docs/leaks.md."""

    enabled: bool = False
    """Off by default: a recipe chooses between the paper's rules, ours, and both."""
    max_score: float = Field(default=0.8, ge=0, le=1)
    """A text with a higher probability of a leak is rejected. 0.8 spends 1.5% false alarms on natural voices left out
    of the fit (`python -m benchmarks.train_leak_model --across-authors`); new voices have brought twice what was
    expected."""
    parts: Literal["all", "words"] = "all"
    """`words`: the learned detector alone, without the rules' findings and without the plan."""
    recital: bool | None = None
    """Whether telling the plan's steps is a leak. None: yes, unless the trace has no plan and the text is nothing but
    steps, i.e. a plan of its own."""
    solution: bool = True
    """Read values on the way from the reference solution, if there is one."""
    execution_stage: str | None = "execution"
    """And from this stage."""
    plan_stage: str = "plan"
    """The stage whose steps must not be told before."""
    model: Path | None = None
    """Folder of a model made by `forethought train-detector`; None is the one that is shipped."""


@dataclass(frozen=True, slots=True)
class LeakScore:
    """A score and what it rests on."""

    score: float
    """Probability of a leak, in [0, 1]."""
    spans: Mapping[str, tuple[Span, ...]]
    """By part: labels of `value_leak`, `arithmetic`, `derivation`, `plan_step`, `sentence`."""


def leak_score(
    text: str, reading: Reading, overlap: Overlap, recital: float, model: Model, options: LeakSettings, has_plan: bool
) -> LeakScore:
    """The score of a text that has been read: pure."""
    logits = model.logits(reading)
    inputs = inputs_of(logits, reading, overlap.score, recital)
    plan_only = options.recital is False or options.recital is None and not has_plan and reading.is_plan
    layer = model.words if options.parts == "words" else model.rules if plan_only else model.combined
    spans = {label: where for label, where in reading.found.items() if label != "instruction"}
    if not plan_only:
        worst = max(range(len(logits)), key=logits.__getitem__, default=None)
        if worst is not None and logits[worst] > 0:
            spans["sentence"] = (reading.sentences[worst].span,)
        if overlap.spans:
            spans["plan_step"] = overlap.spans
    return LeakScore(layer.probability(inputs), spans)


_RECITAL = RecitalSettings()


class LeakFilter(Filter):
    """Rejects a text that probably gives something away; knows the gold, so its evidence is kept from generators."""

    name: ClassVar[str] = "leak"
    Settings: ClassVar[type[FilterSettings]] = LeakSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: LeakSettings) -> None:
        super().__init__(settings)
        self.options = settings
        if settings.enabled:
            load_model(settings.model or SHIPPED)  # a folder without a model is told before the run

    @property
    def model(self) -> Model:
        """The trained detector."""
        return load_model(self.options.model or SHIPPED)

    def score(self, trace: Trace, stage: str) -> LeakScore:
        """The score of a stage's text and its parts."""
        options, problem = self.options, trace.problem
        text, plan = trace.text(stage) or "", trace.text(options.plan_stage)
        execution = trace.text(options.execution_stage) if options.execution_stage else None
        sources = [source for source in (problem.solution if options.solution else None, execution) if source]
        steps = steps_of(plan or "", problem.question)
        reading = read(text, known_of(problem.question, problem.answer, sources), steps)
        overlap = plan_overlap(text, plan, problem.question)
        recital = recital_score(text, plan, _RECITAL, problem.question, is_sequenced(text)).score
        return leak_score(text, reading, overlap, recital, self.model, options, has_plan=bool(plan))

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = self.score(trace, stage)
        passed = found.score <= self.options.max_score
        parts = {label: spans for label, spans in found.spans.items() if spans}
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else f"leaks_{next(iter(parts), 'sentence')}",
            score=round(found.score, 4),
            threshold=self.options.max_score,
            detail=", ".join(f"{label} {len(spans)}" for label, spans in parts.items()) or None,
            evidence=sum((evidence(stage, text, label, spans) for label, spans in parts.items()), ()),
        )


FILTER = LeakFilter
