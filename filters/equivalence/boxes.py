r"""Answers in boxes: `\boxed{...}`, `\fbox{...}` with nested braces, `\boxed 5`, and boxes that form one list."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from filters.equivalence.braces import closing_braces

BOX = re.compile(r"\\(?:boxed|fbox|framebox)(?![A-Za-z])\s*")
BARE = re.compile(r"-?\d[\d.,/]*(?<![.,/])|[A-Za-z](?![A-Za-z_])")
r"""What `\boxed` takes without braces: a number, or one letter."""

LIST_GAP = re.compile(r"(?:[\s,;&$]|\\[()\[\],;! ]|\\quad|\\qquad|\\text\s*\{[\s,;]*\})*")
"""Only separators between two boxes: they are one list."""
WORD_GAP = re.compile(r"(?<![A-Za-z])(?:and|or)(?![A-Za-z])")
SENTENCE_END = re.compile(r"[.!?]\s|\n\s*\n")
MAX_LIST = 50
"""Boxes of one list."""
MAX_GAP = 60
MAX_GAP_WORDS = 5
"""Characters and words between two boxes that "and" or "or" may still join."""


class Box(NamedTuple):
    """The content of a box, without the space around it."""

    text: str
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""


def boxes(text: str, start: int = 0, end: int | None = None) -> list[Box]:
    """Every closed, non-empty outermost box in `text[start:end]`, in order."""
    end = len(text) if end is None else end
    closing = closing_braces(text)
    found: list[Box] = []
    resume = start
    for match in BOX.finditer(text, start, end):
        box = _box_at(text, match.end(), closing)
        if match.start() < resume or box is None or box.end > end:
            continue
        resume = box.end
        if box.text:
            found.append(box)
    return found


def _box_at(text: str, at: int, closing: dict[int, int]) -> Box | None:
    if at in closing:
        return trimmed(text, at + 1, closing[at])
    bare = BARE.match(text, at)
    return Box(bare[0], bare.start(), bare.end()) if bare else None


def trimmed(text: str, start: int, end: int) -> Box:
    """A span of the text without the space at its ends."""
    content = text[start:end]
    left = len(content) - len(content.lstrip())
    content = content.strip()
    return Box(content, start + left, start + left + len(content))


def last_list(text: str, found: Sequence[Box]) -> Sequence[Box]:
    r"""The trailing boxes that form one list, as in `\boxed{1}, \boxed{2} and \boxed{3}`; at least the last."""
    first = len(found) - 1
    while first > max(0, len(found) - MAX_LIST) and _joined(text[found[first - 1].end : found[first].start]):
        first -= 1
    return found[first:]


def _joined(between: str) -> bool:
    r"""Do two boxes belong together? `between` still holds the `}` of one and the `\boxed{` of the other."""
    gap = BOX.split(between.lstrip("} "), maxsplit=1)[0] if len(between) < 4 * MAX_GAP else between
    if LIST_GAP.fullmatch(gap):
        return True
    if len(gap) > MAX_GAP or len(re.findall("[A-Za-z]+", gap)) > MAX_GAP_WORDS or SENTENCE_END.search(gap):
        return False
    return bool(WORD_GAP.search(gap))
