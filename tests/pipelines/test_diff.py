"""Versions compared: laws on made-up rows, then a real pair of versions."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.build import run_build
from pipelines.diff import RowMark, diff, most_frequent, row_changes
from pipelines.refilter import refilter
from pipelines.refilter_recipe import changed_recipe
from store.dataset import Dataset
from tests.pipelines.test_refilter import shipped

REASONS = st.lists(st.sampled_from(["spoiler:a", "answer:b", "length:c"]), max_size=2, unique=True).map(tuple)
MARKS = st.builds(
    RowMark,
    st.integers(0, 15).map(lambda n: f"p{n}/0"),
    st.sampled_from(["accepted", "rejected", "failed"]),
    REASONS,
    st.sampled_from([b"x", b"y"]),
)
VERSIONS = st.lists(MARKS, max_size=16, unique_by=lambda mark: mark.trace_id)


@given(VERSIONS, VERSIONS)
def test_every_row_is_counted_once(first: list[RowMark], second: list[RowMark]) -> None:
    changes = row_changes(iter(first), iter(second))
    left, right = {mark.trace_id for mark in first}, {mark.trace_id for mark in second}
    assert sum(change.count for change in changes.added.values()) == len(right - left)
    assert sum(change.count for change in changes.removed.values()) == len(left - right)
    moved = sum(change.count for change in changes.status.values())
    assert changes.same + moved <= len(left & right)
    if first == second:
        assert changes.same == len(first) and not (changes.status or changes.reasons_gained or changes.rewritten.count)


@given(VERSIONS, VERSIONS)
def test_the_way_back_is_the_mirror_image(first: list[RowMark], second: list[RowMark]) -> None:
    there, back = row_changes(iter(first), iter(second)), row_changes(iter(second), iter(first))
    assert there.same == back.same and there.rewritten.count == back.rewritten.count
    assert {k: c.count for k, c in there.added.items()} == {k: c.count for k, c in back.removed.items()}
    gained = {k: c.count for k, c in there.reasons_gained.items()}
    assert gained == {k: c.count for k, c in back.reasons_lost.items()}


async def test_a_stricter_filter_shows_as_what_it_is(tmp_path: Path) -> None:
    recipe = shipped("ppc-replay", tmp_path, "problems.limit=20")
    await run_build(recipe, "r")
    dataset = Dataset.at(tmp_path, recipe.name)
    refilter(dataset, changed_recipe(dataset.latest(), "v0", ["filters.spoiler.max_score=0"]))
    found = diff(dataset.read(0), dataset.read(1))
    moved = found.changes.status["accepted -> rejected"].count
    assert moved == found.statuses["rejected"][1] > 0 and found.statuses["accepted"][1] == 20 - moved
    assert [name for name, _ in most_frequent(found.changes.reasons_gained)] == ["spoiler:score_above_threshold"]
    assert found.recipe == {"filters.spoiler.max_score": (2, 0)} and not found.changes.rewritten.count
    assert not found.same_content and diff(dataset.read(1), dataset.read(1)).same_content
