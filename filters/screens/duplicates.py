"""Equal and nearly equal texts: the first row keeps its place, later ones of other problems repeat it.

Samples of one problem share their question and are never compared. MinHash signatures find candidates, and
the share of equal hashes estimates the similarity: texts themselves are not kept in memory.
"""

from dataclasses import dataclass, field
from typing import Any

from filters.overlap.minhash import index, minhash
from filters.overlap.near import shingles
from filters.overlap.words import text_key, words

PERMUTATIONS = 64
"""Hashes of a signature: 256 bytes a text; the estimate's standard error is at most 0.06."""


@dataclass(slots=True)
class ExactIndex:
    """Keys of texts, 64 bits each."""

    _first: dict[int, tuple[str, str]] = field(default_factory=dict)

    def repeats(self, text: str, problem: str, row: str) -> str | None:
        """The row of another problem that holds the same text already; None, and it is remembered, if there is none."""
        said = words(text)
        if not said:
            return None
        known = self._first.setdefault(text_key(said), (problem, row))
        return known[1] if known[0] != problem else None


@dataclass(slots=True)
class NearRowIndex:
    """Signatures of texts, with LSH over them."""

    threshold: float
    """Least estimated similarity."""
    _rows: list[tuple[str, str]] = field(default_factory=list)
    _signatures: list[Any] = field(default_factory=list)
    _lsh: Any = None

    def __post_init__(self) -> None:
        self._lsh = index(self.threshold, PERMUTATIONS)

    def repeats(self, text: str, problem: str, row: str) -> tuple[str, float] | None:
        """The most similar row of another problem and its similarity; None, and it is remembered, if there is none."""
        parts = shingles(words(text))
        if not parts:
            return None
        made = minhash(parts, PERMUTATIONS)
        others = (place for place in self._lsh.query(made) if self._rows[place][0] != problem)
        score, place = max(((made.jaccard(self._signatures[place]), -place) for place in others), default=(0.0, 0))
        if score >= self.threshold:
            return self._rows[-place][1], score
        self._lsh.insert(len(self._rows), made)
        self._rows.append((problem, row))
        self._signatures.append(made)
        return None
