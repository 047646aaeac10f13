"""A meta-thought holds no numbers: names stand where a solution has values (CoMT, methods.md 3.3).

That numbers are forbidden is the paper's; what counts as one is our choice: digits of any script, LaTeX fractions,
percentages, number words, fractions and multiples in words. Not numbers are list markers, ordinals, the pronoun "one",
counts of the text's own names ("the two amounts"), and indices and exponents of names.
"""

from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.number_uses import counts_names, is_pronoun, is_unit_one
from filters.numerals import Numeral, find_numerals
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class NumberFreeSettings(FilterSettings):
    """All of it is our choice."""

    allow_indices: bool = True
    """The digits of `x_1` and `P2` belong to the name."""
    allow_exponents: bool = True
    """The digits of `x^2` belong to the expression."""
    allow_markers: bool = True
    """List numbers ("2.", "Step 2:") and references to them ("step 2") say no value."""
    allow_ordinals: bool = True
    """The words "first" and "third", and "2nd", name a place."""
    allow_multiples: bool = False
    """The words "half", "twice" and "a third of" are values of the problem: its numeric variant has others."""
    allow_unit_one: bool = True
    """In "the price of one pen" the word names a unit. The pronoun ("each one") is allowed in any case."""


LABELS = {
    "digits": "digits", "word": "number_word", "fraction": "fraction", "percent": "percentage", "multiple": "multiple",
    "ordinal": "ordinal", "marker": "list_marker", "index": "index", "exponent": "exponent",
}  # fmt: skip
"""Kind of numeral to the label of its evidence."""


def numbers_in(text: str, settings: NumberFreeSettings) -> list[Numeral]:
    """The numbers that must not be there, in order: pure, and linear in the length of the text."""
    return [numeral for numeral in find_numerals(text) if not _allowed(text, numeral, settings)]


def _allowed(text: str, numeral: Numeral, settings: NumberFreeSettings) -> bool:
    match numeral.kind:
        case "index":
            return settings.allow_indices
        case "exponent":
            return settings.allow_exponents
        case "marker":
            return settings.allow_markers
        case "ordinal":
            return settings.allow_ordinals
        case "multiple":
            return settings.allow_multiples
        case "fraction":
            return settings.allow_multiples and not any(map(str.isdigit, text[slice(*numeral.span)]))
        case "word":
            unit = settings.allow_unit_one and is_unit_one(text, numeral)
            return unit or is_pronoun(text, numeral) or counts_names(text, numeral)
    return False


class NumberFreeFilter(Filter):
    """Rejects a text that holds a number, and shows each."""

    name: ClassVar[str] = "number_free"
    Settings: ClassVar[type[FilterSettings]] = NumberFreeSettings

    def __init__(self, settings: NumberFreeSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = numbers_in(text, self.options)
        by_label: dict[str, list[Span]] = {}
        for numeral in found:
            by_label.setdefault(LABELS[numeral.kind], []).append(numeral.span)
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not found,
            reason="contains_numbers" if found else None,
            score=len(found),
            threshold=0,
            detail=", ".join(f"{label} {len(spans)}" for label, spans in by_label.items()) or None,
            evidence=sum((evidence(stage, text, label, spans) for label, spans in by_label.items()), ()),
        )


FILTER = NumberFreeFilter
