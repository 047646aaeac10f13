"""Foreign preplans: a permutation without fixed points within buckets, as large as the marks allow."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.mismatched import Item, MismatchSettings, foreign_partners, length_buckets

LENGTHS = st.integers(1, 40) | st.integers(1, 2000)
ITEMS = st.lists(
    st.builds(
        lambda length, problem, family: Item(
            length, (("problem", problem), *((("family", family),) if family else ()))
        ),
        LENGTHS,
        st.integers(0, 12),
        st.sampled_from([None, None, "f", "g"]),
    ),
    max_size=60,
)
SETTINGS = st.builds(MismatchSettings, st.integers(), st.sampled_from([0.0, 0.1, 0.25, 1.0, 100.0]))


@given(ITEMS, SETTINGS)
def test_matched_rows_are_permuted_and_none_keeps_its_own(items: list[Item], settings: MismatchSettings) -> None:
    partners = foreign_partners(items, settings)
    receiving = [row for row, donor in enumerate(partners) if donor is not None]
    assert sorted(donor for donor in partners if donor is not None) == receiving
    assert all(row != donor for row, donor in enumerate(partners))


@given(ITEMS, SETTINGS)
def test_partners_share_no_mark_and_are_of_like_length(items: list[Item], settings: MismatchSettings) -> None:
    for row, donor in enumerate(foreign_partners(items, settings)):
        if donor is not None:
            assert not set(items[row].marks) & set(items[donor].marks)
            short, long = sorted((items[row].length, items[donor].length))
            assert long <= short * (1 + settings.tolerance)


@given(st.lists(st.integers(0, 8), max_size=40), st.integers())
def test_only_the_surplus_of_a_too_frequent_problem_is_left_out(problems: list[int], seed: int) -> None:
    partners = foreign_partners([Item(100, (problem,)) for problem in problems], MismatchSettings(seed))
    most = max(Counter(problems).values(), default=0)
    assert partners.count(None) == max(0, most - (len(problems) - most))


@given(st.lists(LENGTHS, max_size=50), st.floats(0, 5))
def test_buckets_hold_every_row_once_and_like_lengths(lengths: list[int], tolerance: float) -> None:
    buckets = length_buckets(lengths, tolerance)
    assert sorted(index for bucket in buckets for index in bucket) == list(range(len(lengths)))
    for bucket in buckets:
        found = [lengths[index] for index in bucket]
        assert max(found) <= min(found) * (1 + tolerance)


def test_the_seed_decides() -> None:
    items = [Item(100, (number,)) for number in range(50)]
    first, again, other = (foreign_partners(items, MismatchSettings(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_rows_linked_by_different_marks_do_not_swap() -> None:
    chain = [
        Item(9, ("p1", "words")),
        Item(9, ("p2", "words")),
        Item(9, ("p2", "x")),
        *(Item(9, (n,)) for n in range(3)),
    ]
    partners = foreign_partners(chain, MismatchSettings())
    assert all(donor is not None and donor >= 3 for donor in partners[:3])
    assert foreign_partners(chain[:3], MismatchSettings()) == [None] * 3


@pytest.mark.parametrize("tolerance", [-0.1, float("inf"), float("nan")])
def test_a_tolerance_is_a_share(tolerance: float) -> None:
    with pytest.raises(ValueError, match="tolerance"):
        MismatchSettings(0, tolerance)
