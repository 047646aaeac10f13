"""A Hub on loopback with the one dataset that readers are tested on."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from store.fake_hub import FakeHub, Repository

NAME, FILE = "team/toy", "train.jsonl"


@contextmanager
def hub(content: bytes) -> Iterator[FakeHub]:
    """A running Hub whose dataset `team/toy` holds `content` as JSON lines, on main and under the tag v1."""
    toy = Repository(NAME)
    line = {"key": "file", "value": {"path": FILE, "content": base64.b64encode(content).decode()}}
    toy.tags["v1"] = toy.apply("main", [line], {}).oid
    served = FakeHub(repositories={NAME: toy})
    with served.running():
        yield served
