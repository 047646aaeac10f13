"""A Prefect of the tests' own: a temporary home, one server for the session."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

import flows.quiet  # noqa: F401, I001  (before prefect)

os.environ.pop("PREFECT_LOGGING_LEVEL", None)  # the quiet of this process is not that of the commands it starts

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prefect's client leaves sockets to the garbage collector; that is not ours to fail for."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session", autouse=True)
def prefect_home() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.fixture(autouse=True)
def collect_sockets() -> Iterator[None]:
    """Have them collected here rather than in somebody else's test."""
    yield
    gc.collect()
