"""Model text as HTML: hostile until escaped, with the spans that a filter pointed at marked."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

COMPLAINT, NOTE = "complaint", "note"
"""CSS classes of a mark: of a verdict that did not pass, and of one that did."""


def visible(text: str) -> str:
    """The text with control characters shown, as nothing in it may steer whoever shows it."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def highlighted(text: str, stage: str, verdicts: Sequence[Mapping[str, Any]]) -> str:
    """A stage's text as HTML, escaped; every character that evidence covers lies in a `<mark>`.

    Where spans overlap a complaint wins. A mark's title names the filter and what it found.
    """
    spans = [
        (span["start"], span["end"], verdict)
        for verdict in sorted(verdicts, key=lambda verdict: verdict["passed"])
        for span in verdict["evidence"] or ()
        if span["stage"] == stage
    ]
    cuts = sorted({0, len(text), *(min(max(0, place), len(text)) for start, end, _ in spans for place in (start, end))})
    return "".join(_piece(text[a:b], a, b, spans) for a, b in zip(cuts, cuts[1:], strict=False))


def _piece(text: str, start: int, end: int, spans: Sequence[tuple[int, int, Mapping[str, Any]]]) -> str:
    over = next((verdict for left, right, verdict in spans if left <= start and end <= right), None)
    shown = escape(visible(text))
    if over is None:
        return shown
    title = escape(over["filter"] if over["passed"] else f"{over['filter']}: {over['reason']}")
    return f'<mark class="{NOTE if over["passed"] else COMPLAINT}" title="{title}">{shown}</mark>'
