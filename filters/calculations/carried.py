"""What a name is said to be twice in a row: `Total = 3 + 3 + 1.5. Total = 8` claims that `3 + 3 + 1.5` is 8.

Only where nothing is said in between that could change the name's value: punctuation, a unit, or a word like "so".
A line that begins with a sign of equality goes on with the line before it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from filters.calculations.claims import left_side, parts_of, right_side
from filters.calculations.lines import lines_with_a_sign
from filters.calculations.sides import Side
from filters.calculations.tokens import Token
from filters.folding import fold

_EDGE = re.compile(r"(?:[.;:!?,](?=\s)|\\[\[\]()]|\$|\\\\|\\implies|\\Rightarrow|\u21d2)")
"""Where a name may begin."""
_LABEL_MOST = 80
_DECORATION = re.compile(r"\\(?:text|mathrm|textbf|mathbf|mbox)\s*\{|[\s$&*{}\\]+")
_LEADING = re.compile(r"^(?:so|thus|therefore|hence|then|and|now|we (?:get|have|find)|this gives|which gives)\b,? ?")
_BETWEEN = re.compile(
    r"(?:[^\S\n]*(?:\([^()\n]{0,40}\)|[a-z]{2,20}|\\text\{[^{}\n]{0,30}\})){0,3}"
    r"(?:[\s.,;:$&*]|\\[\[\]()\\,;! ]|\\(?:implies|rightarrow)\b|\u21d2"
    r"|\b(?:so|thus|therefore|hence|then|which gives|this gives|we get|we have|simplify|simplifying)\b)*"
)
_WORD = re.compile(r"(?<![\\a-z])[a-z]")
_FRACTION = re.compile(r"[({]*[\d.]+/[\d.]+[)}]*")
_WORDS = ("is", "are", "equals", "equal", "gives", "makes", "yields")
_MOST = 120
"""Characters between two of a name's values."""


class Chain(NamedTuple):
    """`name = first = ... = last` as one line has it."""

    name: str
    """What is said to be equal; empty for a line that begins with the sign."""
    start: int
    """Where the name begins in the line."""
    sign_end: int
    """Where the first sign ends."""
    first: Side | None
    """Behind the first sign; None if it is not plain arithmetic."""
    last: Side | None
    """Behind the last sign, likewise."""
    approximate: bool
    """A sign says `about`."""


class Carried(NamedTuple):
    """Two sides that one name makes equal."""

    left: Side
    right: Side
    start: int
    """Offset in the text of the first side."""
    sign_end: int
    """Offset in the text after the second sign."""
    end: int
    """Offset in the text after the second side."""
    approximate: bool
    """A sign says `about`."""


def carried(text: str) -> Iterator[Carried]:
    """What names claim, in order; linear in the length of the text."""
    before: Chain | None = None
    offset = 0
    for line in lines_with_a_sign(text):
        for chain in chains(text[line.start : line.end]):
            found = _joined(text, before, offset, chain, line.start) if before is not None else None
            if found is not None:
                yield found
            before, offset = chain, line.start


def _joined(text: str, one: Chain, at: int, other: Chain, start: int) -> Carried | None:
    if one.last is None or other.first is None or not one.last.computes:
        return None
    if one.name != other.name and other.name or other.name and _updates(other.first):
        return None
    said = at + one.last.tokens[-1].end
    between = fold(text[said : start + other.start])
    if len(between) > _MOST or _BETWEEN.fullmatch(between) is None or not other.name and _WORD.search(between):
        return None
    begin, end = at + one.last.tokens[0].start, start + other.first.tokens[-1].end
    approximate = one.approximate or other.approximate
    return Carried(one.last, other.first, begin, start + other.sign_end, end, approximate)


def _updates(side: Side) -> bool:
    """Whether the name may have got another value: the second time it is computed, other than as a fraction."""
    return side.computes and _FRACTION.fullmatch("".join(token.text for token in side.tokens)) is None


@lru_cache(maxsize=64)  # a text and the same text without its answer share most lines
def chains(line: str) -> tuple[Chain, ...]:
    """The chains of one line, in order; offsets are those in the line."""
    found: list[Chain] = []
    parts = parts_of(line)
    ended = -1
    for place, token in enumerate(parts):
        if token.kind != "=":
            continue
        right = right_side(parts, place)[0]
        about = line[token.start : token.end] not in ("=", *_WORDS)
        if found and ended == token.start:
            found[-1] = found[-1]._replace(last=right, approximate=found[-1].approximate or about)
        elif left_side(parts, place) is None:
            start, name = _name(line, token.start)
            if name is not None:
                found.append(Chain(name, start, token.end, right, right, about))
        ended = _next_sign(parts, place, right) if right is not None else -1
    return tuple(found)


def _next_sign(parts: Sequence[Token], place: int, side: Side) -> int:
    """Where the sign begins that follows a side, its unit aside; -1 if something else follows."""
    at = next(at for at in range(place + 1, len(parts)) if parts[at] is side.tokens[-1]) + 1
    for part in parts[at : at + 4]:
        if part.kind != "w":
            return part.start if part.kind == "=" else -1
    return -1


def _opens(before: str) -> bool:
    """Whether a line has only begun: nothing but delimiters."""
    return not before.strip("\\[]() $*&")


def _name(line: str, end: int) -> tuple[int, str | None]:
    """Where the name before a sign begins, and the name in plain lower case; None if it is too long to be one."""
    start = first = max(0, end - 2 * _LABEL_MOST)
    for edge in _EDGE.finditer(line, first, end):
        start = edge.end()
    if start == first > 0:
        return start, None
    name = _DECORATION.sub(" ", fold(line[start:end])).strip()
    while leading := _LEADING.match(name):
        name = name[leading.end() :]
    opens = bool(name) or _opens(line[line.rfind("\n", 0, start) + 1 : start])
    return start, name if opens and len(name) <= _LABEL_MOST else None
