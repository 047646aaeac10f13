"""The steps of a solution: its paragraphs, or its lines where it has no blank line. The numbering is ours, from 0."""

import re
from bisect import bisect_right

from filters.spans import Span

_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n).)*", re.DOTALL)
_LINE = re.compile(r"\S[^\n]*")


def steps(text: str) -> list[Span]:
    """Where each step stands, in order."""
    paragraphs = [Span(*match.span()) for match in _PARAGRAPH.finditer(text)]
    return paragraphs if len(paragraphs) > 1 else [Span(*match.span()) for match in _LINE.finditer(text)]


def step_at(found: list[Span], place: int) -> int:
    """The number of the step that holds a character, from 0."""
    return max(0, bisect_right(found, place, key=lambda span: span.start) - 1)
