r"""Parses a whole turn, `<preplan>..</preplan><plan>..</plan><execute>..</execute>`, into its segments.

PPC's format reward holds when each of the three segments is there once, in order, with `\boxed{}` in the last
(methods.md 1.1). The sources conflict on the third tag's name, so names are arguments; `execute` is our default.
Rewards judge a policy's turns with this, and exports check what they write.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filters.equivalence.boxes import last_box_flaw
from filters.spans import Span

PPC_TAGS = ("preplan", "plan", "execute")
"""PPC's segments in order; the third name is our choice among the sources' two."""


@dataclass(frozen=True, slots=True)
class Segments:
    """What a turn holds."""

    spans: Mapping[str, Span]
    """Tag name to the span of its segment's content; in order, and all of them if there is no error."""
    error: str | None = None
    """Why the turn does not have the form, snake_case; None if it has."""
    tag: str | None = None
    """The tag that the error is about, if it is about one."""

    def text(self, turn: str, tag: str) -> str | None:
        """A segment's content without outer spaces; None if the segment was not found."""
        span = self.spans.get(tag)
        return None if span is None else turn[span.start : span.end].strip()


def parse_segments(turn: str, tags: Sequence[str] = PPC_TAGS) -> Segments:
    """Find each tag's segment: pure, and linear in the length of the turn.

    Tags are matched exactly: lower and upper case differ, and attributes are not allowed. Errors, the first of them
    in this order: missing_tag, unclosed_tag, unopened_tag, repeated_tag, misplaced_tag, wrong_order, text_outside,
    empty_segment. Whatever the error, the segments that were opened once and closed once are in `spans`.
    """
    marks = list(re.finditer(rf"<(/?)({'|'.join(map(re.escape, tags))})>", turn))
    opened = {tag: [mark for mark in marks if mark[2] == tag and not mark[1]] for tag in tags}
    closed = {tag: [mark for mark in marks if mark[2] == tag and mark[1]] for tag in tags}
    spans = {
        tag: Span(opened[tag][0].end(), closed[tag][0].start())
        for tag in tags
        if len(opened[tag]) == len(closed[tag]) == 1 and opened[tag][0].end() <= closed[tag][0].start()
    }
    for tag in tags:
        error = _count_error(len(opened[tag]), len(closed[tag]))
        if error:
            return Segments(spans, error, tag)
    error, tag_at_fault = _order_error(turn, [(mark[2], not mark[1]) for mark in marks], tags, spans)
    return Segments(spans, error, tag_at_fault)


def has_format(turn: str, tags: Sequence[str] = PPC_TAGS) -> bool:
    r"""PPC's format condition: every segment once and in order, and a closed, non-empty `\boxed{}` last in the last."""
    found = parse_segments(turn, tags)
    return found.error is None and last_box_flaw(turn, *found.spans[tags[-1]]) is None


def _count_error(opened: int, closed: int) -> str | None:
    if not opened and not closed:
        return "missing_tag"
    if not closed:
        return "unclosed_tag"
    if not opened:
        return "unopened_tag"
    return "repeated_tag" if opened > 1 or closed > 1 else None


def _order_error(
    turn: str, marks: Sequence[tuple[str, bool]], tags: Sequence[str], spans: Mapping[str, Span]
) -> tuple[str | None, str | None]:
    """What is wrong when every tag is opened once and closed once."""
    for (tag, opens), (following, _) in zip(marks[::2], marks[1::2], strict=True):
        if tag != following or not opens:
            return "misplaced_tag", tag
    for tag, wanted in zip([tag for tag, _ in marks[::2]], tags, strict=True):
        if tag != wanted:
            return "wrong_order", tag
    if _outside(turn, tags, spans).strip():
        return "text_outside", None
    empty = [tag for tag in tags if not turn[spans[tag].start : spans[tag].end].strip()]
    return ("empty_segment", empty[0]) if empty else (None, None)


def _outside(turn: str, tags: Sequence[str], spans: Mapping[str, Span]) -> str:
    """The turn without its segments and their tags."""
    pieces, at = [], 0
    for tag in tags:
        pieces.append(turn[at : spans[tag].start - len(f"<{tag}>")])
        at = spans[tag].end + len(f"</{tag}>")
    return "".join([*pieces, turn[at:]])
