"""Reads the two sides around every equals sign of one line, as far as they are plain arithmetic."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from filters.calculations.edges import encloses, left_edge, right_edge, unmatched
from filters.calculations.sides import Side
from filters.calculations.tokens import Token, tokens
from filters.calculations.worded import in_signs

_ARITHMETIC = frozenset("no(){}f%^ms!")
_ENDS = frozenset("n%)}!")
_UNIT_WORDS = 4
"""So many words may stand between a number and its operator: `25 young sea lions + 5`."""
_LINKING = frozenset(
    ["and", "or", "so", "because", "since", "then", "as", "which", "that", "is", "are", "was", "were", "we", "he",
     "she", "it"]
)  # fmt: skip
"""Words that no unit has."""
MOST_TOKENS = 80
"""Of one side; a longer one is not read."""


class Claim(NamedTuple):
    """Two sides as one line has them."""

    left: Side
    """Before the sign."""
    right: Side
    """After it."""
    sign_end: int
    """Offset in the line after the sign between them."""
    approximate: bool
    """The sign says `about`."""
    last: int
    """How many tokens of the next lines may still change what the right side says."""


@lru_cache(maxsize=64)  # a text and the same text without its answer share most lines
def claims(line: str) -> tuple[Claim, ...]:
    """The claims of one line, in order; offsets are those in the line."""
    return tuple(_claimed(line))


def _claimed(line: str) -> Iterator[Claim]:
    parts = parts_of(line)
    for place, token in enumerate(parts):
        if token.kind != "=":
            continue
        left = left_side(parts, place)
        if left is None or not left.computes or left.share:
            continue  # "1 = 3 + 4" is an equation with a value put in, "60 km = 3 * 20" a name with its value
        right, ahead = right_side(parts, place)
        if right is not None:
            said = line[token.start : token.end]
            yield Claim(left, right, token.end, said != "=" and not said.isalpha(), ahead)


@lru_cache(maxsize=64)
def parts_of(line: str) -> tuple[Token, ...]:
    """The tokens of a line, without notes in brackets, with words of arithmetic as signs."""
    parts = tokens(line)
    return tuple(in_signs(unannotated(parts) if "(" in line or "[" in line else parts))


def unannotated(parts: Sequence[Token]) -> list[Token]:
    """Without what brackets say of a number: `15 (light blue) + 45 (dark blue)`."""
    kept: list[Token] = []
    at = 0
    while at < len(parts):
        end = _annotation(parts, at) if kept and kept[-1].kind in "n%" else at
        if end == at:
            kept.append(parts[at])
            end += 1
        at = end
    return kept


def _annotation(parts: Sequence[Token], at: int) -> int:
    """The place behind words in brackets that begin at `at`; `at` itself if there are none."""
    if parts[at].kind != "(" or parts[at].glued:
        return at
    for place in range(at + 1, min(at + 9, len(parts))):
        if parts[place].kind == ")":
            return place + 1 if place > at + 1 else at
        if not (parts[place].kind == "w" or (parts[place].kind == "b" and parts[place].text.isalpha())):
            return at
    return at


def left_side(parts: Sequence[Token], sign: int) -> Side | None:
    """The side before a sign of equality; None if it is not plain arithmetic."""
    run: list[Token] = []
    units: list[str] = []
    at = sign - 1
    while at >= 0 and len(run) < MOST_TOKENS:
        token = parts[at]
        if token.kind in _ARITHMETIC:
            run.append(token)
            at -= 1
            continue
        number = _number_before(parts, at) if not run or run[-1].kind in "om)" else None
        if number is None:
            break
        units += [word.text.lower() for word in parts[number + 1 : at + 1]]
        at = number
    run.reverse()
    cut = unmatched(run, "({", ")}", reverse=True)
    opened = cut is not None
    if cut is not None and not encloses(parts, sign, run[cut], left=True):
        return None  # never closed: `100 + (100 * 0.1 = 110` says nothing of what stands in the bracket
    run = run[cut + 1 :] if cut is not None else run
    if not run or run[0].kind in "o^)}%!" or not (opened or left_edge(parts, at, run)):
        return None
    bullet = run[0].kind == "m" and not opened and (at < 0 or parts[at].kind in "ld")
    return Side(tuple(run), tuple(units), bullet)


def _number_before(parts: Sequence[Token], at: int) -> int | None:
    """Where the number stands whose unit ends at `at`."""
    for place in range(at, max(-1, at - _UNIT_WORDS - 1), -1):
        if parts[place].kind in _ENDS:
            return place if place < at else None
        if parts[place].kind != "w" or parts[place].text.lower() in _LINKING:
            return None
    return None


def right_side(parts: Sequence[Token], sign: int) -> tuple[Side | None, int]:
    """The side, and how many tokens behind the last of `parts` must not hold a percent sign."""
    run: list[Token] = []
    units: list[str] = []
    at = sign + 1
    while at < len(parts) and len(run) < MOST_TOKENS:
        token = parts[at]
        if token.kind in _ARITHMETIC:
            run.append(token)
            at += 1
            continue
        after = _after_unit(parts, at) if run and run[-1].kind in _ENDS else None
        if after is None:
            break
        units += [word.text.lower() for word in parts[at:after]]
        at = after
    cut = unmatched(run, ")}", "({", reverse=False)
    closed = cut is not None
    if cut is not None and not encloses(parts, sign, run[cut], left=False):
        return None, 0
    run = run[:cut] if cut is not None else run
    if not run or run[-1].kind in "om^({fs" or run[0].kind in "o^)}%!" or not (closed or right_edge(parts, at)):
        return None, 0
    if at < len(parts) and parts[at].kind == "w" and not closed:
        units.append(parts[at].text.lower())
    ahead = 0 if closed else _looks_ahead(parts, at)
    return Side(tuple(run), tuple(units)), ahead


def _looks_ahead(parts: Sequence[Token], at: int) -> int:
    """Punctuation that ends a line says nothing of what the next line says of the number before it."""
    behind = len(parts) - at
    return 4 - behind if 0 < behind < 3 and parts[at].kind == "p" else 0


def _after_unit(parts: Sequence[Token], at: int) -> int | None:
    """Where arithmetic goes on behind a unit that begins at `at`."""
    for place in range(at, min(len(parts), at + _UNIT_WORDS + 1)):
        kind = parts[place].kind
        if kind in "om)":
            return place if place > at else None
        if kind != "w" or parts[place].text.lower() in _LINKING:
            return None
    return None
