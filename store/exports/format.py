"""What an export format is, and the pieces that several share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

Row = Mapping[str, Any]
"""A row of a dataset, or of an export."""

MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
"""One turn as chat templates read it."""
MESSAGES = pa.list_(MESSAGE)

LINEAGE = [("trace_id", pa.string()), ("problem_id", pa.string())]
"""Columns of every export that lead back to the dataset (`forethought show NAME --id ...`); trainers ignore them."""

TRAIN, VALIDATION = "train", "validation"
SPLITS = (TRAIN, VALIDATION)
"""Names of the two splits, as `datasets` calls them."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is made with, the same for a whole export."""

    dataset: str
    """Name of the dataset."""
    pipeline: str
    """The paradigm that made it."""
    stages: tuple[str, ...]
    """Its stages, in order."""
    numbers: tuple[str, ...] = ()
    """Number columns of the pipeline's own, e.g. `pass_rate`."""
    schema: Any = None
    """The dataset's Arrow schema."""
    system: str | None = None
    """A system prompt before every conversation."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row comes to stand."""

    split: str
    """`train` or `validation`."""
    index: int
    """From 0 in its split."""


Check = Callable[[Row], str | None]
"""What a trainer would refuse or misread in an exported row, as a stable snake_case reason; None if nothing."""


@dataclass(frozen=True, slots=True)
class TokenLimit:
    """What a trainer does by default with what is long."""

    tokens: int
    """From so many on."""
    of: Literal["prompt", "row"]
    """Of the prompt, or of prompt and response together."""
    effect: str
    """What happens, and which option changes it."""


@dataclass(frozen=True, slots=True)
class Format:
    """One shape that a trainer reads."""

    name: str
    """As users ask for it, e.g. `trl-sft`."""
    title: str
    """Which trainer reads it, in a few words."""
    kind: Literal["sft", "rl", "stepwise", "table"]
    """What it trains. `rl`: one row per problem, with the gold answer. `stepwise`: labels from verdicts."""
    schema: Callable[[Context], Any]
    """Arrow schema of its rows."""
    row: Callable[[Row, Context, Place], Row]
    """Makes one."""
    check: Check
    """The trainer's rules."""
    usage: str
    """How the trainer is told to read it, as Markdown, see `usage_text`."""
    suffix: Literal["parquet", "jsonl"] = "parquet"
    """Of its files."""
    folder_per_split: bool = False
    """Whether shards stand in `train/` and `validation/`: for a trainer that reads whatever a folder holds."""
    takes_system: bool = True
    """Whether there is a place for a system prompt."""
    limit: TokenLimit | None = None
    """What happens to long rows; exports count them."""
    reserved: frozenset[str] = frozenset()
    """Column names that mean something else to the trainer."""
    side_files: Callable[[Context, Sequence[str]], Mapping[str, Any]] | None = None
    """(context, splits there are) -> JSON files beside the shards, by name."""

    @property
    def statuses(self) -> tuple[str, ...]:
        """Rows that are exported unless the user says otherwise: labels need rejected ones to tell apart."""
        return ("accepted", "rejected") if self.kind == "stepwise" else ("accepted",)


def usage_text(made: Format, folder: str, name: str, splits: Sequence[str]) -> str:
    """A format's usage, filled in; lines on a split that is not there are left out."""
    lines = [line for line in made.usage.split("\n") if VALIDATION in splits or "{validation}" not in line]
    filled = {"folder": folder, "name": name, "train": TRAIN, "validation": VALIDATION}
    text = "\n".join(lines)
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def lineage(row: Row) -> dict[str, Any]:
    """The columns that lead back to the dataset."""
    return {name: row[name] for name, _ in LINEAGE}


def prompt_turns(row: Row, system: str | None) -> list[dict[str, str]]:
    """The system's and the user's turn."""
    head = [{"role": "system", "content": system}] if system else []
    return [*head, {"role": "user", "content": row["prompt"]}]


def response_turn(row: Row) -> dict[str, str]:
    """The assistant's turn."""
    return {"role": "assistant", "content": row["response"]}


def references(row: Row, context: Context) -> dict[str, Any]:
    """For rewards and judges: what the teacher wrote, stage by stage, and the pipeline's numbers."""
    texts = {f"reference_{stage}": row.get(stage) for stage in context.stages}
    return texts | {name: row.get(name) for name in context.numbers}


def reference_fields(context: Context) -> list[tuple[str, Any]]:
    """Their Arrow fields."""
    texts = [(f"reference_{stage}", pa.string()) for stage in context.stages]
    return [*texts, *((name, pa.float64()) for name in context.numbers)]


def first_fault(*faults: str | None) -> str | None:
    """The first of some outcomes of checks that is one."""
    return next((fault for fault in faults if fault), None)


def text_fault(value: Any, what: str) -> str | None:
    """`no_<what>` for a text that is missing or blank."""
    return None if isinstance(value, str) and value.strip() else f"no_{what}"


def turns_fault(turns: Any, last: str, role: str = "role", content: str = "content") -> str | None:
    """Whether turns are a conversation: system at the front only, then user and assistant in turn, up to `last`."""
    if not isinstance(turns, list) or not turns:
        return "no_turns"
    if any(not isinstance(turn.get(content), str) or not turn[content].strip() for turn in turns):
        return "no_prompt" if last == "user" or not (turns[0].get(content) or "").strip() else "no_response"
    spoken = [turn[role] for turn in turns]
    spoken = spoken[1:] if spoken[0] == "system" else spoken
    expected = ["user" if place % 2 == 0 else "assistant" for place in range(len(spoken))]
    return None if spoken == expected and spoken and spoken[-1] == last else "roles_out_of_order"
