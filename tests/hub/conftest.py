"""One fake Hub and one pushing child for a module; tests use repositories of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.fake_hub import FakeHub, HubUser
from tests.hub.pushing import TOKEN, Pusher, pusher
from tests.pipelines.exporting import dataset, row

USERS = {
    TOKEN: HubUser("tester", ("team",)),
    "hf_reader": HubUser("reader", ("team",), "read"),
    "hf_other": HubUser("x"),
}


@pytest.fixture(scope="module")
def hub() -> Iterator[FakeHub]:
    hub = FakeHub(USERS)
    with hub.running():
        yield hub


@pytest.fixture(scope="module")
def pushes(hub: FakeHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pusher]:
    with pusher(hub.url, tmp_path_factory.mktemp("home")) as child:
        yield child


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    dataset(folder, [row(number) for number in range(30)])
    return folder
