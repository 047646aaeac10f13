"""The first pass of an export over a version: which rows go out, and to which side. Holds a byte or two per row."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filters.overlap.contamination import ContaminationIndex, EvaluationQuestion, Match
from filters.overlap.words import MASK, masked, text_key, words
from pipelines.split import Groups, SplitSettings, key, validation_groups
from store.dataset import View
from store.evaluation_sets import evaluation_set

OUT, TRAIN, VALIDATION = 0, 1, 2
"""What becomes of a row."""

TEMPLATE_WORDS = 8
"""Questions with fewer words beside their numbers are no templates: "What is # + #?" says nothing (our choice)."""

COLUMNS = ("status", "trace_id", "problem_id", "question", "family", "difficulty")
"""What the first pass reads."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """One row that overlaps an evaluation set."""

    trace_id: str
    """The row."""
    problem_id: str
    """Its problem."""
    question: str
    """As it stands in the dataset."""
    match: Match
    """With what, and by which rule."""
    excluded: bool
    """False if the user lets the rule pass."""

    def line(self) -> dict[str, Any]:
        """As a line of `contamination.jsonl`."""
        matched = self.match.matched
        return {
            "trace_id": self.trace_id,
            "problem_id": self.problem_id,
            "excluded": self.excluded,
            "rule": self.match.rule,
            "score": round(self.match.score, 4),
            "against": matched.source,
            "evaluation_id": matched.id,
            "shared_words": self.match.shared,
            "question": self.question,
            "evaluation_question": matched.text,
        }


@dataclass(slots=True)
class Guard:
    """Holds questions against evaluation sets."""

    index: ContaminationIndex
    """All their questions."""
    sizes: Mapping[str, int]
    """Evaluation set to number of questions."""
    let_pass: frozenset[str]
    """Rules whose matches are reported and kept."""
    _last: tuple[str, Match | None] = ("", None)

    def match(self, question: str) -> Match | None:
        """What a question overlaps with; samples of one problem stand together and are looked up once."""
        if question != self._last[0]:
            self._last = (question, self.index.match(question))
        return self._last[1]


def open_guard(against: Sequence[str], let_pass: Sequence[str]) -> Guard:
    """Read the evaluation sets.

    Raises:
        UserError: one cannot be read.
    """
    index, sizes = ContaminationIndex(), Counter[str]()
    for name in dict.fromkeys(against):
        found = evaluation_set(name)
        sizes[found.label] += index.add(EvaluationQuestion(found.label, id, text) for id, text in found.questions())
    return Guard(index, sizes, frozenset(let_pass))


@dataclass(slots=True)
class ExportPlan:
    """What becomes of each row of a version, in its order."""

    sides: bytearray = field(default_factory=bytearray)
    """OUT, TRAIN or VALIDATION."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Rows by why they stay behind; overlaps apart."""
    overlaps: int = 0
    """Rows that overlap an evaluation set."""


@dataclass(slots=True)
class Planner:
    """Makes the plan of an export."""

    view: View
    """The version."""
    statuses: tuple[str, ...]
    """Rows of these go out."""
    split: SplitSettings
    """How validation is drawn."""
    guard: Guard
    """Against evaluation sets."""
    plan: ExportPlan = field(default_factory=ExportPlan)
    """What came of it; whole when `overlaps` is exhausted."""
    _groups: Groups = field(default_factory=Groups)
    _places: "array[int]" = field(default_factory=lambda: array("q"))
    _strata: list[str | None] = field(default_factory=list)

    def overlaps(self) -> Iterator[Overlap]:
        """Read the version once; what overlaps evaluation sets comes out on the way, the plan stands at the end."""
        for row in self._rows():
            self.plan.sides.append(OUT)
            if row["status"] not in self.statuses:
                self.plan.left_out[f"status is {row['status']}"] += 1
                continue
            overlap = self._overlap(row)
            if overlap:
                self.plan.overlaps += 1
                yield overlap
            if not (overlap and overlap.excluded):
                self._take(row)
        self._part()

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        names = [name for name in COLUMNS if name in self.view.schema.names]
        for batch in self.view.batches(names):
            for row in batch.to_pylist():
                yield {name: row.get(name) for name in COLUMNS}

    def _overlap(self, row: Mapping[str, Any]) -> Overlap | None:
        question = row["question"] or ""
        match = self.guard.match(question) if len(self.guard.index) else None
        if match is None:
            return None
        return Overlap(row["trace_id"], row["problem_id"], question, match, match.rule not in self.guard.let_pass)

    def _take(self, row: Mapping[str, Any]) -> None:
        self._places.append(len(self.plan.sides) - 1)
        self._groups.add(key("problem", row["problem_id"]), _ties(row))
        if self.split.stratify:
            self._strata.append(row["difficulty"])

    def _part(self) -> None:
        chosen = validation_groups(self._groups, self._strata, self.split)
        for number, place in enumerate(self._places):
            self.plan.sides[place] = VALIDATION if self._groups.group(number) in chosen else TRAIN


def _ties(row: Mapping[str, Any]) -> Iterator[int]:
    """What a row must not be parted from: its family, its question, and its question with other numbers."""
    if row["family"]:
        yield key("family", row["family"])
    text = words(row["question"] or "")
    if text:
        yield text_key(("question", *text))
        hidden = masked(text)
        if sum(word != MASK for word in hidden) >= TEMPLATE_WORDS:
            yield text_key(("template", *hidden))
