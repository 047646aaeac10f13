"""The refilter flow: the plain function, with a state that tells."""

from pathlib import Path

from prefect.client.schemas.objects import StateType

from flows.build_dataset import build_dataset
from flows.refilter_dataset import refilter_dataset
from store.dataset import Dataset
from tests.flows.test_build_dataset import RECIPE, overrides


async def test_a_flow_judges_again_and_says_what_is_wrong(tmp_path: Path) -> None:
    await build_dataset(str(RECIPE), overrides(tmp_path))
    again = await refilter_dataset("ppc-reference", ["filters.spoiler.max_score=0"], root=str(tmp_path))
    assert (again["before"], again["version"], again["rows"]) == (0, 1, 20)
    assert Dataset.at(tmp_path, "ppc-reference").latest().statuses == again["statuses"]
    state = await refilter_dataset("ppc-reference", ["problems.limit=1"], root=str(tmp_path), return_state=True)
    assert state.type is StateType.FAILED and state.message is not None and "cannot change 'problems'" in state.message
