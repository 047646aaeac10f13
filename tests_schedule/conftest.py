"""What these tests share: a Prefect home of their own, problems that grow, an endpoint that answers, and processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from synth.fake import FakeServer, FakeSettings, staged
from tests.interrupts import hear_ctrl_c

hear_ctrl_c()

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def question(number: int) -> str:
    return f"A shop has {number} shelves with 3 lamps each. How many lamps is that?"


GOLDS = {question(number): str(3 * number) for number in range(1, 200)}


class Command:
    """A process of ours with what it says, stopped in the end by its id."""

    def __init__(self, *command: object, folder: Path, environment: dict[str, str]) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    def wait_for(self, word: str, within_s: float = 180) -> str:
        """The first line that holds a word."""
        found = until(lambda: next((line for line in self.said if word in line), None), within_s)
        assert found is not None, (word, self.said)
        return found

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        try:
            code = self.process.wait(90)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join(10)
        return code


def until(look: Callable[[], T | None], within_s: float) -> T | None:
    """What a look finds, as soon as it finds something."""
    deadline = time.monotonic() + within_s
    while (found := look()) is None and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Without a server, with an empty Prefect home; port 4200 may be anybody's, so another one is Prefect's here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    kept["PREFECT_SERVER_API_PORT"] = str(free_port())
    kept["PREFECT_WORKER_QUERY_SECONDS"] = "2"
    return {**kept, "PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def endpoint() -> Iterator[FakeServer]:
    with FakeServer(FakeSettings(responder=staged(answers=GOLDS))).in_thread() as server:
        yield server


@pytest.fixture
def recipe(tmp_path: Path, endpoint: FakeServer) -> Path:
    """A recipe beside its problems, whose paths hold from `tmp_path`."""
    text = f"""
name: nights
pipeline: ppc
problems: {{path: problems.jsonl}}
generators: {{default: {{kind: openai, base_url: '{endpoint.base_url}', model: fake}}}}
filters: {{length: {{preplan: [1, 1500]}}}}
dataset: {{root: datasets}}
"""
    (tmp_path / "nights.yaml").write_text(text, encoding="utf-8")
    write_problems(tmp_path, range(1, 21))
    return Path("nights.yaml")


def write_problems(folder: Path, numbers: range) -> None:
    """Append problems to the source, as a nightly export of them would."""
    with (folder / "problems.jsonl").open("a", encoding="utf-8") as file:
        for number in numbers:
            print(json.dumps({"id": f"n{number}", "question": question(number), "answer": str(3 * number)}), file=file)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
