"""MinHash proposes, the exact similarity decides."""

from filters.overlap.near import NearIndex, shingles, similarity
from filters.overlap.ngrams import NgramIndex
from filters.overlap.words import words

LAMPS = words(
    "A shop on the old market square has several shelves with lamps of brass and lamps of glass on each of them."
)
SHELVES = words(
    "A shop on the old market square has several shelves with lamps of brass and lamps of paper on each of them."
)
FRUIT = words("Two children pick apples and pears in an orchard behind the house of their grandmother in the summer.")


def test_only_what_is_alike_enough_is_found() -> None:
    index = NearIndex(0.6)
    index.add(LAMPS)
    index.add(FRUIT)
    ((number, score),) = index.near(SHELVES)
    assert number == 0 and score == similarity(shingles(LAMPS), shingles(SHELVES)) and 0.6 <= score < 1
    assert NearIndex(0.99).near(LAMPS) == []


def test_an_empty_text_finds_nothing_and_is_never_found() -> None:
    index = NearIndex(0.6)
    assert index.add(()) == 0
    assert index.add(LAMPS) == 1
    assert index.near(()) == [] and index.near(LAMPS) == [(1, 1.0)]


def test_runs_are_counted_on_the_indexed_text() -> None:
    index = NgramIndex(3)
    index.add(tuple("abcdefgh"))
    index.add(tuple("xyz"))
    (shared,) = index.shared(tuple("qabcdq" + "fgh"))
    assert (shared.item, shared.covered, "".join(shared.run)) == (0, 7 / 8, "abcd")
    assert index.shared(tuple("ab")) == []
