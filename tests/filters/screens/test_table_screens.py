"""Laws of the table-wide screens: counts, phrases, choices and the index of near duplicates."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.overlap.minhash import MISSED, bands
from filters.screens.boilerplate import Runs
from filters.screens.duplicates import NearRowIndex
from filters.screens.phrasing import SAME, common_phrases
from filters.screens.selection import balanced

TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join), max_size=12)


def runs(text: str, size: int) -> set[str]:
    words = text.split()
    return {" ".join(words[start : start + size]) for start in range(len(words) - size + 1)}


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_runs_are_counted_as_they_are_and_no_row_beyond_the_bound_counts(texts: list[str]) -> None:
    counting, exact = Runs(3, most=2), Counter[str]()
    for text in texts:
        said, count = counting.add(text)
        assert count == max((exact[run] + 1 for run in runs(text, 3)), default=0)
        assert not said or exact[said] + 1 == count
        if 0 < count <= 2:
            exact.update(runs(text, 3))


@given(TEXTS)
def test_a_phrase_is_said_by_as_many_texts_as_it_claims(texts: list[str]) -> None:
    for phrase in common_phrases(texts, 3):
        words = phrase.text.split()
        said = [sum(run in runs(text, 3) for text in texts) for run in runs(phrase.text, 3)]
        assert len(words) >= 3 and phrase.count in said and phrase.count >= 2 and min(said) >= SAME * phrase.count
        assert phrase.share == phrase.count / len(texts)


def test_overlapping_runs_are_one_phrase_with_its_numbers_masked() -> None:
    texts = [f"Note: the {n} numbers of the story are easily confused. {'xyz'[n % 3]} is {n} here." for n in range(6)]
    (phrase,) = common_phrases(texts, 4, most=1)
    assert phrase.text == "note the # numbers of the story are easily confused" and phrase.count == 6


@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.integers(0, 3), max_size=10), st.integers(1, 40))
def test_a_choice_is_as_equal_as_the_rows_allow(groups: list[int], kept: list[int], rows: int) -> None:
    chosen = balanced(groups, rows, 1, kept)
    assert len(chosen) == max(0, min(len(groups), rows - len(kept)))
    taken = Counter(groups[place] for place in chosen)
    counts = taken + Counter(kept)
    left = Counter(groups) - taken
    for group in left:  # it has rows to spare, so nobody who was given one has more than it
        assert all(counts[other] <= counts[group] + 1 for other in taken)
    assert chosen == balanced(groups, rows, 1, kept)


@given(st.floats(0.2, 1), st.sampled_from([64, 128]))
def test_an_index_misses_few_pairs_at_its_threshold(threshold: float, permutations: int) -> None:
    count = bands(threshold, permutations)
    missed = (1 - threshold ** (permutations // count)) ** count
    assert permutations % count == 0 and (missed <= MISSED or count == permutations)


@pytest.mark.parametrize(("text", "found"), [("a b c d e f g h", ("first", 1.0)), ("q r s t", None), ("", None)])
def test_a_row_names_the_one_it_repeats(text: str, found: tuple[str, float] | None) -> None:
    index = NearRowIndex(0.8)
    assert index.repeats("A b c, d e f g h.", "one", "first") is None
    assert index.repeats(text, "two", "second") == found
