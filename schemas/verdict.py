"""What a filter says of a text, with the spans that made it say so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a stage's text. `text` is what stands at [start, end) there."""

    stage: str
    """The stage whose text is quoted."""
    start: int
    """Character offset of the first character."""
    end: int
    """Character offset after the last character."""
    text: str
    """The span itself, so that a row explains itself."""
    label: str
    """What was found there: stable snake_case, e.g. `equals_signs`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One filter's judgement of one stage's text."""

    filter: str
    """Name of the filter."""
    stage: str
    """The stage that was judged."""
    passed: bool
    """False rejects the trace."""
    reason: str | None = None
    """Stable snake_case; None exactly when passed."""
    score: float | None = None
    """What was measured, e.g. the spoiler score or a token count."""
    threshold: float | None = None
    """What the score was held against."""
    value: str | None = None
    """What the filter read out of the text, e.g. the final answer."""
    detail: str | None = None
    """One line for people: tokenizer, window, method, ..."""
    evidence: tuple[Evidence, ...] = ()
    """The offending (or, for the answer, the decisive) spans."""

    def __post_init__(self) -> None:
        if self.passed == (self.reason is not None):
            raise ValueError(f"{self.filter}: a verdict has a reason exactly when it does not pass: {self}")

    @property
    def code(self) -> str:
        """`filter:reason`, as counted in funnels and listed in a row's `reasons`."""
        return f"{self.filter}:{self.reason}"
