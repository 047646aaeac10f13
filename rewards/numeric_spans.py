r"""Where a worked solution states an intermediate result: the numbers that CCRL reads a policy's confidence at.

The paper shows confidence at the numbers of intermediate results and could not be had in full (methods.md 3), so the
rule is ours: a number right behind `=` or `\approx` that is not itself the first operand of what follows (`= 3 + 4 = 7`
states 7) and does not stand in the final answer.
"""

import re
from bisect import bisect_left
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from filters.equivalence import Extraction, Found
from filters.equivalence.normalise import normalise
from filters.equivalence.numeric import parse_number
from filters.spans import Span

_SIGN = r"(?:(?<![=!<>:])=(?![=>])|\u2248|\\approx(?![A-Za-z]))"
_BETWEEN = r"(?:\s|[$\u20ac\u00a3*_({\[]|\\[$(\[,;! ]){0,8}"
"""Spaces, opening delimiters, emphasis and currency between the sign and the number."""
_NUMBER = (
    r"[-\u2212+]?(?:\\[dt]?frac\{[0-9]{1,12}\}\{[0-9]{1,12}\}"
    r"|(?:[0-9]{1,3}(?:(?:,(?:\\!)?|\{,\}|\\,)[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)(?:/[0-9]+)?"
)
_NO_TERM = r"(?![0-9]|\.[0-9]|[A-Za-z](?![A-Za-z])|[\^_(]|\\(?!text|mathrm|quad|[)\]%,;:!$\\ ]))"
r"""`3x`, `2^5`, `2(a)`, `3\pi`: a coefficient or a base, and no result."""
_NO_OPERAND = (
    r"(?!(?:[^\S\n]{1,3}[A-Za-z]{1,20}){0,2}[^\S\n$)\]}]{0,1}[^\S\n]{0,3}"
    r"(?:[-+*/\u00d7\u00f7\u00b7\u2212]|\\(?:times|cdot|div|pm)(?![A-Za-z]))"
    r"[^\S\n]{0,3}(?:[0-9$(\\]|[A-Za-z](?![A-Za-z])))"
)
"""An operator and an operand behind the number, with up to two words of a unit between: `= 3 apples + 4`."""
_RESULT = re.compile(rf"{_SIGN}{_BETWEEN}({_NUMBER}){_NO_TERM}{_NO_OPERAND}")
_MARK = re.compile(r"<<[^<>=\n]{0,200}=([^<>=\n]{1,60})>>")


def result_spans(text: str, final: Extraction) -> list[Span]:
    """The intermediate results of `text` in order, without what stands in a box or in the final answer."""
    taken = [Span(box.start, box.end) for box in final.candidates]
    if final.found is not Found.BOXED and final.text is not None:
        taken.append(Span(final.start, final.end))
    taken.sort()
    starts = [span.start for span in taken]
    ends = list(accumulate((span.end for span in taken), max))
    kept = []
    for match in _RESULT.finditer(text):
        before = bisect_left(starts, match.end(1))  # so many begin before the number ends
        if not before or ends[before - 1] <= match.start(1):
            kept.append(Span(*match.span(1)))
    return kept


def marked_values(solution: str) -> tuple[str, ...]:
    """The values of GSM8K's calculation marks, `<<4*10=40>>`, in order: known intermediate results for CCRL."""
    return tuple(match[1].strip() for match in _MARK.finditer(solution))


@lru_cache(maxsize=4_096)
def exact_value(text: str) -> Fraction | None:
    """The exact value of a number as written, or None."""
    number = parse_number(normalise(text))
    return None if number is None else number.value
