"""Which phrases many texts share: what a teacher says everywhere, a student learns to say everywhere (our choice).

A phrase is a run of words in normal form, numbers masked. Runs that overlap in the same texts are told as one phrase.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from filters.overlap.words import masked, words
from filters.screens.runs import run_keys

SAME = 0.9
"""A run whose neighbour is in so large a share of its texts is part of one longer phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What several texts say in the same words."""

    text: str
    """In normal form: lower case, numbers as `#`."""
    count: int
    """Texts that say it."""
    share: float
    """Of all texts, 0 to 1."""


def common_phrases(texts: Sequence[str], size: int = 8, most: int = 5) -> list[Phrase]:
    """The phrases of at least `size` words that most texts share, each text counted once; none of fewer than two.

    Memory holds all texts and a key per run: draw a sample of a large table.
    """
    read = [masked(words(text)) for text in texts]
    keys = [run_keys(text, size) for text in read]
    counts = _counts(keys)
    told: set[int] = set()
    found: list[Phrase] = []
    for number, place in _first_places(keys, counts):
        run = int(keys[number][place])
        if run not in told and len(found) < most:
            start, end = _grown(keys[number], place, counts)
            told.update(map(int, keys[number][start:end]))
            said = read[number][start : end - 1 + size]
            found.append(Phrase(" ".join(said), counts[run], counts[run] / len(texts)))
    return found


def _counts(keys: Sequence[Any]) -> dict[int, int]:
    """How many texts hold a run, of those that more than one holds."""
    once = [np.unique(each) for each in keys]
    runs, counts = np.unique(np.concatenate([*once, np.empty(0, np.uint64)]), return_counts=True)
    return dict(zip(runs[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True))


def _first_places(keys: Sequence[Any], counts: Mapping[int, int]) -> list[tuple[int, int]]:
    """Text and place where each of the counted runs stands first, the most frequent run first."""
    first: dict[int, tuple[int, int]] = {}
    for number, each in enumerate(keys):
        for place, run in enumerate(each.tolist()):
            if run in counts:
                first.setdefault(run, (number, place))
    return sorted(first.values(), key=lambda at: (-counts[int(keys[at[0]][at[1]])], at))


def _grown(keys: Any, place: int, counts: Mapping[int, int]) -> tuple[int, int]:
    """The runs around one that belong to the same phrase: the first, and the one behind the last."""
    enough = SAME * counts[int(keys[place])]
    start, end = place, place + 1
    while start > 0 and counts.get(int(keys[start - 1]), 1) >= enough:
        start -= 1
    while end < len(keys) and counts.get(int(keys[end]), 1) >= enough:
        end += 1
    return start, end
