"""Markup that is broken or does not belong: an unclosed code block, a chat template's token, HTML (our choice).

Markdown itself is none: headings, lists and bold text pass. Measured in docs/quality.md.
"""

import re
from bisect import bisect
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.quality import verdict
from filters.spans import Span
from schemas.trace import Trace
from schemas.verdict import Verdict

_FENCE = re.compile(r"^[ \t]{0,3}```", re.MULTILINE)
_TOKEN = re.compile(
    r"</?think(?:ing)?>|<\|[A-Za-z_]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:bos|eos|pad|unk)>|<(?:start|end)_of_turn>"
    r"|^#{2,3} (?:Assistant|Human|User):",
    re.MULTILINE,
)
_HTML = re.compile(
    r"</?(?:br|p|div|span|b|i|u|sub|sup|center|font|table|tr|td)(?:\s[^<>]{0,200})?/?>|&(?:nbsp|lt|gt|amp|quot);",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"^[ \t]*(?:#{1,6}|[-*+])[ \t]*$|\*\*[ \t]*\*\*(?!\*)|!?\[[^\]\n]*\]\(\s*\)", re.MULTILINE)
"""A heading, a list item, bold text or a link without anything in it."""
_ESCAPED = re.compile(r"(?<!\\)\\n(?!Rightarrow|[Ll]eft|[VvDd][VDd]?ash|[a-z])|\\u[0-9a-f]{4}(?![0-9a-zA-Z])")
"""A line break or a letter that was escaped once too often; `\\nu` and `\\nRightarrow` are mathematics."""
_LOOK = 200
"""Characters before an escape in which code within its line may begin."""
_MARKERS = frozenset(["#", "##", "###", "####", "#####", "######", "-", "*", "+"])
"""A line that is nothing else is an empty heading or list item."""


class MarkdownDebrisSettings(FilterSettings):
    """How much is let pass."""

    max_count: int = Field(default=0, ge=0)
    """Spans that a text may hold."""


class MarkdownDebrisFilter(Filter):
    """Rejects a text with broken markup; the score counts the spans."""

    name: ClassVar[str] = "markdown_debris"
    Settings: ClassVar[type[FilterSettings]] = MarkdownDebrisSettings

    def __init__(self, settings: MarkdownDebrisSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        return verdict(self.name, stage, text, debris(text), self.options.max_count, "markdown_debris")


def debris(text: str) -> dict[str, list[Span]]:
    """Broken markup by label. Pure, and linear in the length of the text."""
    fences = _all(_FENCE, text) if "```" in text else []
    tagged = "<" in text
    return {
        "template_token": _all(_TOKEN, text) if tagged or "[" in text or "## " in text else [],
        "html": _all(_HTML, text) if tagged or "&" in text else [],
        "empty_markup": _all(_EMPTY, text) if _may_be_empty(text) else [],
        "escaped": _outside_code(_all(_ESCAPED, text), text, fences) if "\\n" in text or "\\u" in text else [],
        "unclosed_code": fences[-1:] if len(fences) % 2 else [],
    }


def _all(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*match.span()) for match in pattern.finditer(text)]


def _outside_code(spans: list[Span], text: str, fences: list[Span]) -> list[Span]:
    """Those that stand in no block of code, nor in code within a line: a program may print an escape."""
    starts = [fence.start for fence in fences]
    return [
        span
        for span in spans
        if bisect(starts, span.start) % 2 == 0
        and text[max(0, span.start - _LOOK) : span.start].rpartition("\n")[2].count("`") % 2 == 0
    ]


def _may_be_empty(text: str) -> bool:
    """Whether `_EMPTY` has anything to find."""
    return "**" in text or "](" in text or any(line.strip(" \t") in _MARKERS for line in text.split("\n"))


FILTER = MarkdownDebrisFilter
