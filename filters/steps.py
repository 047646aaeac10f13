"""Cuts a text into sentences and list items, and finds those that tell the solver to carry out an operation."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from filters.folding import fold, folded
from filters.said import vocabulary
from filters.spans import Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or the first sentence of a list item."""

    span: Span
    """Where it stands, without a list item's marker."""
    numbered: bool
    """Whether an ordered marker stands before it."""


_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"\S(?:[^.!?;]++|[.!?;]++(?!\s))*+[.!?;]*")
_MARKER = re.compile(
    r"[ \t>*_#-]{0,8}"  # indentation, a quote, emphasis, a bullet before the number
    r"(?:(?:step|stage|phase)[ \t]{0,3}[0-9]{1,2}|\(?[0-9]{1,2}[.):])(?![0-9])"
    r"[ \t.):*_-]{0,6}",
    re.IGNORECASE,
)
"""`1.`, `2)`, `(3)`, `Step 4:`, `**Step 5**` at the start of a line, but not "2.5 hours"."""


@lru_cache(maxsize=8)
def units(text: str) -> tuple[Unit, ...]:
    """The sentences and list items of `text`, in order; linear in its length."""
    return tuple(_units(text))


def _units(text: str) -> Iterator[Unit]:
    numbered = False
    for line in _LINE.finditer(text):
        marker = _MARKER.match(text, *line.span())
        numbered = numbered or marker is not None
        for sentence in _SENTENCE.finditer(text, marker.end() if marker else line.start(), line.end()):
            yield Unit(Span(*sentence.span()), numbered)
            numbered = False  # a marker alone on its line numbers the sentence on the next one


_DIGIT = re.compile("[0-9]")
_SEQUENCE = r"(?:(?:first|second|third|fourth|then|next|subsequent|last|final)(?:ly)?|after(?:\s+that|wards?))"
"""Not "after" alone: "what is left after using some" names a quantity."""
_STARTS = ("first", "second", "third", "fourth", "then", "next", "subsequent", "last", "final", "after")
SEQUENCE_WORDS = frozenset([*_STARTS, *(f"{word}ly" for word in _STARTS), "afterward", "afterwards"])
_IN_SEQUENCE = re.compile("|".join(_STARTS))
"""In the folded text: every sequence word begins with this."""
_LEAD = (
    r"[\s*_]{0,4}(?:(?:and|so|now)\s+)?"
    r"(?:(?:we|you|one|let\s+us|let's|the\s+solver)\s+)?"
    r"(?:(?:first|then|next|now|can|could|should|must|will|would|may|need\s+to|have\s+to)\s+){0,3}"
)
"""What may stand between the start of an instruction and its verb: "you then need to divide"."""


@lru_cache(maxsize=64)
def verb_forms(verbs: tuple[str, ...]) -> Mapping[str, str]:
    """Base form and -ing forms of each verb, to its base form; cached, as settings never change."""
    return {form: verb for verb in verbs for form in (verb, f"{verb.removesuffix('e')}ing", f"{verb}{verb[-1]}ing")}


@lru_cache(maxsize=64)
def _patterns(verbs: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An operation at the start of a list item, and one after a sequence word; "Find:" is a label and neither.

    Both are for folded text, where case is no matter.
    """
    forms = sorted(map(fold, verb_forms(verbs)), key=len, reverse=True)
    verb = rf"(?:{'|'.join(map(re.escape, forms)) or '(?!)'})\b(?!\s?:)"
    return re.compile(rf"(?:{_SEQUENCE},?\s+)?{_LEAD}{verb}"), re.compile(rf"\b{_SEQUENCE}\b,?\s+{_LEAD}{verb}")


def operations(text: str, verbs: tuple[str, ...], sequenced: bool = True) -> list[Span]:
    """Ordered instructions: numbered items that open with one of `verbs`, and verbs after a sequence word.

    "2. **Divide** the total", "then you divide it" and "next, dividing it" are; "2. Pitfalls: rounding" is not.

    Args:
        text: what is looked at.
        verbs: in their base form.
        sequenced: False if the text is known to hold none of `SEQUENCE_WORDS`.
    """
    at_head, in_sequence = _patterns(verbs)
    places = _sequence_words(text) if sequenced else []
    if not places and not _DIGIT.search(text):
        return []
    plain = folded(text)
    found: list[Span] = []
    for unit in units(text):
        if not (unit.numbered or places):
            continue
        head = at_head.match(plain, *unit.span) if unit.numbered else None
        if head:
            found.append(Span(*head.span()))
        at = head.end() if head else unit.span.start
        for place in places[bisect_left(places, at) : bisect_left(places, unit.span.end)]:
            match = in_sequence.match(plain, place, unit.span.end) if place >= at else None
            if match:
                found.append(Span(*match.span()))
                at = match.end()
    return found


@lru_cache(maxsize=8)  # a text is asked with several sets of verbs
def _sequence_words(text: str) -> list[int]:
    """Where sequence words may begin."""
    if text.isascii() and vocabulary(text).isdisjoint(SEQUENCE_WORDS):
        return []
    return [match.start() for match in _IN_SEQUENCE.finditer(folded(text))]
