"""A math problem with its gold answer: the input of every pipeline."""

import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. Immutable; its identity is its content."""

    id: str
    """Given by the source, or `content_id` of question and answer."""
    question: str
    """The text a generator sees."""
    answer: str | None = None
    """The gold answer. Filters see it; generators do not unless a stage declares it."""
    solution: str | None = None
    """An optional worked reference solution."""
    source: str | None = None
    """Where it comes from, e.g. `gsm8k/train`."""
    difficulty: str | None = None
    """As the source calls it, e.g. `Level 3`."""
    subject: str | None = None
    """As the source calls it, e.g. `Algebra`."""
    family: str | None = None
    """Problems that differ only in their numbers share a family name."""

    @property
    def question_hash(self) -> str:
        """16 hex digits of the question, spacing aside: tells whether an id still means what it meant."""
        return content_key(self.question, None)[:16]


PROBLEM_FIELDS = ("question", "answer", "solution", "source", "difficulty", "subject", "family")
"""The fields a recipe's field map may name, `id` apart, and a stage may declare to see."""


def content_key(question: str, answer: str | None) -> str:
    """Hash of what makes two problems the same: the text of question and answer, spacing aside."""
    parts = [" ".join(unicodedata.normalize("NFC", text or "").split()) for text in (question, answer)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def content_id(question: str, answer: str | None) -> str:
    """The id of a problem whose source gives none: `p-` and 16 hex digits of `content_key`."""
    return f"p-{content_key(question, answer)[:16]}"
