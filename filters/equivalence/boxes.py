r"""Answers in boxes: `\boxed{...}`, `\fbox{...}` with nested braces, `\boxed 5`, and boxes that form one list."""

import re
from collections.abc import Mapping, Sequence
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
    found: list[Box] = []
    if "\\" not in text:
        return found
    closing = closing_braces(text)
    resume = start
    for match in BOX.finditer(text, start, end):
        box = _box_at(text, match.end(), closing)
        if match.start() < resume or box is None or box.end > end:
            continue
        resume = box.end
        if box.text:
            found.append(box)
    return found


MAX_TAIL = 60
"""Characters that may follow the last box to end its sentence: "\\boxed{5} dollars."."""
_CLOSING = " \t\r\n$*_`~.,;:!)]}\\"
_OPENING = " \t$*_`~,;)]}\\"
"""What a box may be closed by at its end, and then before the rest of its sentence."""
_TAIL_MARKS = re.compile(r"\\end\s?\{[A-Za-z]+\*?\}|\^\s?\{?\s?[0-9]\}?|\\[)\]]")
"""The end of an environment, the exponent of a unit, the end of math."""


def last_box_flaw(text: str, start: int = 0, end: int | None = None) -> str | None:
    """Why `text[start:end]` does not end in its answer: `missing_boxed`, `text_after_boxed`; None if it does.

    Behind the last box may stand what closes it, and the rest of its sentence on the same line if no number is in it.
    """
    end = len(text) if end is None else end
    found = boxes(text, start, end)
    if not found:
        return "missing_boxed"
    return None if _ends(text[found[-1].end : end]) else "text_after_boxed"


def _ends(tail: str) -> bool:
    """Whether what follows a box is the end of its sentence; linear, and a long tail is not looked into."""
    if len(tail.strip()) > 4 * MAX_TAIL:
        return False
    rest = _TAIL_MARKS.sub("", tail.strip()).rstrip(_CLOSING).lstrip(_OPENING)
    return len(rest) <= MAX_TAIL and not re.search(r"[\n0-9!?]|[.:](?=\s)|\\(?:boxed|fbox)", rest)


def _box_at(text: str, at: int, closing: Mapping[int, int]) -> Box | None:
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
