"""PPC's spoiler score: does a preplan already compute what it should only prepare?

Six binary signals add up to a score s in 0..6; a text is kept when s <= 2 (methods.md 1.1, from two notes on the
paper that agree). The same function serves this filter and the style reward max(0, s - 2). docs/spoiler.md tells the
paper's part from ours and gives measured rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from filters import spoiler_rules as rules
from filters.base import Filter, FilterSettings
from filters.math_spans import math_spans
from filters.phrases import VALUE, find_phrases
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict

DERIVATION_PHRASES = (
    "therefore", "thus", "hence", "consequently", "it follows that", "this implies", "which implies", "we get",
    "we obtain", "we find that", "we conclude", "we deduce", "we compute", "we calculate", "let us compute",
    "let's compute", "let us calculate", "let's calculate", "so we have", "which gives", "this gives", "gives us",
    "solving gives", "which yields", "this yields", "simplifies to", "substituting", "plugging in",
    "\u2234", "\u21d2", "\u27f9", r"\therefore", r"\implies", r"\Rightarrow",
)  # fmt: skip
"""Words of a derivation being carried out (our choice; the paper's list could not be had)."""

ANSWER_PHRASES = (
    "answer is <value>", "answer: <value>", "answer = <value>", "answer equals <value>", "answer will be <value>",
    "answer would be <value>", "result is <value>", "we get <value>", "we obtain <value>", "which gives <value>",
    "this gives <value>", "which yields <value>", "this yields <value>", "evaluates to <value>",
    "comes out to <value>", "works out to <value>", "turns out to be <value>", "amounts to <value>", r"\boxed",
)  # fmt: skip
"""Words that give a value away (our choice). "The answer must be positive" gives none and does not match."""


def _has_words(phrase: str) -> str:
    if not phrase.replace(VALUE, "").strip():
        raise ValueError(f"a phrase needs a word beside {VALUE}")
    return phrase


Phrases = tuple[Annotated[str, AfterValidator(_has_words)], ...]


class SpoilerSettings(FilterSettings):
    """Thresholds and phrases of the six rules. Defaults: the paper's where known, else ours (methods.md 1.4)."""

    max_score: int = Field(default=2, ge=0, le=6)
    """The paper's tau_s: a text with a higher score is rejected."""
    derivation_phrases: Phrases = DERIVATION_PHRASES
    """Rule 1. Literal phrases, case aside, on word boundaries."""
    min_equals: int = Field(default=3, ge=1)
    """Rule 2: so many bare equals signs (the paper's number)."""
    long_math_chars: int = Field(default=40, ge=1)
    """Rule 3: math is long from so many characters between its delimiters (our choice)."""
    display_is_long: bool = True
    """Rule 3: a display block is long whatever its length (our choice)."""
    large_number_digits: int = Field(default=3, ge=1)
    """Rule 4: a number is large from so many digits before the decimal point (our choice)."""
    ignore_question_numbers: bool = True
    """Rule 4: a number that occurs in the question is none (our choice; the paper may count it)."""
    answer_phrases: Phrases = ANSWER_PHRASES
    """Rule 5. As rule 1; `<value>` stands for a number, LaTeX value or choice letter."""
    min_inline_math: int = Field(default=4, ge=1)
    """Rule 6: so many inline math spans (the paper's number)."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule's outcome."""

    fired: bool
    """Whether the rule adds one to the score."""
    spans: tuple[Span, ...]
    """Everything the rule counted, also when too little to fire."""


@dataclass(frozen=True, slots=True)
class SpoilerScore:
    """The score and what it is made of."""

    score: int
    """Number of rules that fired: 0..6."""
    signals: Mapping[str, Signal]
    """By rule: derivation_phrase, equals_signs, long_math, large_number, answer_phrase, inline_math."""

    @property
    def fired(self) -> tuple[str, ...]:
        """The rules that fired, in the paper's order."""
        return tuple(rule for rule, signal in self.signals.items() if signal.fired)


def spoiler_score(text: str, question: str, settings: SpoilerSettings) -> SpoilerScore:
    """The six rules on one text: pure, and linear in the length of the text (methods.md 1.1).

    Args:
        text: the preplan.
        question: its problem's question; its numbers do not count as large unless the settings say so.
        settings: thresholds and phrases.
    """
    math = math_spans(text)
    asked = question if settings.ignore_question_numbers else ""
    least_and_spans = {
        "derivation_phrase": (1, find_phrases(text, settings.derivation_phrases)),
        "equals_signs": (settings.min_equals, rules.equals_signs(text)),
        "long_math": (1, rules.long_math(math, settings.long_math_chars, settings.display_is_long)),
        "large_number": (1, rules.large_numbers(text, asked, settings.large_number_digits)),
        "answer_phrase": (1, find_phrases(text, settings.answer_phrases)),
        "inline_math": (settings.min_inline_math, rules.inline_math(math)),
    }
    signals = {rule: Signal(len(spans) >= least, tuple(spans)) for rule, (least, spans) in least_and_spans.items()}
    return SpoilerScore(sum(signal.fired for signal in signals.values()), signals)


class SpoilerFilter(Filter):
    """Rejects a text whose spoiler score is above the threshold, and shows where each rule fired."""

    name: ClassVar[str] = "spoiler"
    Settings: ClassVar[type[FilterSettings]] = SpoilerSettings

    def __init__(self, settings: SpoilerSettings) -> None:
        super().__init__(settings)
        self.rules = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        result = spoiler_score(text, trace.problem.question, self.rules)
        passed = result.score <= self.rules.max_score
        spans = (evidence(stage, text, rule, result.signals[rule].spans) for rule in result.fired)
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "score_above_threshold",
            score=result.score,
            threshold=self.rules.max_score,
            detail=", ".join(f"{rule} {len(result.signals[rule].spans)}" for rule in result.fired) or None,
            evidence=tuple(chain.from_iterable(spans)),
        )


FILTER = SpoilerFilter
