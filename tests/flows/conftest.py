"""Prefect as these tests need it: one server for all of them, and its sockets collected."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import flows.quiet  # noqa: F401  (before prefect)

os.environ.pop("PREFECT_LOGGING_LEVEL", None)  # the quiet of this process is not that of the commands it starts

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prefect's client leaves sockets to the garbage collector; that is not ours to fail for."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session", autouse=True)
def prefect_server(prefect_api: str) -> None:
    """Flows of this process run against it."""


@pytest.fixture(autouse=True)
def collect_sockets() -> Iterator[None]:
    """Have them collected here rather than in somebody else's test."""
    yield
    gc.collect()
