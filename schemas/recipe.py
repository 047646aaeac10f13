"""The YAML a user writes, validated; its resolved form and digest are stored with every version.

What belongs to one generator kind or one filter is validated by that file's own settings model; here such a section
is a plain mapping.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.budget import BudgetOptions
from schemas.problem import PROBLEM_FIELDS
from schemas.recipe_text import read_mapping
from schemas.screens import ScreenOptions
from schemas.validation import unknown_value, validate

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""A dataset's name becomes a folder's name, hence the narrow alphabet."""


def _folder_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError("a name is 1 to 100 letters, digits, '.', '_' or '-', and begins with a letter or digit")
    return name


Name = Annotated[str, AfterValidator(_folder_name)]
"""A name that is safe as a folder's."""


class Section(BaseModel):
    """Unknown keys are errors and nothing changes after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProblemSource(Section):
    """Where the problems come from: a local file, or a Hub dataset."""

    path: str | None = None
    """A .jsonl, .csv or .parquet file, relative to the working directory; or several, by glob pattern."""
    hub: str | None = None
    """A Hub dataset, `owner/name`."""
    config: str | None = None
    """The Hub dataset's configuration."""
    split: str = "train"
    """The Hub dataset's split."""
    revision: str | None = None
    """The Hub dataset's revision: a tag or commit, for runs that can be repeated exactly."""
    fields: Mapping[str, str | None] = Field(default_factory=dict)
    """Our field (id, question, answer, solution, ...) to the source's column, or null to read none; unnamed fields map
    to themselves."""
    limit: int | None = Field(default=None, ge=1)
    """Take the first so many problems."""
    licence: str | None = None
    """Licence of the problems, as cards will state it; never assumed."""
    max_bad_share: float = Field(default=0.01, ge=0, le=1)
    """A larger share of bad rows stops the run before any model call."""

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, fields: Mapping[str, str | None]) -> Mapping[str, str | None]:
        known = ("id", *PROBLEM_FIELDS)
        for name in fields:
            if name not in known:
                error = unknown_value("problem field", name, known)
                raise ValueError(error.message)
        if fields.get("question", "") is None:
            raise ValueError("every problem needs a question: name its column")
        return fields

    @model_validator(mode="after")
    def _one_source(self) -> "ProblemSource":
        if (self.path is None) == (self.hub is None):
            raise ValueError("give exactly one of 'path' (a local file) and 'hub' (owner/name)")
        return self


QUESTION = "{question}"
"""Where the question goes in an instruction."""


class StageOptions(Section):
    """What a recipe may change of one stage."""

    retries: int | None = Field(default=None, ge=0, le=20)
    """How often a rejected text is asked for again with the evidence fed back."""
    prompts: tuple[str, ...] | None = None
    """Prompt variants, by id or path of a template file; one is drawn per trace by seed."""
    also_sees: tuple[str, ...] = ()
    """Earlier stages the stage may see beyond what the paper's conditioning gives it."""
    structured: bool = True
    """False sends no JSON schema. An endpoint that refuses the schema is asked again without it in any case."""


class RenderOptions(Section):
    """How an accepted trace becomes the assistant's turn."""

    tags: dict[str, str] = Field(default_factory=dict)
    """Stage to tag name, e.g. `{execution: execution}`; the sources conflict on the third tag of PPC."""
    instruction: str | None = None
    """The user's turn that is trained on, with `{question}` where the question goes; None: the pipeline's own."""

    @field_validator("instruction")
    @classmethod
    def _holds_question(cls, instruction: str | None) -> str | None:
        if instruction is not None and instruction.count(QUESTION) != 1:
            raise ValueError(f"an instruction holds {QUESTION} once, where the question goes")
        return instruction


class EngineOptions(Section):
    """How the work is carried out; nothing here changes a result."""

    traces_in_flight: int | None = Field(default=None, ge=1)
    """Upper bound on traces being worked on; None: twice the sum of the endpoints' concurrency."""
    max_outage_share: float = Field(default=0.2, ge=0, le=1)
    """If a larger share of traces failed because an endpoint did not answer, nothing is committed; answers are kept."""
    shard_size: int = Field(default=1000, ge=1)
    """Problems per shard, i.e. per Prefect task and staged Parquet file."""
    interrupt_wait_s: float = Field(default=30.0, ge=0)
    """How long an interrupted run waits for the answers in flight, in seconds."""


class DatasetOptions(Section):
    """Where the versions go."""

    root: str = "data/datasets"
    """The folder that holds one folder per dataset."""
    licence: str | None = None
    """Licence of the dataset, as its card will state it; never assumed."""
    languages: tuple[str, ...] = ()
    """Languages of the texts, e.g. `[en]`, as its card will state them; never assumed."""
    mode: Literal["replace", "top_up"] = "replace"
    """A version of exactly this run's rows; or the newest version's, topped up with what it does not hold."""
    retry_failed: bool = True
    """In a top-up: whether problems with failed rows are generated again."""


RESULT_NEUTRAL = ("base_url", "endpoints", "api_key_env", "concurrency", "price", "timeout", "retries", "headers")
"""Keys of a generator that change where, how fast and for how much an answer comes, but not the answer."""

RESULT_NEUTRAL_ENGINE = (
    "cpu_offload_gb",
    "data_parallel_size",
    "disable_log_stats",
    "distributed_executor_backend",
    "download_dir",
    "enable_chunked_prefill",
    "enable_prefix_caching",
    "enforce_eager",
    "gpu_memory_utilization",
    "max_num_batched_tokens",
    "max_num_seqs",
    "pipeline_parallel_size",
    "tensor_parallel_size",
)
"""The same among the engine arguments of an in-process vLLM: they move rounding errors at most (our choice)."""


class Recipe(Section):
    """One dataset's making. See recipes/ for ready ones."""

    name: Name
    """The dataset's name."""
    pipeline: str
    """Name of a pipeline, e.g. `ppc`."""
    problems: ProblemSource
    """Where the problems come from."""
    generators: dict[str, dict[str, Any]] = Field(min_length=1)
    """Role to generator; each validated by its kind."""
    filters: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Filter to settings; each validated by its filter. Unnamed filters keep their defaults."""
    stages: dict[str, StageOptions] = Field(default_factory=dict)
    """Stage to options."""
    samples_per_problem: int = Field(default=1, ge=1, le=10_000)
    """Traces per problem."""
    seed: int = 0
    """Draws prompt variants."""
    on_reject: Literal["continue", "stop"] = "continue"
    """After a stage is rejected for good: go on, so that thresholds can change without a model call; or stop."""
    screens: ScreenOptions = ScreenOptions()
    """What is judged of accepted rows when all of them are there."""
    render: RenderOptions = RenderOptions()
    """How a trace becomes training text."""
    engine: EngineOptions = EngineOptions()
    """How the work is carried out."""
    budget: BudgetOptions = BudgetOptions()
    """What one run may spend."""
    dataset: DatasetOptions = DatasetOptions()
    """Where the versions go."""

    @property
    def digest(self) -> str:
        """Sha256 (16 hex digits) of everything that can change how one problem's rows come out.

        Not which problems there are, where rows are written, how fast nor for how much: a top-up compares digests row
        by row.
        """
        content = self.model_dump(mode="json", exclude={"name", "problems", "engine", "budget", "dataset", "screens"})
        for settings in content["generators"].values():
            _drop_neutral(settings)
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_yaml(self) -> str:
        """The resolved recipe, defaults included, as stored with every version."""
        return yaml.safe_dump(self.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def _drop_neutral(settings: dict[str, Any]) -> None:
    """Take out of a generator's settings, in place, what cannot change an answer."""
    for key in RESULT_NEUTRAL:
        settings.pop(key, None)
    engine = settings.get("engine")
    if isinstance(engine, dict):
        settings["engine"] = {key: value for key, value in engine.items() if key not in RESULT_NEUTRAL_ENGINE}
    if not settings.get("engine", True):
        del settings["engine"]


def parse_recipe(text: str, where: str, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe from YAML text, with `a.b=c` overrides applied; `where` names it in errors.

    Raises:
        UserError: with the line of broken YAML, or every wrong key and the nearest known one.
    """
    return validate(Recipe, read_mapping(text, where, overrides), where)
