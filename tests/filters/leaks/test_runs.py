"""Clauses that tell steps in a row, and clauses that only look like it."""

import pytest

from filters.leaks.gates import lines
from filters.leaks.runs import Run, own_cues, rows_of, run_cues, runs_of
from filters.leaks.tokens import tokenise


def found(text: str) -> list[Run]:
    said = lines(text)
    return runs_of(text, rows_of(tokenise(text).words, said), said)


def told(text: str) -> int:
    return max((run.told for run in found(text)), default=0)


@pytest.mark.parametrize(
    "text",
    [
        "Price the seats first, then the snacks, put both amounts together, and take the voucher off.",
        "We empty every crate, hand an equal part to each shop, and from such a part we remove the bruised ones.",
        "The rows are counted, the count is multiplied by the width, and half of the product is kept.",
        "The yield comes out by counting the trees, dropping the old ones, and pricing the harvest.",
        "Load over speed gives the time; that time, added to the start, gives the arrival; both get rounded.",
    ],
)
def test_a_recital_tells_three_steps_or_more_in_a_row(text: str) -> None:
    assert told(text) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "Pitfalls: adding the fares before halving them, or counting the driver twice.",
        "One should not divide by the number of shops, since the loss is per crate.",
        "The question asks for litres, but the rate is in gallons.",
        "A crate holds 24 bottles.",
        "",
    ],
)
def test_what_denies_or_states_tells_none(text: str) -> None:
    assert told(text) == 0


def test_a_run_goes_on_over_sentences_and_ends_with_a_paragraph() -> None:
    together = "Both widths are added. That sum is halved. The half is multiplied by the height."
    assert [(run.start, run.end) for run in found(together)] == [(0, 3)]
    apart = "Both widths are added.\n\nThat sum is halved."
    assert [(run.start, run.end) for run in found(apart)] == [(0, 1), (1, 2)]


def test_a_warning_ends_a_run() -> None:
    text = "Both widths are added. Never forget the height. That sum is halved."
    assert [(run.start, run.end) for run in found(text)] == [(0, 1), (2, 3)]


def test_cues_count_what_is_told() -> None:
    text = "Both widths are added, and that sum is halved."
    (run,) = found(text)
    assert (run.clauses, run.acts, run.told, run.points) == (2, 2, 2, 2)
    assert {"#run>1", "#run-acts>1", "#run-points>1", "#run-dense>4"} <= set(run_cues(run))
    assert "#run>2" not in run_cues(run)
    (row,) = rows_of(tokenise(text).words, lines(text))
    assert own_cues(row) == ["#acts>0", "#acts>1", "#act-points>0", "#act-points>1"]


def test_a_hostile_sentence_is_cut() -> None:
    assert told("add " * 5000) == 1
