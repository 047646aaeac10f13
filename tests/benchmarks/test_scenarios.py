"""The benchmark's own arithmetic, and that a scenario runs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import results
from benchmarks.free_client import seconds
from benchmarks.outcome import COLUMNS, Outcome, markdown
from benchmarks.run_all import SCENARIOS, chosen
from benchmarks.scenarios import a_requests

LATENCIES = st.lists(st.lists(st.floats(0.01, 5), min_size=1, max_size=3), min_size=1, max_size=20)


@given(LATENCIES, st.integers(1, 8))
def test_a_free_client_needs_at_least_the_ideal_and_the_longest_chain(chains: list[list[float]], slots: int) -> None:
    needed, total = seconds(chains, slots, 2 * slots), sum(map(sum, chains))
    assert needed >= max(total / slots, max(map(sum, chains))) - 1e-9
    assert needed <= total + 1e-9


def test_a_free_client_keeps_all_slots_full_while_there_is_work() -> None:
    assert seconds([[1.0, 1.0]] * 8, 4, 8) == pytest.approx(4.0)
    assert seconds([[1.0], [3.0], [1.0], [1.0]], 2, 4) == pytest.approx(3.0)


def test_a_scenario_tells_ideal_raw_ours_and_whether_its_bar_is_met() -> None:
    (told,) = a_requests.outcomes(quick=True)
    assert told.ideal == 1.0 and told.raw is not None and told.ours > told.ideal and told.raw > told.ideal
    assert told.cpu_raw is not None and told.cpu_ours is not None and 0 < told.cpu_raw < told.cpu_ours
    assert told.met == (told.ours <= 1.15 * told.raw and told.ours <= 1.25)


def test_a_line_without_ideal_or_raw_has_dashes() -> None:
    line = Outcome(scenario="G", what="x", ours=3210.4, bar="at least 3,000", met=True)
    assert (
        markdown([line]).splitlines()[-1] == "| G | x | s | - | - | 3,210 | - | - | - | - | at least 3,000 | yes |  |"
    )
    assert len(COLUMNS) == len(line.cells())


def test_a_section_replaces_its_namesake_and_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.md")
    results.write_section("components", "## Components\n\nold")
    results.write_section("scenarios", "## Scenarios")
    text = results.write_section("components", "## Components\n\nnew").read_text(encoding="utf-8")
    assert "old" not in text and text.index("## Scenarios") < text.index("new")


def test_a_choice_of_scenarios_is_theirs_alone() -> None:
    assert chosen("A, B") == (["A", "B"], [])
    assert chosen(None) == (list(SCENARIOS), ["components", "scale"]) and chosen("scale") == ([], ["scale"])
    with pytest.raises(SystemExit):
        chosen("A,Z")
