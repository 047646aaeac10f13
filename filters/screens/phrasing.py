"""Which phrases many texts share: what a teacher says everywhere, a student learns to say everywhere (our choice).

A phrase is a run of words in normal form, numbers masked. Runs that overlap in the same texts are told as one phrase.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filters.overlap.words import Words, masked, words

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

    Memory holds all texts and their runs: draw a sample of a large table.
    """
    read = [masked(words(text)) for text in texts]
    counts = Counter(run for text in read for run in set(_runs(text, size)))
    first = {run: (number, place) for number, text in enumerate(read) for place, run in enumerate(_runs(text, size))}
    told: set[Words] = set()
    found: list[Phrase] = []
    for run, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if count < 2 or len(found) == most:
            break
        if run not in told:
            number, place = first[run]
            start, end = _grown(read[number], place, size, counts)
            told.update(_runs(read[number][start:end], size))
            found.append(Phrase(" ".join(read[number][start:end]), count, count / len(texts)))
    return found


def _runs(text: Words, size: int) -> Iterator[Words]:
    return (text[start : start + size] for start in range(len(text) - size + 1))


def _grown(text: Words, place: int, size: int, counts: Counter[Words]) -> tuple[int, int]:
    """First word and end of the phrase around a run."""
    enough = SAME * counts[text[place : place + size]]
    start, end = place, place + size
    while start > 0 and counts[text[start - 1 : start - 1 + size]] >= enough:
        start -= 1
    while end < len(text) and counts[text[end + 1 - size : end + 1]] >= enough:
        end += 1
    return start, end
