"""Who is compared, and how each is started, timed and, where a scenario wants it, killed."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE_S = 180.0
"""After so long a run counts as hung and is killed."""


@dataclass(frozen=True)
class Contender:
    """One tool."""

    name: str
    """With its version."""
    script: str
    """`run_<script>.py`."""
    python: Path
    """Of its environment."""

    @property
    def missing(self) -> str:
        """Why it cannot run, where its environment is not there."""
        log = self.python.parents[1].with_suffix(".log")
        told = log.read_text(encoding="utf-8").strip().splitlines() if log.exists() else []
        return told[-1] if told else "its environment is not there (make bench-peers makes it)"


def _peer(name: str, script: str) -> Contender:
    return Contender(name, script, ROOT / ".venv-peers" / script / "bin" / "python")


CONTENDERS = (
    Contender("bare aiohttp loop", "bare", Path(sys.executable)),
    Contender("forethought", "ours", Path(sys.executable)),
    _peer("curator 0.1.31", "curator"),
    _peer("data-designer 0.9.6", "designer"),
    _peer("distilabel 1.5.3", "distilabel"),
)


@dataclass(frozen=True)
class Ran:
    """One process, from start to end."""

    seconds: float
    cpu: float
    """Seconds of CPU of it and its children."""
    rows: list[tuple[str, str | None]]
    """Prompt and text of what came out."""
    trouble: str
    """Why it did not end well; empty if it did."""

    @property
    def good(self) -> int:
        """Rows with a text."""
        return sum(text is not None for _, text in self.rows)


def launch(
    one: Contender,
    base_url: str,
    prompts: Path,
    folder: Path,
    in_flight: int,
    kill_when: Callable[[], bool] | None = None,
) -> Ran:
    """Run a contender over some prompts; its folder keeps what it keeps from one run to the next."""
    out, work = folder / "out.jsonl", folder / "work"
    out.unlink(missing_ok=True)
    work.mkdir(exist_ok=True)
    told = {"--base-url": base_url, "--prompts": prompts, "--out": out, "--work": work, "--in-flight": in_flight}
    command = [one.python, HERE / f"run_{one.script}.py", *(str(word) for pair in told.items() for word in pair)]
    ours = {"PYTHONPATH": str(ROOT)} if one.python == Path(sys.executable) else {"PYTHONPATH": ""}
    with tempfile.TemporaryFile("w+") as said:
        start, before = time.monotonic(), _children_cpu()
        child = subprocess.Popen(
            list(map(str, command)),
            env={**os.environ, **ours},
            stdout=said,
            stderr=said,
            start_new_session=True,
            cwd=work,
        )
        try:
            hung = _wait(child, kill_when)
        finally:
            if child.poll() is None:
                _kill(child)
        seconds, cpu = time.monotonic() - start, _children_cpu() - before
        said.seek(0)
        last = _last_error(said.read())
    rows = [(row["prompt"], row["text"]) for row in map(json.loads, out.open())] if out.exists() else []
    trouble = f"hung, killed after {PATIENCE_S:.0f} s" if hung else f"exit {child.returncode}: {last}"
    return Ran(seconds, cpu, rows, trouble if hung or child.returncode else "")


def _last_error(said: str) -> str:
    """The line that names the first exception, without any path; tools of several processes trail others after it."""
    lines = [line for line in said.splitlines() if re.match(r"[\w.]*(Error|Exception)\b", line)] or said.splitlines()[
        -1:
    ]
    return re.sub(r"/\S*/", "", lines[0])[:120] if lines else "it said nothing"


def _wait(child: "subprocess.Popen[bytes]", kill_when: Callable[[], bool] | None) -> bool:
    """Wait for the end, or bring it about with all it has started; True if it never came."""
    deadline = time.monotonic() + PATIENCE_S
    while child.poll() is None and time.monotonic() < deadline:
        if kill_when is not None and kill_when():
            _kill(child)
            return False
        time.sleep(0.01)
    if child.returncode is not None:
        return False
    _kill(child)
    return True


def _kill(child: "subprocess.Popen[bytes]") -> None:
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _children_cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
