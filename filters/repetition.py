"""A text that says the same again and again, as models in a loop do: the share of words in repeated runs (our choice).

A run is ten words, at least five of them in letters, so that `1 + 1 + 1 + ...` and tables are none. The measure follows
the duplicate n-gram rules of Gopher (Rae et al. 2021, arXiv 2112.11446, appendix A1). Measured in docs/quality.md.
"""

from itertools import accumulate
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.said import SAID, said
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class RepetitionSettings(FilterSettings):
    """What counts as a run, and how much of a text may be one."""

    max_share: float = Field(default=0.6, ge=0, le=1)
    """Share of the text's words that may stand in runs that stood before."""
    min_words: int = Field(default=40, ge=0)
    """Repeated words below which a text is never rejected: a short text may quote one sentence."""
    run: int = Field(default=10, ge=3)
    """Words, numbers and signs in a run."""
    letters: int = Field(default=5, ge=0)
    """So many of them must be words in letters."""


def repeated(text: str, run: int = 10, letters: int = 5) -> tuple[float, int, list[Span]]:
    """The share and number of words that stand in runs seen before, and where those are. Pure and linear."""
    words = said(text)
    runs = list(zip(*(words[shift:] for shift in range(run)), strict=False))
    if len(set(runs)) == len(runs):  # as in nearly all texts: no look at single runs is needed
        return 0.0, 0, []
    found = list(SAID.finditer(text))
    lettered = list(accumulate((word.isalpha() for word in words), initial=0))
    seen: set[int] = set()
    covered = 0
    spans: list[Span] = []
    last = -1  # the last word that is covered
    for start, window in enumerate(runs):
        if lettered[start + run] - lettered[start] < letters:
            continue
        key = hash(window)
        if key in seen:
            covered += start + run - 1 - max(last, start - 1)
            fresh = start > last
            last = start + run - 1
            begin = found[start].start() if fresh else spans.pop().start
            spans.append(Span(begin, found[last].end()))
        seen.add(key)
    return (covered / len(words) if words else 0.0), covered, spans


class RepetitionFilter(Filter):
    """Rejects a text that mostly repeats itself; the score is the share of repeated words."""

    name: ClassVar[str] = "repetition"
    Settings: ClassVar[type[FilterSettings]] = RepetitionSettings

    def __init__(self, settings: RepetitionSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        share, words, spans = repeated(text, self.options.run, self.options.letters)
        passed = share <= self.options.max_share or words < self.options.min_words
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "repeats_itself",
            score=round(share, 4),
            threshold=self.options.max_share,
            evidence=evidence(stage, text, "repeated", spans),
        )


FILTER = RepetitionFilter
