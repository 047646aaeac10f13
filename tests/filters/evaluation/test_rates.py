"""Intervals against scipy, which is there with scikit-learn, and against laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest  # type: ignore[import-untyped]
from sklearn.metrics import f1_score

from filters.evaluation.rates import Estimate, f1_of, wilson

SHARES = st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(SHARES)
def test_wilson_is_what_scipy_says(share: tuple[int, int]) -> None:
    hits, total = share
    known = binomtest(hits, total).proportion_ci(0.95, method="wilson")
    ours = wilson(hits, total)
    assert ours.value == hits / total
    assert [ours.low, ours.high] == pytest.approx([known.low, known.high], abs=1e-12)


@given(SHARES)
def test_an_interval_holds_its_share_and_stays_in_bounds(share: tuple[int, int]) -> None:
    found = wilson(*share)
    assert found.value is not None and found.low is not None and found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_nothing_counted_is_no_rate() -> None:
    assert wilson(0, 0) == Estimate(None, None, None, 0, 0)
    assert f1_of(0, 0, 0).value is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=50))
def test_f1_is_what_scikit_learn_says(rows: list[tuple[bool, bool]]) -> None:
    labels, flags = [label for label, _ in rows], [flag for _, flag in rows]
    ours = f1_of(sum(label and flag for label, flag in rows), sum(flags), sum(labels))
    assert (ours.value or 0.0) == pytest.approx(f1_score(labels, flags, zero_division=0.0))


def test_f1_intervals_narrow_with_more_texts() -> None:
    few, many = f1_of(8, 10, 10), f1_of(800, 1000, 1000)
    assert few.value == pytest.approx(0.8) == many.value
    assert few.low is not None and many.low is not None and few.low < many.low < 0.8
