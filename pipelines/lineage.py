"""One row's whole life: every call that was made for it, and what became of it in each version.

Of a call: what was asked, what came back, what was said of it, and what it cost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.errors import UserError
from schemas.request import Message
from schemas.stored import trace_from_row
from schemas.trace import Trace
from store.dataset import Dataset, View
from store.layout import journal_dir
from synth.journal_lookup import AskedRequest, asked_requests
from synth.prompting import load_prompt

VERSIONS = 50
"""Versions looked at for the row's history, newest first."""


@dataclass(frozen=True, slots=True)
class Call:
    """One generation, or one question of a filter."""

    attempt: Mapping[str, Any]
    """As the row's provenance has it."""
    text: str
    """What came back, as it was parsed."""
    verdicts: tuple[Mapping[str, Any], ...]
    """What was said of this text: for one that was not kept, the complaints that were fed back."""
    messages: tuple[Message, ...] | None
    """What was asked; None where nobody knows any more."""
    messages_from: str
    """`journal`: as sent; `template`: rendered again from the same template; else why they are not known."""
    created: float | None = None
    """When the answer was written to the journal, Unix time."""
    cost_usd: float | None = None
    """What it cost, as far as the journal tells."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The row in another version."""

    version: int
    """Its number."""
    created: str
    """When it was committed."""
    status: str | None
    """The row's status there; None: it is not in there."""
    reasons: tuple[str, ...] = ()
    """The row's reasons there."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The life of one row."""

    dataset: str
    """The dataset."""
    version: int
    """The version it was read from."""
    row: Mapping[str, Any]
    """The row."""
    calls: tuple[Call, ...]
    """In the order in which they were made, stage by stage."""
    history: tuple[Passage, ...]
    """Newest version first."""


def lineage(dataset: Dataset, trace_id: str, version: int | None = None) -> Lineage:
    """The life of a trace, or of a problem's only trace.

    Raises:
        UserError: no such dataset, version or row; or a problem with several traces, which are then named.
    """
    view = dataset.read(version)
    row = find_row(view, trace_id)
    asked = asked_requests(journal_dir(dataset.root), [item["fingerprint"] for item in row["provenance"]])
    stages = [name for name in dict.fromkeys(item["stage"] for item in row["provenance"]) if name in row]
    trace = trace_from_row(row, stages)
    calls = tuple(_call(item, row, trace, asked) for item in row["provenance"])
    return Lineage(dataset.name, view.version, row, calls, tuple(_history(dataset, row["trace_id"])))


def find_row(view: View, name: str) -> Mapping[str, Any]:
    """The row of a trace's id, or else of a problem's, if the problem has one trace; either may hold slashes.

    Raises:
        UserError: there is none; or a problem with several traces, which are then named.
    """
    samples: list[str] = []
    for batch in view.batches(["trace_id", "problem_id"]):
        traces, problems = batch["trace_id"].to_pylist(), batch["problem_id"].to_pylist()
        if name in traces:
            return view.row(name)
        samples += [trace for trace, problem in zip(traces, problems, strict=True) if problem == name]
    if len(samples) > 1:
        fix = f"Name one: {', '.join(samples[:5])}{', ...' if len(samples) > 5 else ''}."
        raise UserError(f"problem '{name}' has {len(samples)} traces", where=view.name, fix=fix)
    return view.row(samples[0] if samples else name)


def _call(item: Mapping[str, Any], row: Mapping[str, Any], trace: Trace, asked: Mapping[str, AskedRequest]) -> Call:
    kept_text = row.get(item["stage"]) if item["kept"] else item["text"]
    verdicts = _own(item, row) if item["kept"] else tuple(item["complaints"] or ())
    known = asked.get(item["fingerprint"])
    if known is not None:
        return Call(item, kept_text or "", verdicts, known.messages, "journal", known.created, known.cost_usd)
    messages, told = _rendered(item, trace)
    return Call(item, kept_text or "", verdicts, messages, told)


def _own(item: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(verdict for verdict in row["verdicts"] or () if verdict["stage"] == item["stage"])


def _rendered(item: Mapping[str, Any], trace: Trace) -> tuple[tuple[Message, ...] | None, str]:
    """What the first attempt at a stage was asked, rendered again from a template that has not changed since."""
    if item["generator"] == "reference":
        return None, "no prompt was sent: rules derived it from the worked solution"
    if item["stage"] not in trace.stages:
        return None, "a filter's question, which the journal does not have"
    if item["attempt"]:
        return None, "the conversation so far, with the complaints above"
    try:
        prompt = load_prompt(item["prompt_id"])
    except UserError:
        return None, "its template is not there any more"
    if prompt.hash != item["prompt_hash"]:
        return None, f"its template {item['prompt_id']} has changed since"
    values = {name: trace.text(name) or "" for name in prompt.variables - prompt.optional}
    return prompt.render(values), "template"


def _history(dataset: Dataset, trace_id: str) -> Iterator[Passage]:
    readable = [info for info in dataset.versions() if info.dropped is None]
    for info in readable[:VERSIONS]:
        found = _find(dataset.read(info.number), trace_id)
        reasons = tuple(found["reasons"] or ()) if found else ()
        yield Passage(info.number, info.created, found["status"] if found else None, reasons)


def _find(view: View, trace_id: str) -> Mapping[str, Any] | None:
    for batch in view.batches(["trace_id", "status", "reasons"]):
        places: Sequence[str] = batch["trace_id"].to_pylist()
        if trace_id in places:
            found: Mapping[str, Any] = batch.slice(places.index(trace_id), 1).to_pylist()[0]
            return found
    return None
