"""A Prefect of the tests' own: a temporary home, one server for the session."""

from collections.abc import Iterator

import flows.quiet  # noqa: F401  (before prefect)
import pytest
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session", autouse=True)
def prefect_home() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=90):
        yield
