r"""The final answer of a text: where it stands and how it was found.

Tried in this order: the last `\boxed{...}`, an `<answer>` tag, `#### 42`, "the answer is 42". Only when asked
(`last_resort`) the last value of the text: a text without any marked answer has usually not answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from filters.equivalence.boxes import Box, boxes, last_list, trimmed
from filters.equivalence.judgement import Judgement
from filters.equivalence.markers import FINAL, marked
from filters.equivalence.normalise import key, normalise
from filters.equivalence.rules import decide
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.values import Value, values

THOUGHT_END = re.compile(r"</think(?:ing)?>|<\|end_of_thought\|>|<\|begin_of_solution\|>")
THOUGHT_START = re.compile(r"<think(?:ing)?>|<\|begin_of_thought\|>")
NEXT_TURN = re.compile(r"<\|(?:im_start|im_end|endoftext|eot_id|end_of_solution|end_of_text)\|>")
TAG = re.compile(r"<answer>((?:(?!<answer>).){1,2000}?)</answer>", re.DOTALL | re.IGNORECASE)
HASHES = re.compile(r"####[ \t]*([^\s#][^\n]*)")
MAX_CHARS = 2_000
"""Characters of a box that are compared with another box."""
TAIL = 4_000
"""Characters at the end that the last resort looks at."""


class Found(StrEnum):
    """How a final answer was found."""

    BOXED = "boxed"
    TAG = "tag"
    HASHES = "hashes"
    PHRASE = "phrase"
    LAST_VALUE = "last_value"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The final answer of a text, or the fact that there is none."""

    text: str | None = None
    """The answer as written; boxes that form one list are joined by commas. None if there is none."""
    start: int = 0
    """Character offset of its first character in the text."""
    end: int = 0
    """Character offset after its last character."""
    found: Found = Found.NOWHERE
    """What marked it."""
    candidates: tuple[Box, ...] = ()
    """Every boxed answer of the text, in order."""
    several: bool = False
    """True when the text boxes answers that differ and are no list: an earlier one, or a "final answer is" behind."""
    joined: int = 1
    """Boxes that make up the answer: more than one for a list."""


@lru_cache(maxsize=8)  # several filters of one trace ask for it
def extract(text: str, last_resort: bool = False) -> Extraction:
    """The final answer of a text. Reasoning that closes before it, and turns that follow it, are left out."""
    start, end = _answer_region(text)
    found = boxes(text, start, end)
    if found:
        return _overruled(text, _from_boxes(text, found), end)
    for how, pattern in ((Found.TAG, TAG), (Found.HASHES, HASHES)):
        spans = [match.span(1) for match in pattern.finditer(text, start, end) if match[1].strip()]
        if spans:
            last = trimmed(text, *spans[-1])
            return Extraction(*last, how)
    phrase = marked(text, start, end)
    if phrase is not None:
        return Extraction(phrase.text, phrase.start, phrase.end, Found.PHRASE)
    return _last_value(text, max(start, end - TAIL), end) if last_resort else Extraction()


def _answer_region(text: str) -> tuple[int, int]:
    """From the end of the reasoning to the start of another turn; nothing if the reasoning never ends."""
    start = max((match.end() for match in THOUGHT_END.finditer(text)), default=0)
    if start == 0 and THOUGHT_START.search(text):
        return len(text), len(text)
    turn = NEXT_TURN.search(text, start)
    return start, turn.start() if turn else len(text)


def _from_boxes(text: str, found: Sequence[Box]) -> Extraction:
    group = _unrepeated(last_list(text, found))
    others = [box for box in _unrepeated(found) if box not in group]
    several = any(all(_differ(box, kept) for kept in group) for box in others)
    joined = ", ".join(box.text for box in group)
    return Extraction(joined, group[0].start, group[-1].end, Found.BOXED, tuple(found), several, len(group))


def _overruled(text: str, boxed: Extraction, end: int) -> Extraction:
    """A "final answer is" behind the last box has the last word, if it says something else."""
    final = marked(text, boxed.candidates[-1].end, end, FINAL)
    if final is None or not values(final.text) or not _differ(Box(*final[:3]), boxed.candidates[-1]):
        return boxed
    return replace(boxed, text=final.text, start=final.start, end=final.end, found=Found.PHRASE, several=True)


def _unrepeated(found: Sequence[Box]) -> list[Box]:
    """The boxes without those whose text stands in an earlier one, in order."""
    first: dict[str, Box] = {}
    for box in found:
        first.setdefault(key(box.text), box)
    return list(first.values())


def _differ(one: Box, other: Box) -> bool:
    """Do two boxes hold different answers, as far as can be told without symbolic mathematics?"""
    texts = [box.text[:MAX_CHARS] for box in (one, other)]
    return texts[0] != texts[1] and not _same(*texts)


def _same(one: str, other: str) -> bool:
    return decide(normalise(one), normalise(other), EquivalenceSettings()) is Judgement.SAME


def _last_value(text: str, start: int, end: int) -> Extraction:
    value = last_value(values(text, start, end))
    return Extraction(value.text, value.start, value.end, Found.LAST_VALUE) if value else Extraction()


def last_value(found: Sequence[Value]) -> Value | None:
    """The last value that says something: a lone variable such as `$x$` only when there is nothing else."""
    telling = [value for value in found if not re.fullmatch(r"\\?[A-Za-z]+(?:\([a-z]\))?", value.text)]
    return max(telling or found, key=lambda value: (value.end, -value.start), default=None)
