"""A toy filter that scores a text by its digits, on texts whose outcome can be counted by hand."""

import asyncio
from collections.abc import Awaitable
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from filters.base import Filter, FilterSettings
from filters.evaluation.asking import trace_of, verdicts_on
from filters.evaluation.results import Evaluation, evaluate
from schemas.labelled import LabelledText
from schemas.trace import Trace
from schemas.verdict import Evidence, Verdict


def count_digits(trace: Trace, stage: str) -> Verdict:
    text = trace.text(stage) or ""
    digits = [place for place, character in enumerate(text) if character.isdigit()]
    spans = tuple(Evidence(stage, place, place + 1, text[place], "digit") for place in digits)
    passed = len(digits) <= 1
    return Verdict("digits", stage, passed, None if passed else "digits", len(digits), 1, evidence=spans)


class Digits(Filter):
    name: ClassVar[str] = "digits"

    def judge(self, trace: Trace, stage: str) -> Verdict:
        return count_digits(trace, stage)


class SlowDigits(Filter):
    """Answers every other text later, as a filter with a worker does."""

    name: ClassVar[str] = "slow_digits"

    def judge(self, trace: Trace, stage: str) -> Verdict | Awaitable[Verdict]:
        return self._later(trace, stage) if trace.problem.id in ("b", "d") else count_digits(trace, stage)

    async def _later(self, trace: Trace, stage: str) -> Verdict:
        await asyncio.sleep(0)
        return count_digits(trace, stage)


TEXTS = [
    LabelledText("a", "48 in all", True, "final"),
    LabelledText("b", "forty-eight", True, "words"),
    LabelledText("c", "120 + 8 = 128", True, "final"),
    LabelledText("d", "it takes 60 minutes", False, "constants"),
    LabelledText("e", "no digit", False, "plain"),
    LabelledText("f", "step 1", False, "plain"),
]


@pytest.fixture
def evaluation() -> Evaluation:
    return evaluate("digits", TEXTS, asyncio.run(verdicts_on(Digits(FilterSettings()), TEXTS)))


def test_rates_are_counted(evaluation: Evaluation) -> None:
    assert (evaluation.precision.hits, evaluation.precision.total) == (2, 3)
    assert (evaluation.recall.hits, evaluation.recall.total) == (2, 3)
    assert (evaluation.false_alarms.hits, evaluation.false_alarms.total) == (1, 3)
    assert evaluation.f1.value == pytest.approx(2 / 3)


def test_kinds_are_counted_leaks_first(evaluation: Evaluation) -> None:
    counted = [(rate.kind, rate.leak, rate.flagged.hits, rate.flagged.total) for rate in evaluation.kinds]
    assert counted == [("final", True, 2, 2), ("words", True, 0, 1), ("constants", False, 1, 1), ("plain", False, 0, 2)]


def test_a_pair_is_told_apart_by_its_leak_alone() -> None:
    def twins(name: str, clean: str, leak: str) -> list[LabelledText]:
        return [
            LabelledText(f"{name}c", clean, False, "k", pair=name),
            LabelledText(f"{name}l", leak, True, "k", pair=name),
        ]

    alone = LabelledText("z", "48", True, "k", pair="without a twin")
    texts = [*twins("told", "x", "48"), *twins("both", "48", "48"), *twins("none", "x", "y"), alone]
    found = evaluate("digits", texts, asyncio.run(verdicts_on(Digits(FilterSettings()), texts)))
    assert (found.pairs.hits, found.pairs.total) == (1, 3)


def test_the_sweep_flags_scores_above_each_threshold(evaluation: Evaluation) -> None:
    swept = [(point.threshold, point.recall.hits, point.false_alarms.hits) for point in evaluation.sweep]
    assert swept == [(0, 2, 2), (1, 2, 1), (2, 1, 0), (7, 0, 0)]
    at_own_threshold = evaluation.sweep[1]
    assert (at_own_threshold.recall, at_own_threshold.false_alarms) == (evaluation.recall, evaluation.false_alarms)


def test_the_ranking_is_the_share_of_pairs_in_order(evaluation: Evaluation) -> None:
    assert evaluation.ranking == pytest.approx((2.5 + 0.5 + 3) / 9)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=2, max_size=60))
def test_the_ranking_is_what_scikit_learn_says(rows: list[tuple[bool, int]]) -> None:
    texts = [LabelledText(str(number), "t", leak, "k") for number, (leak, _) in enumerate(rows)]
    verdicts = [Verdict("toy", "preplan", True, score=score, threshold=6) for _, score in rows]
    ours = evaluate("toy", texts, verdicts).ranking
    if len({leak for leak, _ in rows}) < 2:
        assert ours is None
    else:
        assert ours == pytest.approx(roc_auc_score(*zip(*rows, strict=True)))


def test_mistakes_alternate_and_begin_with_the_widest(evaluation: Evaluation) -> None:
    shown = [(mistake.text.id, mistake.missed, mistake.margin) for mistake in evaluation.mistakes]
    assert shown == [("b", True, 1), ("d", False, 1)]
    worse = [*TEXTS, LabelledText("g", "1 and 22 and 333", False, "plain")]
    again = evaluate("digits", worse, asyncio.run(verdicts_on(Digits(FilterSettings()), worse)))
    assert [mistake.text.id for mistake in again.mistakes] == ["b", "g", "d"]


def test_filters_that_wait_are_awaited_in_order() -> None:
    waited = asyncio.run(verdicts_on(SlowDigits(FilterSettings()), TEXTS))
    assert waited == asyncio.run(verdicts_on(Digits(FilterSettings()), TEXTS))


def test_verdicts_without_scores_have_no_sweep_and_no_ranking() -> None:
    verdicts = [Verdict("yes_no", "preplan", text.leak is False, "leak" if text.leak else None) for text in TEXTS]
    evaluation = evaluate("yes_no", TEXTS, verdicts)
    assert evaluation.sweep == () and evaluation.ranking is None and evaluation.mistakes == ()
    assert evaluation.f1.value == 1.0


def test_with_one_label_only_there_is_no_ranking() -> None:
    leaks = [text for text in TEXTS if text.leak]
    evaluation = evaluate("digits", leaks, asyncio.run(verdicts_on(Digits(FilterSettings()), leaks)))
    assert evaluation.ranking is None and evaluation.false_alarms.value is None
    assert evaluation.recall.hits == 2


def test_a_trace_has_the_stages_that_the_row_has() -> None:
    row = LabelledText("a", "text", True, "final", question="q", answer="4", solution="2+2", plan="add", execution="4")
    trace = trace_of(row)
    assert list(trace.stages) == ["preplan", "plan", "execution"]
    assert [trace.text(name) for name in ("preplan", "plan", "answer", "solution")] == ["text", "add", "4", "2+2"]
    assert list(trace_of(TEXTS[0]).stages) == ["preplan"]
