"""The gold answer does not stand in a text that comes before the solution (methods.md 2.4 and 3.3).

A gold value that the question itself states is nobody's secret, and a list's `2.` or a `second` is no value: plain
search for the gold was a false alarm in 46 of 52 audited plans.
"""

import re
from fractions import Fraction
from typing import ClassVar

from filters.base import Filter
from filters.number_uses import counts_names, is_pronoun
from filters.numerals import VALUES, find_numerals
from filters.spans import Span, evidence
from filters.stated_values import readings, stated_values
from schemas.trace import Trace
from schemas.verdict import Verdict

AROUND = 15
"""A gold with more characters than these beside its number is a wording and not a number (our choice)."""


def gold_spans(text: str, gold: str, question: str) -> list[Span]:
    """Where the gold answer stands in `text`; nowhere, if the question states it too. Pure, and linear in the text.

    Numbers are compared by value, in digits, LaTeX or words, signs aside; other golds by their characters. A gold of
    one or two letters (a choice) is not looked for.
    """
    number = _number(gold)
    if number is None:
        return _literal(text, gold.strip(" $."), question)
    if number in stated_values(question, conversions=False):
        return []
    return [
        item.span
        for item in find_numerals(text)
        if item.kind in VALUES and number in {item.value, *(readings(item) if item.kind == "percent" else ())}
        if not counts_names(text, item) and not is_pronoun(text, item)
    ]


def _number(gold: str) -> Fraction | None:
    found = [item for item in find_numerals(gold) if item.kind in VALUES]
    alone = len(found) == 1 and len(gold.strip()) - (found[0].span.end - found[0].span.start) <= AROUND
    return (
        found[0].value
        if alone and not re.search(r"[\^_]|[A-Za-z]\s?[-+*/]|[-+*/]\s?[A-Za-z]|\\sqrt|\\pi", gold)
        else None
    )


def _literal(text: str, gold: str, question: str) -> list[Span]:
    if len(gold) < 3:
        return []
    words = r"\s*".join(map(re.escape, gold.split()))
    pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    return [] if pattern.search(question) else [Span(*match.span()) for match in pattern.finditer(text)]


class GoldAbsentFilter(Filter):
    """Rejects a text that holds the gold answer; a problem without one passes."""

    name: ClassVar[str] = "gold_absent"
    uses_gold: ClassVar[bool] = True

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text, gold = trace.text(stage) or "", trace.problem.answer
        spans = gold_spans(text, gold, trace.problem.question) if gold else []
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not spans,
            reason="states_gold" if spans else None,
            score=len(spans),
            evidence=evidence(stage, text, "gold", spans),
        )


FILTER = GoldAbsentFilter
