"""Runs in processes of their own, and what they start: how far they are, and what they leave."""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

PROGRAM = """
import asyncio, json, sys
from dataclasses import asdict
from pathlib import Path
from pipelines.build import run_build
from store.recipe_file import read_recipe

recipe, *overrides = sys.argv[1:]
print(json.dumps(asdict(asyncio.run(run_build(read_recipe(Path(recipe), overrides), recipe)))))
"""
"""A run without Prefect, whose server takes longer to start than these runs."""


def wait_for(found: Callable[[], int], process: subprocess.Popen[str], count: int = 1) -> int:
    """Wait until there are so many, and return their number."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        if (number := found()) >= count:
            return number
        time.sleep(0.02)
    raise AssertionError("it did not come so far")


def wait_for_answers(process: subprocess.Popen[str], root: Path, count: int) -> int:
    """Wait until so many answers are on disk, and return their number."""
    return wait_for(lambda: answers_on_disk(root), process, count)


def answers_on_disk(root: Path) -> int:
    total = 0
    for path in root.rglob("answers-*.sqlite"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal, suppress(sqlite3.OperationalError):
            # what fails is a journal that is just being made
            total += journal.execute("SELECT count(*) FROM answers").fetchone()[0]
    return total


def family(owner: int) -> set[int]:
    """A process and all its descendants."""
    parents = {int(path.name): parent_of(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found = {owner}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def engines_of(owner: int) -> list[int]:
    """The engine's processes among the descendants of a process."""
    return descendants(owner, b"VLLM::")


def descendants(owner: int, mark: bytes) -> list[int]:
    """Descendants with this in their command line."""
    return [pid for pid in family(owner) - {owner} if mark in command_line(pid)]


def alive(pids: Iterable[int]) -> list[int]:
    """Those that still run."""
    return [pid for pid in pids if command_line(pid)]


def command_line(pid: int) -> bytes:
    """Empty for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
