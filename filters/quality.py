"""What the quality signals share: spans by label become one verdict, with their number as its score."""

from collections.abc import Mapping, Sequence

from filters.folding import fold
from filters.spans import Span, evidence
from schemas.verdict import Verdict

Found = Mapping[str, Sequence[Span]]
"""Spans by label."""

_LOOK = 12
"""Characters before a span that tell whether a sentence begins there."""


def verdict(name: str, stage: str, text: str, found: Found, at_most: int, reason: str) -> Verdict:
    """Rejects with `reason` when more spans than `at_most` were found."""
    count = sum(map(len, found.values()))
    passed = count <= at_most
    return Verdict(
        filter=name,
        stage=stage,
        passed=passed,
        reason=None if passed else reason,
        score=count,
        threshold=at_most,
        evidence=sum((evidence(stage, text, label, spans) for label, spans in found.items()), ()),
    )


def unasked(text: str, spans: Sequence[Span], question: str) -> list[Span]:
    """Those whose words the question does not say itself: "half as many as requested" is its business."""
    asked = fold(question) if spans else ""
    return [span for span in spans if fold(text[slice(*span)]) not in asked]


def at_sentence_start(text: str, spans: Sequence[Span]) -> list[Span]:
    """Those that open a sentence, a line or a list item."""
    return [span for span in spans if _opens(text, span.start)]


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK) : start].rstrip(" \t*_>\"'(-")
    return (
        (not before and start <= _LOOK)
        or before[-1:] in (".", "!", "?", ":", "\n")
        or "\n" in text[len(before) + max(0, start - _LOOK) : start]
    )
