"""What a flow run says in its state: the cause of a failure, what it made, and that it waited or was skipped."""

import asyncio
from pathlib import Path

import pytest
from prefect.artifacts import Artifact
from prefect.client.schemas.objects import StateType
from prefect.exceptions import CancelledRun

from flows import build_dataset as module
from flows.build_dataset import build_dataset
from schemas.errors import DatasetLockedError
from store.dataset import Dataset
from tests.flows.test_build_dataset import RECIPE, overrides


async def test_the_state_names_the_cause_in_one_line(tmp_path: Path) -> None:
    state = await build_dataset(str(RECIPE), overrides(tmp_path, "filters.spoler={}"), return_state=True)
    assert state.type is StateType.FAILED and state.message is not None
    assert "'spoiler'" in state.message and "\n" not in state.message and "Traceback" not in state.message


async def test_the_state_says_what_was_made_or_that_nothing_was_new(tmp_path: Path) -> None:
    settings = overrides(tmp_path, "dataset.mode=top_up")
    first = await build_dataset(str(RECIPE), settings, return_state=True)
    assert first.message is not None and first.message.startswith("ppc-reference, version 0: 20 problems generated; ")
    again = await build_dataset(str(RECIPE), settings, return_state=True)
    assert again.message == "ppc-reference: Nothing new: version 0 stands."
    artifact = await Artifact.aget("ppc-reference-result")
    assert artifact is not None and "problems were generated" not in str(artifact.data)
    assert again.type is StateType.COMPLETED and len(Dataset.at(tmp_path, "ppc-reference").versions()) == 1


async def test_a_run_that_finds_its_dataset_locked_is_skipped_or_fails_as_it_was_told(tmp_path: Path) -> None:
    with Dataset.at(tmp_path, "ppc-reference").lock("somebody"):
        state = await build_dataset(str(RECIPE), overrides(tmp_path), "skip", return_state=True)
        assert (state.type, state.name) == (StateType.CANCELLED, "Skipped")
        assert state.message is not None and "written by run somebody" in state.message
        with pytest.raises(CancelledRun, match="Skipped"):
            await build_dataset(str(RECIPE), overrides(tmp_path), "skip")
        with pytest.raises(DatasetLockedError):
            await build_dataset(str(RECIPE), overrides(tmp_path))
    assert not Dataset.at(tmp_path, "ppc-reference").exists


async def test_a_run_waits_until_its_dataset_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCK_POLL_S", 0.05)
    with Dataset.at(tmp_path, "ppc-reference").lock("somebody"):
        run = asyncio.ensure_future(build_dataset(str(RECIPE), overrides(tmp_path), "wait"))
        await asyncio.sleep(2)
        assert not run.done()
    assert (await asyncio.wait_for(run, 300))["version"] == 0
