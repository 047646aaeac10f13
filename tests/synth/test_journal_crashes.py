"""The journal after kill -9, torn files, flipped bits and full disks: what put() promised is there, and only that."""

import asyncio
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import UserError
from schemas.request import Completion
from synth.journal import Journal
from synth.journal_files import PAGE_BYTES, journal_files
from synth.journal_rows import Answer, Key
from tests.synth.asking import question

WRITER = """
import asyncio, os, sys
from pathlib import Path
from schemas.request import Completion
from synth.journal import Journal
from synth.journal_rows import Answer, Key
from tests.synth.asking import question

async def write(journal, name):
    for number in range(100_000):
        request = question(f"{name} {number}")
        await journal.put(Answer(Key.of(request), request, Completion(f"answer {name} {number} " + "x" * 2000)))
        print(f"{name} {number}", flush=True)

async def main():
    journal = Journal(Path(sys.argv[1]))
    await asyncio.gather(*(write(journal, f"{os.getpid()}w{n}") for n in range(8)))

asyncio.run(main())
"""
"""Puts answers for ever and says which of them are on disk."""


def text_of(name: str) -> str:
    return f"answer {name} " + "x" * 2000


async def written(folder: Path, names: list[str]) -> None:
    with Journal(folder) as journal:
        requests = [question(name) for name in names]
        answers = [
            Answer(Key.of(request), request, Completion(text_of(name)))
            for name, request in zip(names, requests, strict=True)
        ]
        await asyncio.gather(*map(journal.put, answers))


def found(folder: Path, names: list[str]) -> list[str]:
    """Which answers are found; every one that is must be right."""
    with Journal(folder) as journal:
        answers = {name: journal.find(Key.of(question(name))) for name in names}
    wrong = [name for name, answer in answers.items() if answer is not None and answer.text != text_of(name)]
    assert not wrong
    return [name for name, answer in answers.items() if answer is not None]


def killed_writer(folder: Path, answers: int) -> list[str]:
    """Let a process write until it has said so many times that an answer is on disk, then kill it."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        said = [line for line, _ in zip(process.stdout, range(answers), strict=False)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.parametrize("answers", [1, 37, 400, 1500])
def test_a_killed_process_loses_nothing_that_put_returned(tmp_path: Path, answers: int) -> None:
    said = killed_writer(tmp_path, answers)
    assert len(said) >= answers
    assert found(tmp_path, said) == said
    assert len(journal_files(tmp_path)) == 1, "the next writer goes on in the killed one's file"


def test_killed_again_and_again(tmp_path: Path) -> None:
    said: list[str] = []
    for answers in (5, 50, 500):
        said += killed_writer(tmp_path, answers)
    assert found(tmp_path, said) == said


NAMES = [str(number) for number in range(400)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal that tests copy before they damage it."""
    folder = tmp_path_factory.mktemp("sound")
    asyncio.run(written(folder, NAMES))
    return folder


def damaged_copy(sound: Path, target: Path) -> Path:
    shutil.copytree(sound, target)
    return journal_files(target)[0]


@pytest.mark.parametrize("share", [0.999, 0.9, 0.5, 0.1])
def test_a_torn_end_costs_only_what_was_torn_off(sound: Path, tmp_path: Path, share: float) -> None:
    path = damaged_copy(sound, tmp_path / "torn")
    size = int(path.stat().st_size * share)
    with path.open("r+b") as file:
        file.truncate(size)
    kept = found(path.parent, NAMES)
    assert len(kept) >= 0.9 * share * len(NAMES) - 10
    assert share > 0.99 or list(path.parent.glob("answers-0000.damaged-*.sqlite"))


@pytest.mark.parametrize("seed", range(30))
def test_a_flipped_bit_costs_a_few_answers_at_most_and_never_changes_one(
    sound: Path, tmp_path: Path, seed: int
) -> None:
    path, draw = damaged_copy(sound, tmp_path / "flipped"), random.Random(seed)
    data = bytearray(path.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    assert len(found(path.parent, NAMES)) >= len(NAMES) - 8
    assert len(found(path.parent, NAMES)) >= len(NAMES) - 8, "and so it stays"


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_first_page_costs_nothing(sound: Path, tmp_path: Path, seed: int) -> None:
    path, draw = damaged_copy(sound, tmp_path / "header"), random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(20):
        data[draw.randrange(PAGE_BYTES)] = draw.randrange(256)
    path.write_bytes(data)
    assert len(found(path.parent, NAMES)) == len(NAMES)


def test_a_file_of_garbage_is_set_aside(sound: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = damaged_copy(sound, tmp_path / "garbage")
    path.write_bytes(random.Random(0).randbytes(100_000))
    assert found(path.parent, NAMES) == []
    assert "was damaged: 0 rows are kept" in caplog.text
    asyncio.run(written(path.parent, ["new"]))
    assert found(path.parent, ["new"]) == ["new"]


def test_a_torn_log_costs_its_tail_only(tmp_path: Path) -> None:
    said = killed_writer(tmp_path, 300)
    log = journal_files(tmp_path)[0].with_name("answers-0000.sqlite-wal")
    whole = log.stat().st_size
    with log.open("r+b") as file:
        file.truncate(whole - PAGE_BYTES // 2)
    kept = found(tmp_path, said)
    assert len(said) - 30 <= len(kept) < len(said) + 1


def test_a_repair_that_was_killed_is_done_again(sound: Path, tmp_path: Path) -> None:
    path = damaged_copy(sound, tmp_path / "killed")
    path.replace(path.with_suffix(".salvage"))  # as if killed right after it was set aside
    path.with_suffix(".fresh").write_bytes(b"half a file")
    assert found(path.parent, NAMES) == NAMES


def test_damage_found_while_reading_is_a_miss_and_not_a_crash(sound: Path, tmp_path: Path) -> None:
    path = damaged_copy(sound, tmp_path / "later")
    with Journal(path.parent) as own, Journal(path.parent) as other:
        assert other.find(Key.of(question("1")))
        data = bytearray(path.read_bytes())
        data[PAGE_BYTES:] = bytes(len(data) - PAGE_BYTES)
        path.write_bytes(data)
        assert [other.find(Key.of(question(name))) for name in NAMES[300:]] == [None] * 100
        assert own is not other


@pytest.mark.parametrize("small_disk", ["8m"], indirect=True)
async def test_a_full_disk_loses_nothing_that_was_paid_for(small_disk: Path) -> None:
    journal, kept = Journal(small_disk / "j"), 0
    try:
        while True:  # like the asker: look first, then pay, then put
            journal.raise_if_full()
            batch = [question(f"{kept} {n}") for n in range(16)]
            await asyncio.gather(
                *(journal.put(Answer(Key.of(r), r, Completion(text_of(r.messages[1].content)))) for r in batch)
            )
            kept += 1
    except UserError as error:
        assert "Free space" in str(error)
    finally:
        journal.close()
    names = [f"{batch} {n}" for batch in range(kept) for n in range(16)]
    db = sqlite3.connect(f"{journal_files(small_disk / 'j')[0].as_uri()}?mode=ro", uri=True)
    (rows,) = db.execute("SELECT count(*) FROM answers").fetchone()
    db.close()
    assert kept > 10 and rows == len(names)
