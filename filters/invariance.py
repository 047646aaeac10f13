"""Do the meta-thoughts of a problem's numeric variants say the same?

A meta-thought holds no numbers, so problems that differ in numbers and names only (one `family`, as in GSM-Symbolic)
should get the same one, wording apart. What is compared is the course of each text: the operations it names and the
symbols it takes, in their order, symbols renamed by their order of introduction. The check and its numbers are our
choice; that such an invariance is wanted follows from what a meta-thought is (methods.md 3).

A family's texts come from many problems, and some of them long after others, so no run asks this filter: `forethought
derive invariant` does, for a version that is there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import ClassVar

from pydantic import Field

from filters.base import FilterSettings, GroupFilter
from filters.operation_words import named_operations
from filters.spans import Span, evidence
from filters.variables import find_flaws
from schemas.trace import Trace
from schemas.verdict import Verdict

Move = tuple[str, ...]
"""What one sentence does: its operations, then its symbols as `v1`, `v2`, ..."""


class InvarianceSettings(FilterSettings):
    """All of it is our choice."""

    min_similarity: float = Field(default=0.85, gt=0, le=1)
    """A text must be so much like the family's most typical one."""


@dataclass(frozen=True, slots=True)
class Course:
    """The reasoning of a text without its wording."""

    moves: tuple[Move, ...]
    """One for each sentence that names an operation or a symbol."""
    spans: tuple[Span, ...]
    """Their sentences."""

    def similarity(self, other: "Course") -> float:
        """From 0 to 1: the share that stands in the same order in both, of the operations or of all, if that is less.

        Symbols are many and operations few, so that among all of them a wrong operation would hardly count.
        """
        mine, theirs = (list(chain.from_iterable(item.moves)) for item in (self, other))
        return min(_ratio(mine, theirs), _ratio(_operations(mine), _operations(theirs)))

    def differs_at(self, other: "Course") -> int:
        """Index of the first move that is another one there; the number of moves if there is none."""
        pairs = enumerate(zip(self.moves, other.moves, strict=False))
        return next(
            (place for place, (mine, theirs) in pairs if mine != theirs), min(len(self.moves), len(other.moves))
        )


def course(text: str) -> Course:
    """The course of a text. Pure, and linear in its length."""
    names = {name: f"v{number}" for number, name in enumerate(find_flaws(_unbraced(text)).names, start=1)}
    symbol = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)")
    moves, spans = [], []
    for sentence in _SENTENCE.finditer(text):
        said = _unbraced(sentence[0])
        operations = [item.operation for item in named_operations(said)]
        taken = [names[found[0]] for found in symbol.finditer(said)] if names else []
        if operations or taken:
            moves.append((*operations, *taken))
            spans.append(Span(*sentence.span()))
    return Course(tuple(moves), tuple(spans))


def _ratio(mine: Sequence[str], theirs: Sequence[str]) -> float:
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()


def _operations(course: Sequence[str]) -> list[str]:
    return [item for item in course if not SYMBOL.fullmatch(item)]


SYMBOL = re.compile(r"v\d+")
"""A renamed symbol; no operation is called so."""
_SENTENCE = re.compile(r"[^\s.;][^.;\n]*")


def _unbraced(text: str) -> str:
    return re.sub(r"[{}]", "", text)


class InvarianceFilter(GroupFilter):
    """Rejects texts that reason otherwise than the rest of their family. Score: likeness to the most typical text.

    The group is a family, not the samples of one problem. Where no more than half of it is alike, nobody can say who
    is right and all are rejected; a text that is alone in its family passes.
    """

    name: ClassVar[str] = "invariance"
    Settings: ClassVar[type[FilterSettings]] = InvarianceSettings

    def __init__(self, settings: InvarianceSettings) -> None:
        super().__init__(settings)
        self.limits = settings

    def judge_group(self, traces: Sequence[Trace], stage: str) -> Sequence[Verdict]:
        return self.judge_texts([trace.text(stage) or "" for trace in traces], stage)

    def judge_texts(self, texts: Sequence[str], stage: str) -> list[Verdict]:
        """One verdict for each text of one family, in their order."""
        if len(texts) < 2:
            return [Verdict(self.name, stage, passed=True, detail="alone in its family") for _ in texts]
        courses = [course(text) for text in texts]
        typical = _most_typical(courses)
        scores = [item.similarity(courses[typical]) for item in courses]
        alike = sum(score >= self.limits.min_similarity for score in scores)
        undecided = 2 * alike <= len(texts)
        return [
            self._verdict(stage, text, (item, courses[typical]), score, f"{alike} of {len(texts)} alike", undecided)
            for text, item, score in zip(texts, courses, scores, strict=True)
        ]

    def _verdict(
        self, stage: str, text: str, pair: tuple[Course, Course], score: float, told: str, undecided: bool
    ) -> Verdict:
        own, typical = pair
        differs = score < self.limits.min_similarity
        reason = "family_undecided" if undecided else "differs_in_family" if differs else None
        place = own.differs_at(typical)
        spans = own.spans[place : place + 1] if differs else ()
        if differs and place < len(typical.moves):
            told += f"; the typical text goes on with: {' '.join(typical.moves[place])}"
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            score=round(score, 6),
            threshold=self.limits.min_similarity,
            detail=told,
            evidence=evidence(stage, text, "differs", spans),
        )


MOST_COMPARED = 40
"""Different courses of one family that are compared with each other; they are compared in pairs."""


def _most_typical(courses: Sequence[Course]) -> int:
    """Index of the course that is most like all others; the first of equals."""
    counts: dict[tuple[Move, ...], int] = {}
    first: dict[tuple[Move, ...], int] = {}
    for place, item in enumerate(courses):
        counts[item.moves] = counts.get(item.moves, 0) + 1
        first.setdefault(item.moves, place)
    common = sorted(first, key=lambda moves: -counts[moves])[:MOST_COMPARED]

    def likeness(moves: tuple[Move, ...]) -> float:
        return sum(counts[other] * courses[first[moves]].similarity(courses[first[other]]) for other in common)

    return first[max(common, key=likeness)]


FILTER = InvarianceFilter
