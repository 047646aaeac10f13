"""Finds statements `left = right` whose sides are plain arithmetic, and what of the text each side takes in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from filters.calculations.carried import carried
from filters.calculations.claims import claims, unannotated
from filters.calculations.lines import lines_with_a_sign
from filters.calculations.sides import Side
from filters.calculations.tokens import tokens
from filters.folding import fold
from filters.marked_computations import MARK
from filters.spans import Span

_DOUBT = re.compile(
    r"\?|\u2260|\\neq?\b|\b(?:false|contradict\w*|impossible|not|no solutions?|incorrect\w*|wrong|doesn't|isn't|"
    r"mistake|wait)\b",
    re.IGNORECASE,
)
"""What soon follows a statement that is not claimed but tried."""
_DOUBTING = ("?", "\u2260", "\\ne", "false", "contradict", "impossible", "not", "no solution", "incorrect", "wrong",
             "doesn't", "isn't", "mistake", "wait")  # fmt: skip
"""One of them is in everything that `_DOUBT` finds."""
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALE = re.compile(r"\d (hundred|thousand|million|billion)\b", re.IGNORECASE)
_SOON = 100
_BEHIND = 400
"""Characters; the first few tokens behind a line stand in so many, also if words in brackets come between."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Two sides that the text says are equal."""

    left: Side
    """Before the sign."""
    right: Side
    """After it."""
    span: Span
    """All of it."""
    approximate: bool
    """The sign says `about`."""
    scale: int = 1
    """By which the right side may be larger: `5 thousand dollars, so in three days 5 * 3 = $15,000`."""


@lru_cache(maxsize=4)  # several filters of one trace read the same text
def statements(text: str) -> tuple[Statement, ...]:
    """Every statement of arithmetic in `text`, in order; linear in its length.

    GSM8K's marks `<<5+3=8>>` are read on their own and are not there for the text around them.
    """
    marks = list(MARK.finditer(text)) if "<<" in text else []
    plain = MARK.sub(lambda mark: " " * len(mark[0]), text) if marks else text
    found = [*_statements(plain, 0), *_carried(plain)]
    for mark in marks:
        found += _statements(mark[0][2:-2], mark.start() + 2)
    return tuple(sorted(found, key=lambda statement: statement.span))


def _statements(text: str, offset: int) -> Iterator[Statement]:
    for line in lines_with_a_sign(text):
        for claim in claims(text[line.start : line.end]):
            sign = line.start + claim.sign_end
            if _is_doubted(text, sign) or claim.last and _percent_follows(text, line.end, claim.last):
                continue
            start, end = claim.left.tokens[0].start, claim.right.tokens[-1].end
            span = Span(line.start + start + offset, line.start + end + offset)
            yield Statement(claim.left, claim.right, span, claim.approximate, _scale(text, span.start - offset))


def _carried(text: str) -> Iterator[Statement]:
    for one in carried(text):
        if not _is_doubted(text, one.sign_end):
            yield Statement(one.left, one.right, Span(one.start, one.end), one.approximate, _scale(text, one.start))


def _scale(text: str, place: int) -> int:
    """Of the number word that was said last before a place; 1 without any."""
    said = _SCALE.findall(text, max(0, place - _SOON), place)
    return _SCALES[said[-1].lower()] if said else 1


def _is_doubted(text: str, sign: int) -> bool:
    """Whether what soon follows a statement's sign takes it back."""
    following = fold(text[sign : sign + _SOON])
    return any(word in following for word in _DOUBTING) and _DOUBT.search(text, sign, sign + _SOON) is not None


def _percent_follows(text: str, end: int, ahead: int) -> bool:
    """Whether a percent sign is among the first tokens of the next lines."""
    following = text[end : end + _BEHIND]
    if "%" not in following and "percent" not in fold(following):
        return False
    return "%" in [token.kind for token in unannotated(tokens(following))[:ahead]]
