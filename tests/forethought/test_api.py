"""The public API is exactly what `__all__` says, and opens what a run made."""

from pathlib import Path

import pytest

import forethought
import forethought.testing


def test_every_public_name_is_there() -> None:
    assert forethought.__all__ == sorted(forethought.__all__)
    assert all(getattr(forethought, name) is not None for name in forethought.__all__)


def test_the_testing_door_leads_to_the_fake() -> None:
    assert all(hasattr(forethought.testing, name) for name in forethought.testing.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        forethought.nonsense  # noqa: B018


def test_opening_a_dataset_that_is_not_there_says_what_is(tmp_path: Path) -> None:
    with pytest.raises(forethought.UserError, match="no dataset 'ppc'"):
        forethought.open("ppc", tmp_path).read()
