"""How many rows say the same in the same words: a teacher that begins every preplan alike teaches that (our choice)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from filters.overlap.words import masked, words
from filters.screens.runs import run_keys

DEPTH, WIDTH = 4, 1 << 22
"""Counters of the sketch: 64 MB, whatever the number of rows."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
"""Odd constants that send a run to another counter in each line of the sketch (multiplicative hashing)."""


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


@dataclass(slots=True)
class Runs:
    """Counts all runs of words, in a count-min sketch with conservative update: never too low, seldom too high."""

    size: int
    """Words of a run."""
    most: int
    """Rows of one run that are counted; a row beyond them leaves no trace."""
    _sketch: Any = field(default_factory=lambda: np.zeros((DEPTH, WIDTH), np.uint32))

    def add(self, text: str) -> tuple[str, int]:
        """Count a text unless it is beyond the bound; its most frequent run, and how many rows have that one so far."""
        said = masked(words(text))
        keys = run_keys(said, self.size)
        if not len(keys):
            return "", 0
        places = (keys[None, :] * _FACTORS[:, None]) >> np.uint64(64 - 22)
        lines = np.arange(DEPTH)[:, None]
        counts = self._sketch[lines, places].min(axis=0) + 1
        top = int(counts.argmax())
        if counts[top] <= self.most:
            np.maximum.at(self._sketch, (lines, places), counts[None, :])
        return " ".join(said[top : top + self.size]), int(counts[top])
