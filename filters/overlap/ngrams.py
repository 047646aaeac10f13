"""Which texts of an indexed set share runs of n words with a text, and how much of them is shared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from filters.overlap.words import Words


@dataclass(frozen=True, slots=True)
class Shared:
    """What a text shares with one indexed text."""

    item: int
    """Number of the indexed text, in the order in which they were added."""
    covered: float
    """Share of the indexed text's words that stand in shared runs, 0 to 1."""
    run: Words
    """The longest run of words that both have."""


@dataclass(slots=True)
class NgramIndex:
    """Runs of `size` words of the texts that were added. Texts with fewer words have none and are never found."""

    size: int
    """Words in a run."""
    _texts: list[Words] = field(default_factory=list)
    _places: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: Words) -> int:
        """Index a text; its number."""
        number = len(self._texts)
        self._texts.append(text)
        for place, key in enumerate(_keys(text, self.size)):
            self._places[key].append((number, place))
        return number

    def shared(self, text: Words) -> list[Shared]:
        """The indexed texts that share a run with `text`, the most covered first."""
        found: dict[int, set[int]] = defaultdict(set)
        for key in _keys(text, self.size):
            for number, place in self._places.get(key, ()):
                found[number].add(place)
        measured = [self._measured(number, places) for number, places in found.items()]
        return sorted(measured, key=lambda shared: (-shared.covered, shared.item))

    def _measured(self, number: int, places: set[int]) -> Shared:
        text = self._texts[number]
        covered = {word for place in places for word in range(place, place + self.size)}
        start, end = _longest(sorted(places))
        return Shared(number, len(covered) / len(text), text[start : end + self.size])


def _keys(text: Words, size: int) -> Iterable[int]:
    """A hash per run; two runs of one hash are one in 2^64, and within one process only."""
    return (hash(text[start : start + size]) for start in range(len(text) - size + 1))


def _longest(places: list[int]) -> tuple[int, int]:
    """First and last of the longest row of consecutive places."""
    best = start = last = places[0]
    best_last = last
    for place in places[1:]:
        if place != last + 1:
            start = place
        last = place
        if last - start > best_last - best:
            best, best_last = start, last
    return best, best_last
