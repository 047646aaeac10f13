"""The final answer follows from the last computation: a text that computes 64 and answers 66 contradicts itself.

No gold answer is looked at. Precision before recall: only a numeric answer close behind the last computation is
judged, and it is inconsistent only when neither that computation nor any number of the text or the question says it.
Measured in docs/steps.md. Our choice.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.calculations.checking import stated_value
from filters.calculations.sides import Side
from filters.calculations.statements import Statement, statements
from filters.calculations.tokens import Token, tokens
from filters.equivalence import extract
from filters.numerals import find_numerals
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict

_SCALES = (Fraction(1), Fraction(100), Fraction(1, 100), Fraction(-1))
"""Percent against share, cents against dollars, a debt told as an amount."""
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?!\d)")
"""Thousands apart: `100 000`."""

_UNREAD = re.compile(r"[=+*/^\u2248\u00d7\u2212]|(?<=[\d)\s$])-(?=[\d(\s$])|\\(?!boxed|text|\W)[A-Za-z]+|\d\(")
"""Mathematics between the last computation that was read and the answer: another computation, which could not be."""

_TOLD = re.compile(
    r"\b(?:product|difference|sum|quotient|square root|minimum|maximum|at least|at most|total|in all|altogether"
    r"|saved?)\b",
    re.IGNORECASE,
)
"""A last step told in words."""
_COUNTED = re.compile(r"\b(?:possible|distinct|different)\b", re.IGNORECASE)
"""The answer counts what stands before it: `or 3(1) = 3. So there are 4 possible values`."""
_BEHIND = 40
"""Characters behind the answer in which that is said."""


class AnswerConsistentSettings(FilterSettings):
    """How far the rule reaches."""

    max_gap: int = Field(default=200, ge=0)
    """Characters between the last computation and the answer, beyond which the answer is not judged: it may be counted
    or chosen from what stands in between."""
    tolerance: float = Field(default=0.01, ge=0, lt=1)
    """Share by which the answer may differ from a number of the text by rounding."""


class AnswerConsistentFilter(Filter):
    """Rejects an answer that comes from nowhere."""

    name: ClassVar[str] = "answer_consistent"
    Settings: ClassVar[type[FilterSettings]] = AnswerConsistentSettings

    def __init__(self, settings: AnswerConsistentSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = extract(text)
        answer = number(found.text) if found.text is not None and found.joined == 1 else None
        last = self._last_before(text, found.start, found.end) if answer is not None else None
        if answer is None or last is None or self._said(answer, text, found.start, found.end, trace.problem.question):
            detail = "no numeric answer close behind a computation" if last is None else None
            return Verdict(self.name, stage, passed=True, value=found.text, detail=detail)
        spans = [last.span, Span(found.start, found.end)]
        told = text[last.span.start : last.span.end]
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=False,
            reason="answer_from_nowhere",
            value=found.text,
            detail=f"the last computation is {told[:100]!r}, and no number before the answer is {found.text}",
            evidence=evidence(stage, text, "last_computation", spans[:1]) + evidence(stage, text, "answer", spans[1:]),
        )

    def _last_before(self, text: str, start: int, end: int) -> Statement | None:
        """The last computation, if it ends close before the answer, does not hold it, and is the last indeed."""
        found = statements(text)
        last = found[-1] if found else None
        if last is None or not 0 <= start - last.span.end <= self.options.max_gap:
            return None
        if _COUNTED.search(text, last.span.end, end + _BEHIND):
            return None
        return None if any(sign.search(text, last.span.end, start) for sign in (_UNREAD, _TOLD)) else last

    def _said(self, answer: Fraction, text: str, start: int, end: int, question: str) -> bool:
        body = text[:start] + " \n " + text[end:]
        return any(self._close(value, answer) for value in _values(body, question) if value is not None)

    def _close(self, value: Fraction, answer: Fraction) -> bool:
        if value == answer:
            return True
        slack = abs(answer) * Fraction(self.options.tolerance)
        if answer.denominator == 1 and value.denominator > 1:
            slack = max(slack, Fraction(1))  # 2.4 boxes are 3
        return any(abs(value * scale - answer) <= slack for scale in _SCALES)


def _values(body: str, question: str) -> Iterator[Fraction | None]:
    """What is computed, then what is written: nearly always the last computation says the answer."""
    for found in reversed(statements(body)):
        yield stated_value(found.right)
        yield stated_value(found.left)
    for part in (question, body):
        yield from (numeral.value for numeral in find_numerals(part))
    yield from (Fraction(match.replace(" ", "")) for match in _GROUPED.findall(body))


def number(text: str) -> Fraction | None:
    """The value of an answer that is one number, units aside."""
    parts: list[Token] = tokens(text)
    plain = tuple(part for part in parts if part.kind not in "wpdl")
    if any(part.kind in "vbs" for part in plain) or not plain:
        return None
    return stated_value(Side(plain, ()))


FILTER = AnswerConsistentFilter
