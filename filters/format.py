r"""Checks the form of one stage's text: there is one, it keeps to its own segment, and `\boxed{}` stands where it must.

PPC asks for three segments and a boxed answer in the last (methods.md 1.1); what a single stage's text must look like
follows from that. The form of a whole turn is checked in filters/segments.py.
"""

import re
from functools import lru_cache
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.equivalence.boxes import BOX, boxes, last_box_flaw
from filters.equivalence.braces import closing_braces
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class FormatSettings(FilterSettings):
    """Which tags and boxes a stage's text may hold. Our choice, after the paper's output structure."""

    tags: tuple[str, ...] = ("preplan", "plan", "execute", "execution", "think")
    """Names of tags that must not stand in any stage's text: segments are wrapped by us, when a trace is rendered."""
    boxed: tuple[str, ...] = ("execution",)
    r"""Stages whose text must hold a closed, non-empty `\boxed{}`."""
    unboxed: tuple[str, ...] = ("preplan", "plan")
    r"""Stages whose text must not hold one: an answer before the execution."""
    boxed_last: bool = True
    """The box must be what such a text ends in, but for the rest of its sentence; text behind it is rejected."""
    min_chars: int = Field(default=1, ge=1)
    """So many characters, outer spaces aside, make a text."""


Flaw = tuple[str, list[Span]]
"""A reason and the spans that show it."""


def find_flaw(text: str, stage: str, settings: FormatSettings) -> Flaw | None:
    """The first flaw in a stage's text, or None: pure, and linear in its length.

    Reasons: empty_text, stray_tag, early_boxed, missing_boxed, unbalanced_boxed, empty_boxed, text_after_boxed.
    """
    if len(text.strip()) < settings.min_chars:
        return "empty_text", []
    stray = [Span(*tag.span()) for tag in _tags(settings.tags).finditer(text)] if "<" in text else []
    if stray:
        return "stray_tag", stray
    if stage in settings.unboxed:
        early = [Span(*box.span()) for box in BOX.finditer(text)] if "\\" in text else []
        return ("early_boxed", early) if early else None
    return _box_flaw(text, settings.boxed_last) if stage in settings.boxed else None


def _box_flaw(text: str, last: bool) -> Flaw | None:
    openings = list(BOX.finditer(text))
    closing = closing_braces(text)
    unclosed = [Span(*box.span()) for box in openings if text[box.end() :][:1] == "{" and box.end() not in closing]
    if not openings:
        return "missing_boxed", []
    if unclosed:
        return "unbalanced_boxed", unclosed
    found = boxes(text)
    if not found:
        return "empty_boxed", [Span(*box.span()) for box in openings]
    flaw = last_box_flaw(text) if last else None
    return (flaw, [Span(found[-1].end, len(text))]) if flaw else None


@lru_cache(maxsize=64)
def _tags(names: tuple[str, ...]) -> re.Pattern[str]:
    """Opening and closing tags of these names, also `<plan >` and `<Plan id="1">`; cached, as settings never change."""
    either = "|".join(map(re.escape, names))
    return re.compile(rf"</?(?:{either})(?:\s[^<>]{{0,200}})?>" if either else r"(?!)", re.IGNORECASE)


class FormatFilter(Filter):
    """Rejects a text that is empty, or not of its stage's form; there is no ground for further stages then."""

    name: ClassVar[str] = "format"
    Settings: ClassVar[type[FilterSettings]] = FormatSettings
    ends_trace: ClassVar[bool] = True

    def __init__(self, settings: FormatSettings) -> None:
        super().__init__(settings)
        self.rules = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        flaw = find_flaw(text, stage, self.rules)
        if flaw is None:
            return Verdict(self.name, stage, passed=True)
        reason, spans = flaw
        return Verdict(self.name, stage, passed=False, reason=reason, evidence=evidence(stage, text, reason, spans))


FILTER = FormatFilter
