"""Self-correction and hedging that a clean text must not hold: "Wait,", "let me re-check", "oops" (our choice).

Checking a result is no residue ("Check: 3 * 4 = 12"); taking something back is. Measured in docs/quality.md.
"""

from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.phrases import find_phrases
from filters.quality import at_sentence_start, unasked, verdict
from schemas.trace import Trace
from schemas.verdict import Verdict


class ResidueSettings(FilterSettings):
    """Phrases are matched on word boundaries, case aside."""

    max_count: int = Field(default=0, ge=0)
    """Spans that a text may hold."""
    openers: tuple[str, ...] = (
        "wait",
        "hmm",
        "hm,",
        "oops",
        "oh no",
        "oh,",
        "actually, no",
        "no wait",
        "scratch that",
        "hold on",
    )
    """Residue where a sentence begins with it; "they wait, then" is none."""
    phrases: tuple[str, ...] = (
        "let me re-check", "let me recheck", "let me double-check", "let me double check", "let me check again",
        "let me recalculate", "let me re-calculate", "let me reconsider", "let me rethink", "let me re-read",
        "let me reread", "let me start over", "let me try again", "let me redo", "let me think again",
        "let's re-check", "let's recheck", "let's re-evaluate", "let's reconsider", "let's recalculate",
        "let's start over", "on second thought", "i made a mistake", "i made an error", "my mistake", "i was wrong",
        "that's not right", "that is not right", "that can't be right", "this can't be right", "i'm confused",
        "i am confused", "but wait", "i've made a mistake", "we made a mistake", "we've made a mistake",
        "we have made a mistake", "we made an error", "we've made an error", "mistake in my", "mistake in our",
        "error in my calculation", "error in our calculation", "there seems to be a mistake",
        "there seems to be an error", "is still incorrect", "seems to be incorrect", "let's correct this",
        "let's correct our", "let's correct the calculation", "let's correct the equation", "let's solve it correctly",
        "i should double-check", "i'm not sure", "i am not sure", "i misread", "i misunderstood", "i think i",
    )  # fmt: skip
    """Residue anywhere, unless the question says it."""


class ResidueFilter(Filter):
    """Rejects a text that thinks aloud about its own mistakes; the score counts the spans."""

    name: ClassVar[str] = "residue"
    Settings: ClassVar[type[FilterSettings]] = ResidueSettings

    def __init__(self, settings: ResidueSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        corrected = find_phrases(text, self.options.phrases)
        found = {
            "self_correction": unasked(text, corrected, trace.problem.question),
            "thinking_aloud": at_sentence_start(text, find_phrases(text, self.options.openers)),
        }
        return verdict(self.name, stage, text, found, self.options.max_count, "self_correction")


FILTER = ResidueFilter
