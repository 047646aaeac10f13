"""Prompts: text files with an id and a hash, rendered from exactly what a stage may see.

Values are put into a template as they are and never rendered themselves, so that a problem which holds `{{ 7*7 }}`
stays the text it is.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from schemas.errors import UserError
from schemas.request import Message
from schemas.validation import unknown_value
from schemas.verdict import Evidence, Verdict
from synth.templates import Block, parse_blocks

FOLDER = Path(__file__).parent / "prompts"
"""The prompts that are shipped: `<pipeline>/<stage>[.<variant>].md`."""

FILE_SUFFIXES = (".md", ".j2")
"""A reference with one of these endings is the path of a user's own template."""

SPANS_QUOTED = 6
"""At most so many spans are quoted back for one complaint."""

SPAN_CHARS = 160
"""A quoted span is cut after so many characters."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template, compiled. `load_prompt` makes one."""

    id: str
    """`<pipeline>/<stage>[.<variant>]`, or the name of a user's file."""
    hash: str
    """First 16 hex digits of the sha256 of the file's text, the same for every kind of line ending."""
    variables: frozenset[str]
    """Every name the template reads."""
    optional: frozenset[str]
    """Those of them it can do without, because it asks `is defined` of them."""
    where: str = field(compare=False)
    """The file, for error messages."""
    blocks: tuple[Block, ...] = field(compare=False, repr=False)
    """The messages, in order."""

    def render(self, values: Mapping[str, object]) -> tuple[Message, ...]:
        """The messages with `values` put in; values it does not ask for are left aside.

        Raises:
            UserError: naming file and line, when a value is missing or the template fails.
        """
        missing = self.variables - self.optional - values.keys()
        if missing:
            raise self._unknown(min(missing), values)
        return tuple(Message(block.role, block.render(values, self.where)) for block in self.blocks)

    def require(self, allowed: Collection[str]) -> None:
        """Check, before any model call, that the template asks for nothing but `allowed` names.

        Raises:
            UserError: naming file and line of the first name that is not allowed.
        """
        excess = self.variables - set(allowed)
        if excess:
            raise self._unknown(min(excess), allowed)

    def _unknown(self, name: str, known: Collection[str]) -> UserError:
        line = min((line for block in self.blocks for line in block.lines_of(name)), default=1)
        return unknown_value("variable", name, known, where=f"{self.where}, line {line}")


def load_prompt(ref: str, base: Path | None = None) -> Prompt:
    """The prompt `ref` names: an id such as `ppc/preplan.socratic`, or a file relative to `base`.

    Raises:
        UserError: when there is no such prompt, or its template cannot be compiled (with file and line).
    """
    if ref.endswith(FILE_SUFFIXES):
        path = (base or Path()) / ref
        return parse_prompt(path.name, _read(path), str(path))
    if ref not in known_prompts():
        raise unknown_value("prompt", ref, known_prompts())
    path = FOLDER / f"{ref}.md"
    return parse_prompt(ref, _read(path), str(path))


@cache
def known_prompts() -> tuple[str, ...]:
    """Ids of the shipped prompts that a stage or a judge may use, sorted."""
    paths = FOLDER.glob("*/*.md")
    return tuple(sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in paths))


def parse_prompt(name: str, text: str, where: str) -> Prompt:
    """A prompt from a template's text; `where` names its file in errors."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = parse_blocks(text, where)
    variables = frozenset[str]().union(*(block.variables for block in blocks))
    optional = frozenset[str]().union(*(block.optional for block in blocks))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Prompt(name, digest, variables, optional, where, blocks)


def render_feedback(complaints: Sequence[Verdict]) -> Message:
    """The user's turn that tells a generator why its text was rejected, span by span.

    Pass only verdicts of filters that do not use the gold answer: all that they say is sent.
    """
    return _feedback().render({"complaints": [_complaint(verdict) for verdict in complaints]})[-1]


@cache
def _feedback() -> Prompt:
    path = FOLDER / "feedback.md"
    return parse_prompt("feedback", _read(path), str(path))


def _complaint(verdict: Verdict) -> dict[str, object]:
    spans = list(dict.fromkeys((item.label.replace("_", " "), _clip(item)) for item in verdict.evidence))
    return {
        "filter": verdict.filter.replace("_", " "),
        "reason": (verdict.reason or "").replace("_", " "),
        "detail": verdict.detail,
        "spans": spans[:SPANS_QUOTED],
        "unquoted": max(0, len(spans) - SPANS_QUOTED),
    }


def _clip(item: Evidence) -> str:
    text = " ".join(item.text.split())
    return text if len(text) <= SPAN_CHARS else text[:SPAN_CHARS].rstrip() + " ..."


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("a prompt must be UTF-8 text", where=str(path)) from error
    except OSError as error:
        fix = f"Name an existing file, or one of: {', '.join(known_prompts())}."
        raise UserError(f"cannot read this prompt: {error.strerror}", where=str(path), fix=fix) from error
