"""Rare garbage collection ends with the run that asked for it."""

import gc

import pytest

from pipelines.collector import MIDDLE, OLD, YOUNG, rare_collections


def test_collections_are_rare_within_and_as_before_after_it() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(KeyError), rare_collections():
        assert gc.get_threshold() == (YOUNG, MIDDLE, OLD) and gc.get_freeze_count() > frozen
        raise KeyError
    assert gc.get_threshold() == before and gc.get_freeze_count() == 0
