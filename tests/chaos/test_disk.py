"""A disk that fills up under a run, and a journal that rots between two: what is asked again is only what was lost."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from schemas.errors import UserError
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, staged
from synth.journal_files import PAGE_BYTES, RESERVE_BYTES, journal_files
from tests.chaos.runs import LONG, Run, golds

PROBLEMS, ROUNDS = (600, 20) if LONG else (50, 1)


@pytest.mark.parametrize("small_disk", ["16m"], indirect=True)
async def test_a_run_on_a_disk_that_fills_up_keeps_every_answer_and_goes_on(tmp_path: Path, small_disk: Path) -> None:
    answers = golds(PROBLEMS)
    async with FakeServer(FakeSettings(responder=staged(answers=answers), log_limit=None)) as server:
        run = Run(tmp_path, server, root="small").prepare(answers)
        filler = small_disk / "filler"
        filler.write_bytes(bytes(free(small_disk) - RESERVE_BYTES - 600_000))
        with pytest.raises(UserError, match=r"(?i)free space|disk is full"):
            await run.here()
        assert not Dataset.at(run.datasets, "chaos").exists
        kept, asked = run.answers(), server.log.count()
        assert 0 < kept <= asked < 3 * PROBLEMS
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True, capture_output=True)
        result = await run.here()
        assert server.log.count() - asked == 3 * PROBLEMS - kept, "nothing that is on disk is asked for again"
    assert result.statuses == {"accepted": PROBLEMS} and result.usage["from_journal"] == kept


def free(place: Path) -> int:
    """Bytes that are left."""
    room = os.statvfs(place)
    return room.f_bavail * room.f_frsize


async def test_flipped_bits_in_the_journal_cost_the_answers_they_hit_and_no_row(tmp_path: Path) -> None:
    answers, draw = golds(PROBLEMS), random.Random(8)
    async with FakeServer(FakeSettings(responder=staged(answers=answers), log_limit=None)) as server:
        run = Run(tmp_path, server).prepare(answers)
        whole = await run.here()
        for _ in range(ROUNDS):
            flips = flip(run, draw, 6)
            asked = server.log.count()
            again = await run.here()
            repeated = server.log.count() - asked
            assert again.content_digest == whole.content_digest
            assert again.usage["from_journal"] + repeated == 3 * PROBLEMS
            assert repeated <= 3 * flips + PAGE_ROWS * flips, "a bit costs its row, or at worst its page's rows"
        assert len({row["question"] for row in run.rows()}) == len(run.rows()) == PROBLEMS


PAGE_ROWS = 8
"""Answers on one page of the journal, about."""


def flip(run: Run, draw: random.Random, count: int) -> int:
    """Flip bits behind the first page of the largest journal file."""
    path = max(journal_files(run.datasets / ".journal"), key=lambda file: file.stat().st_size)
    data = bytearray(path.read_bytes())
    for _ in range(count):
        data[draw.randrange(PAGE_BYTES, len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    return count
