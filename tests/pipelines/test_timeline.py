"""However long a run is, its timeline is short and loses no trace."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.timeline import SLICES, Timeline


@given(st.lists(st.floats(0, 100_000), max_size=60).map(sorted))
def test_every_trace_is_counted_in_few_slices(times: list[float]) -> None:
    timeline = Timeline()
    for count, moment in enumerate(times):
        timeline.add(moment, lambda: (100 * count, count / 10))  # noqa: B023
    told = timeline.told()
    assert sum(told["finished"]) == len(times) and len(told["finished"]) <= SLICES
    assert len(told["finished"]) == len(told["tokens"]) == len(told["cost_usd"])
    assert told["tokens"] == sorted(told["tokens"])
    if times:
        assert (len(told["finished"]) - 1) * told["slice_s"] <= times[-1] < len(told["finished"]) * told["slice_s"]
