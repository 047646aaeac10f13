"""Does a preplan give something away in words, where the rules of the spoiler score see nothing?

A model judges; it sees no gold answer. The paper has the rules only (methods.md 1.1): this judge and its rubric, in
synth/prompts/judges/soft_spoiler.md, are ours.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from filters.judge_answers import Rating, answer_format, text_of, yes_or_no
from filters.judging import JudgeFilter
from schemas.trace import Trace

KINDS = ("none", "answer", "intermediate", "derivation", "recipe")


class SoftSpoilerFilter(JudgeFilter):
    """Judges the preplan alone. Value: the kind of the spoiler; evidence: the passage the judge quotes."""

    name: ClassVar[str] = "soft_spoiler"
    rubric: ClassVar[str] = "judges/soft_spoiler"
    names: ClassVar[tuple[str, ...]] = ("question", "preplan")
    complaint: ClassVar[str] = "spoils_in_words"
    answer: ClassVar[Mapping[str, Any]] = answer_format(
        "soft_spoiler",
        quote={"type": "string"},
        reason={"type": "string"},
        kind={"type": "string", "enum": list(KINDS)},
        spoils={"type": "boolean"},
    )

    def read(self, data: Mapping[str, Any]) -> Rating | None:
        """A judge that names a kind and sees no spoiler, or the other way round, contradicts itself."""
        kind, spoils = data.get("kind"), yes_or_no(data.get("spoils"))
        if kind not in KINDS or spoils != (kind != "none"):
            return None
        return Rating(float(not spoils), kind if spoils else None, text_of(data.get("quote")) if spoils else None)

    def material(self, trace: Trace, stage: str) -> Mapping[str, str]:
        return {"question": trace.problem.question, "preplan": trace.text(stage) or ""}


FILTER = SoftSpoilerFilter
