"""What a notebook asks of a dataset: every answer holds against the rows themselves."""

import asyncio
from pathlib import Path

import pytest
from rich.console import Console

import forethought
from forethought.opened import OpenDataset
from pipelines.build import run_build
from pipelines.refilter import refilter
from pipelines.refilter_recipe import changed_recipe
from tests.pipelines.test_refilter import shipped


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> OpenDataset:
    """Recorded preplans of a large model, judged with a tight window so that some are rejected."""
    folder = tmp_path_factory.mktemp("opened")
    tight = ("filters.length.preplan=[1, 310]", "stages.preplan.retries=0")
    asyncio.run(run_build(shipped("ppc-replay", folder, "problems.limit=30", *tight), "r"))
    return forethought.open("ppc-replay", folder)


def test_the_funnel_narrows_from_problems_to_accepted(dataset: OpenDataset) -> None:
    steps = dataset.funnel()
    assert list(steps.index[:3]) == ["problems", "traces", "answered"] and steps.index[-1] == "accepted"
    assert (steps["left"].diff().dropna() <= 0).all()
    assert steps["lost"].sum() == steps["left"]["traces"] - steps["left"]["accepted"]
    assert (steps["alone"] >= steps["lost"]).all()
    assert steps["left"]["accepted"] == dataset.latest().statuses["accepted"] < 30


def test_verdicts_are_one_row_each(dataset: OpenDataset) -> None:
    verdicts, rows = dataset.verdicts(), dataset.to_pandas(columns=["trace_id", "verdicts"])
    assert len(verdicts) == sum(len(each) for each in rows["verdicts"])
    long = verdicts[(verdicts["filter"] == "length") & ~verdicts["passed"]]
    assert set(long["reason"]) == {"too_long"} and (long["score"] > long["threshold"]).all()
    assert set(dataset.verdicts(status="accepted")["status"]) == {"accepted"}


def test_the_curve_tells_what_a_refilter_would_make(dataset: OpenDataset, tmp_path: Path) -> None:
    curve = dataset.what_if("spoiler")
    assert list(curve.index) == sorted(curve.index) and curve.is_monotonic_increasing
    assert curve.attrs["threshold"] == 2
    for threshold, accepted in curve.items():
        changed = changed_recipe(dataset.read(0).info, "v0", [f"filters.spoiler.max_score={int(threshold)}"])
        assert refilter(dataset, changed, 0).statuses["accepted"] == accepted


def test_a_curve_that_cannot_be_drawn_says_why(dataset: OpenDataset) -> None:
    with pytest.raises(forethought.UserError, match="unknown filter 'spoilr'. Did you mean 'spoiler'"):
        dataset.what_if("spoilr")
    with pytest.raises(forethought.UserError, match="gives no scores"):
        dataset.what_if("truncated")


def test_a_row_explains_itself(dataset: OpenDataset) -> None:
    trace_id = dataset.to_pandas(status="rejected")["trace_id"].iloc[0]
    told = dataset.explain(trace_id)
    assert repr(told) == f"<{trace_id}: rejected (length:too_long)>" and told.reasons == ["length:too_long"]
    assert told.stages == ("preplan", "plan", "execution") and len(told.verdicts()) > 5
    page = told._repr_html_()
    assert page.count("<h4>") == 6 and "too_long" in page and "<script" not in page
    console = Console(width=120, record=True)
    console.print(told)
    assert trace_id in console.export_text()


def test_a_dataset_shows_its_versions(dataset: OpenDataset, tmp_path: Path) -> None:
    assert "<td>30</td>" in dataset._repr_html_()
    assert "no version yet" in forethought.open("nothing", tmp_path)._repr_html_()
