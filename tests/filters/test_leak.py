"""The combined detector: what it flags, what it leaves alone, and that its model is safe and reproducible."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from filters.leak import LeakFilter, LeakSettings
from filters.leaks.model import FORMAT, load_model, save_model
from filters.leaks.training import train
from schemas.errors import UserError
from schemas.labelled import LabelledText
from store.labelled_texts import read_labelled_texts
from tests.filters.conftest import TraceOf

BENCHMARK = Path(__file__).parents[2] / "benchmarks/leaks/preplans.jsonl"
QUESTION = "Ana fills 6 boxes with 16 pens each and gives half of all pens away. How many pens does she keep?"
CLEAN = """This is a word problem about equal groups. The number of boxes and of pens in each are given, and a part of
the whole is given away.

The answer must be a whole number of pens. A common mistake is to halve the boxes."""


def score(trace_of: TraceOf, text: str, plan: str = "", **settings: object) -> float:
    stages = {"preplan": text} | ({"plan": plan} if plan else {})
    return LeakFilter(LeakSettings.model_validate(settings)).score(trace_of(QUESTION, "48", **stages), "preplan").score


@pytest.mark.parametrize(
    "fragment",
    [
        "She keeps 48 pens.",
        "I would expect something around forty-eight pens.",
        "The result is half of ninety-six.",
        "All in all that is four dozen.",
        "The boxes hold 6 * 16 = 96 pens.",
        "First multiply the boxes by the pens in each. Then divide the product by two.",
    ],
)
def test_a_fragment_turns_a_clean_text_into_a_leak(trace_of: TraceOf, fragment: str) -> None:
    assert score(trace_of, CLEAN) < 0.3
    assert score(trace_of, f"{CLEAN} {fragment}") > 0.6


def test_the_verdict_shows_the_parts(trace_of: TraceOf) -> None:
    trace = trace_of(QUESTION, "48", preplan=f"{CLEAN} She keeps 48 pens.")
    verdict = LeakFilter(LeakSettings()).judge(trace, "preplan")
    assert (verdict.passed, verdict.reason, verdict.threshold) == (False, "leaks_gold", 0.8)
    assert ("gold", "48") in [(item.label, item.text) for item in verdict.evidence]
    assert LeakFilter.uses_gold


def test_a_plan_of_its_own_is_judged_by_its_values_only(trace_of: TraceOf) -> None:
    plan = "1. Calculate the number of pens.\n2. Divide it by two."
    assert score(trace_of, plan) < 0.3 < 0.6 < score(trace_of, plan, recital=True)
    assert score(trace_of, plan, plan=plan) > 0.6
    assert score(trace_of, f"{plan}\n3. That gives 48 pens.") > 0.6


def test_recitals_can_be_allowed(trace_of: TraceOf) -> None:
    text = f"{CLEAN} First multiply the boxes by the pens in each. Then divide the product by two."
    assert score(trace_of, text, recital=False) < 0.3


def test_an_empty_text_is_no_leak(trace_of: TraceOf) -> None:
    assert score(trace_of, " ") < 0.6


@pytest.fixture(scope="module")
def labelled() -> list[LabelledText]:
    texts = [text for text in read_labelled_texts(BENCHMARK) if text.split == "dev"]
    return [text for text in texts if text.leak][:40] + [text for text in texts if not text.leak][:40]


def test_training_is_reproducible_and_survives_the_disk(labelled: list[LabelledText], tmp_path: Path) -> None:
    model = train(labelled)
    assert train(labelled) == model
    save_model(model, tmp_path)
    again = load_model(tmp_path)
    assert again.combined == model.combined and list(again.weights) == list(model.weights)


def test_cues_are_weighed_behind_the_words_only(labelled: list[LabelledText]) -> None:
    model = train(labelled)
    assert any(cue.startswith("#") for cue in model.cues)
    assert not any(isinstance(piece, str) and len(piece) > 1 and piece[0] in "#!" for piece in model.weights)


def test_too_little_to_learn_from_is_told(labelled: list[LabelledText]) -> None:
    with pytest.raises(UserError, match="too little to learn from"):
        train(labelled[:10])


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no leak model"):
        LeakFilter(LeakSettings(enabled=True, model=tmp_path))


def test_a_model_of_another_format_is_told(labelled: list[LabelledText], tmp_path: Path) -> None:
    save_model(train(labelled), tmp_path)
    card = tmp_path / "model.json"
    card.write_text(card.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 0'), encoding="utf-8")
    with pytest.raises(UserError, match="another format"):
        load_model(tmp_path)


@pytest.mark.parametrize("piece", ["7 ", "a+b=c, ", "hence H = 3h, ", "1, 2, 3, "])
def test_a_hostile_text_costs_its_length(trace_of: TraceOf, piece: str) -> None:
    judge = LeakFilter(LeakSettings())

    def steps(length: int) -> int:
        trace = trace_of(QUESTION, "48", preplan=piece * (length // len(piece)))
        return lines_run(lambda: judge.judge(trace, "preplan"))

    steps(100)
    assert steps(4_000) < 7 * steps(1_000)


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python some work runs: what is quadratic is seen, whatever the machine does beside."""
    count = 0

    def traced(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
