"""Pushes through the real client to a fake Hub, in a child process: the client reads HF_ENDPOINT once, at import."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TOKEN = "hf_rehearsal"
CHILD = """
import json, os, sys
from dataclasses import asdict
from pipelines.push import push_dataset
from pipelines.push_plan import PushOptions
from pipelines.split import SplitSettings
from schemas.errors import UserError
from store.dataset import Dataset

for line in sys.stdin:
    told = json.loads(line)
    os.environ["HF_TOKEN"] = told.pop("token")
    name, root = told.pop("name"), told.pop("root")
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    try:
        result = push_dataset(Dataset.at(root, name), PushOptions(**given, split=SplitSettings(0.2)))
        answer = {"result": asdict(result)}
    except UserError as error:
        answer = {"error": error.message}
    print(json.dumps(answer), flush=True)
"""


def environment(endpoint: str, home: Path, token: str | None = TOKEN) -> dict[str, str]:
    """What a process needs to take the fake for the Hub, and nobody's real login for its own."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING_FACE"))}
    mine |= {"HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(home), "PYTHONPATH": str(ROOT)}
    mine |= {"HF_HUB_DISABLE_TELEMETRY": "1", "COLUMNS": "160", "NO_COLOR": "1"}
    return {**mine, **({"HF_TOKEN": token} if token else {})}


@dataclass(frozen=True)
class Pusher:
    """A child process that pushes what it is told."""

    process: "subprocess.Popen[str]"

    def ask(self, root: Path, repository: str, token: str = TOKEN, **options: Any) -> dict[str, Any]:
        """`{"result": ...}` or `{"error": sentence}`."""
        told = {"name": "toy", "root": str(root), "repository": repository, "token": token, **options}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the child died"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def push(self, root: Path, repository: str, **options: Any) -> dict[str, Any]:
        """The result of a push that goes well."""
        answer = self.ask(root, repository, **options)
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def refusal(self, root: Path, repository: str, **options: Any) -> str:
        """The sentence of a push that does not."""
        return str(self.ask(root, repository, **options)["error"])


@contextmanager
def pusher(endpoint: str, home: Path) -> Iterator[Pusher]:
    """The child, until the block ends."""
    command = [sys.executable, "-c", CHILD]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(endpoint, home), stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Pusher(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(300)


def program(endpoint: str, home: Path, *arguments: str | Path, token: str | None = TOKEN) -> "subprocess.Popen[str]":
    """`forethought push` as a process of its own."""
    command = [str(Path(sys.executable).parent / "forethought"), "push", "toy", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(endpoint, home, token), stdout=pipe, stderr=pipe, text=True
    )
