"""What a pipeline is made of. A paradigm is a declaration in these words, one short file each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.arrow import Column, RowShape
from schemas.problem import PROBLEM_FIELDS
from schemas.trace import Trace


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a completion's text."""

    text: str
    """The stage text."""
    data: Mapping[str, Any] | None = None
    """Structured values beside it, if the stage asks for structure."""
    problem: str | None = None
    """Snake_case reason why it could not be parsed; the attempt is then rejected with it."""


QUALITY = ("repetition", "language_mix", "residue", "meta_talk", "markdown_debris")
"""Signals of a text's quality that every stage's text is judged by, whatever it says (docs/quality.md)."""

Parser = Callable[[Collection[str], str], Parsed]
"""(names of the stage's own tags, completion text) -> Parsed."""


def plain_text(tags: Collection[str], text: str) -> Parsed:
    """The text as it is, out of the stage's own tags when the model wrapped all of it in them."""
    body = text.strip()
    for tag in tags:
        opening, closing = f"<{tag}>", f"</{tag}>"
        if body.startswith(opening) and body.endswith(closing):
            body = body[len(opening) : -len(closing)].strip()
    return Parsed(body)


@dataclass(frozen=True, slots=True)
class Stage:
    """One generation."""

    name: str
    """Also the name of its text column."""
    role: str
    """Who generates: a key of the recipe's `generators`."""
    sees: tuple[str, ...]
    """Problem fields and earlier stages its prompt is rendered from, and nothing else."""
    prompts: tuple[str, ...]
    """Ids of prompt variants; one is drawn per trace."""
    checks: tuple[str, ...] = ()
    """Filters that judge its text right away; their complaints cause retries."""
    retries: int = 2
    """How often a rejected text is asked for again with the evidence fed back."""
    parse: Parser = plain_text
    """Turns the completion into the stage text."""
    response_format: Mapping[str, Any] | None = None
    """OpenAI `response_format`, for stages that ask for structure."""


@dataclass(frozen=True, slots=True)
class Check:
    """A filter of the whole trace, judged when every stage has its text."""

    filter: str
    """Name of the filter."""
    stage: str
    """The stage whose text it judges."""


Renderer = Callable[[Trace, Mapping[str, str]], str]
"""(trace, tag name by stage) -> the assistant's turn that is trained on."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A paradigm: ordered stages, trace filters, and how a trace is rendered for training."""

    name: str
    """As recipes name it; also the module's name."""
    summary: str
    """One line for people, with the source."""
    stages: tuple[Stage, ...]
    """In order."""
    checks: tuple[Check, ...]
    """Filters of the whole trace."""
    render: Renderer
    """Makes the assistant's turn."""
    tags: Mapping[str, str]
    """Default tag name by stage; a recipe may rename them."""
    columns: tuple[Column, ...] = ()
    """Flat columns beside the stage texts, e.g. a score."""
    instruction: str = "{question}"
    """The user's turn that is trained on, with `{question}` where the question goes; a recipe may give its own."""
    needs_answer: bool = True
    """Problems without a gold answer are bad rows."""
    filter_defaults: Mapping[str, Mapping[str, Any]] | None = None
    """Filter settings that this paradigm's source prescribes where the recipe is silent."""

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        for position, stage in enumerate(self.stages):
            hidden = set(stage.sees) - set(PROBLEM_FIELDS) - set(names[:position])
            if hidden:
                raise ValueError(f"{self.name}.{stage.name} cannot see {sorted(hidden)}: not there yet")
        unknown = {check.stage for check in self.checks} - set(names)
        if unknown:
            raise ValueError(f"{self.name} checks unknown stages {sorted(unknown)}")

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The text columns of its datasets, in order."""
        return tuple(stage.name for stage in self.stages)

    @property
    def shape(self) -> RowShape:
        """The rows of its datasets."""
        return RowShape(self.stage_names, self.columns)

    @property
    def filter_names(self) -> tuple[str, ...]:
        """Every filter it uses, in order of first use, each once."""
        own = [name for stage in self.stages for name in stage.checks]
        return tuple(dict.fromkeys([*own, *(check.filter for check in self.checks)]))
