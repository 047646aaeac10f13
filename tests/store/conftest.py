"""A root on an object store, one server for each module that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.object_server import ROOT, environment, s3


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3() as url:
        yield url


@pytest.fixture
def root(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A root of the test's own, and a work folder for it."""
    environment(monkeypatch, server, tmp_path / "here")
    return f"{ROOT}/{tmp_path.name}"
