"""The public API is exactly what `__all__` says, and opens what a run made."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import forethought
import forethought.testing

RECIPE = Path(__file__).parents[2] / "recipes/ppc-replay.yaml"


def test_every_public_name_is_there() -> None:
    assert forethought.__all__ == sorted(forethought.__all__)
    assert all(getattr(forethought, name) is not None for name in forethought.__all__)


def test_the_testing_door_leads_to_the_fake() -> None:
    assert all(hasattr(forethought.testing, name) for name in forethought.testing.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        forethought.nonsense  # noqa: B018


def test_opening_a_dataset_that_is_not_there_says_what_is(tmp_path: Path) -> None:
    with pytest.raises(forethought.UserError, match="no dataset 'ppc'"):
        forethought.open("ppc", tmp_path).read()


def test_a_dataset_is_made_judged_again_and_exported_inside_a_running_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(RECIPE.parents[1])

    async def cell() -> None:
        made = forethought.run(RECIPE, ["problems.limit=20"], tmp_path)
        assert (made.version, made.statuses) == (0, {"accepted": 20})
        stricter = forethought.refilter("ppc-replay", ["filters.length.preplan=[1, 310]"], root=tmp_path, workers=1)
        assert (stricter.version, stricter.statuses["rejected"]) == (1, 20 - stricter.statuses["accepted"])
        written = forethought.export("ppc-replay", "trl-sft", tmp_path / "out", root=tmp_path, validation=0.2)
        assert sum(written.rows.values()) == stricter.statuses["accepted"] > 0 and len(written.rows) == 2
        told: Any = {"status": "all", "system": "Be brief.", "stratify": True, "keep_overlap": "all"}
        exam = str(Path("data/recordings/problems.jsonl"))
        whole = forethought.export("ppc-replay", "trl-sft", tmp_path / "all", root=tmp_path, against=exam, **told)
        assert sum(whole.rows.values()) == 20 == sum(kind["rows"] for kind in whole.overlaps)
        dry = forethought.push("ppc-replay", "team/x", "trl-grpo", root=tmp_path, dry_run=True, status="rejected")
        assert list(dry.rows) == ["trl-grpo"]
        with pytest.raises(forethought.UserError, match="5 is no share of rows"):
            forethought.export("ppc-replay", "trl-sft", tmp_path / "x", root=tmp_path, validation=5)

    asyncio.run(cell())


def test_errors_of_a_run_are_the_same_inside_a_running_loop(tmp_path: Path) -> None:
    async def cell() -> None:
        forethought.run(RECIPE, ["problems.path=nowhere.jsonl"], tmp_path)

    with pytest.raises(forethought.UserError, match="nowhere.jsonl"):
        asyncio.run(cell())


def test_an_interrupted_cell_ends_its_work_first() -> None:
    """A kernel's interrupt is a SIGINT to its main thread, which waits for the work's own."""
    program = """
import asyncio, signal, sys
from pipelines.blocking import block

async def work():
    print("asked", flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        print("answers kept", flush=True)

async def cell():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    block(work())

asyncio.run(cell())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"asked\n"
        process.send_signal(signal.SIGINT)
        told, error = process.communicate(timeout=300)
    assert told == b"answers kept\n" and b"KeyboardInterrupt" in error and process.returncode != 0
