"""Near duplicates: MinHash finds candidates, the exact similarity decides, so that chance adds no false ones.

Similarity is Jaccard's over sets of word pairs.
"""

from dataclasses import dataclass, field
from typing import Any

from filters.overlap.minhash import index, minhash
from filters.overlap.words import Words

Shingles = frozenset[bytes]
"""What similarity is measured on."""

PERMUTATIONS = 128
"""Hashes of a signature."""


def shingles(text: Words) -> Shingles:
    """All pairs of neighbouring words; of a text of one word that word."""
    if len(text) < 2:
        return frozenset(word.encode("utf-8", "surrogatepass") for word in text)
    return frozenset(f"{a} {b}".encode("utf-8", "surrogatepass") for a, b in zip(text, text[1:], strict=False))


def similarity(one: Shingles, other: Shingles) -> float:
    """Jaccard's: 1 for the same set, 0 for nothing in common; of two empty ones 1."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


@dataclass(slots=True)
class NearIndex:
    """Texts that can be asked which of them are nearly the same as a given one."""

    threshold: float
    """Least similarity, 0 to 1."""
    _shingles: list[Shingles] = field(default_factory=list)
    _lsh: Any = None

    def __post_init__(self) -> None:
        self._lsh = index(self.threshold, PERMUTATIONS)

    def add(self, text: Words) -> int:
        """Index a text; its number. A text without words is never found."""
        number, parts = len(self._shingles), shingles(text)
        self._shingles.append(parts)
        if parts:
            self._lsh.insert(number, minhash(parts, PERMUTATIONS))
        return number

    def near(self, text: Words) -> list[tuple[int, float]]:
        """Numbers of the texts that are at least as similar as the threshold, the most similar first."""
        parts = shingles(text)
        if not parts or not self._shingles:
            return []
        candidates = self._lsh.query(minhash(parts, PERMUTATIONS))
        found = ((number, similarity(parts, self._shingles[number])) for number in candidates)
        alike = [pair for pair in found if pair[1] >= self.threshold]
        return sorted(alike, key=lambda pair: (-pair[1], pair[0]))
