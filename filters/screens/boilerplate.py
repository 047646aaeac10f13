"""How many rows open with the same words: a teacher that begins every preplan alike teaches that (our choice)."""

from collections import Counter
from dataclasses import dataclass, field

from filters.overlap.words import masked, words


@dataclass(slots=True)
class Openings:
    """Counts openings; numbers in them are masked, so that only the wording counts."""

    size: int
    """Words of an opening."""
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """Rows by opening."""

    def add(self, text: str) -> tuple[str, int]:
        """Count a text; its opening, and how many rows have it so far."""
        opening = masked(words(text))[: self.size]
        self.counts[opening] += 1
        return " ".join(opening), self.counts[opening]
