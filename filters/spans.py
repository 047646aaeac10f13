"""Spans of a text, and how a filter turns them into evidence."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from schemas.verdict import Evidence

EVIDENCE_PER_LABEL = 10
"""Spans of one label that a verdict carries; a hostile text has a hundred thousand, and every row is stored."""


class Span(NamedTuple):
    """The characters [start, end) of a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""


def evidence(stage: str, text: str, label: str, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """The first `EVIDENCE_PER_LABEL` spans, each with what stands there."""
    first = islice(spans, EVIDENCE_PER_LABEL)
    return tuple(Evidence(stage, span.start, span.end, text[span.start : span.end], label) for span in first)
