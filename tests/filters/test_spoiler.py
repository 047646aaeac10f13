"""The score is the paper's: six binary rules, kept at two and below."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from filters.recital import RecitalSettings
from filters.registry import known_filters
from filters.spans import EVIDENCE_PER_LABEL
from filters.spoiler import SpoilerFilter, SpoilerScore, SpoilerSettings, spoiler_score
from schemas.trace import Trace

DEFAULTS = SpoilerSettings()
RULES = ("derivation_phrase", "equals_signs", "long_math", "large_number", "answer_phrase", "inline_math")
TRIGGERS = {
    "derivation_phrase": "It follows that this works.",
    "equals_signs": "a = b = c = d",
    "long_math": rf"\({'x+' * 20}x\)",
    "large_number": "There are 4321 of them.",
    "answer_phrase": "The answer is 7.",
    "inline_math": "$a$ $b$ $c$ $d$",
}
"""One text per rule that fires this rule alone."""
CLEAN = """Problem type: a rate problem with two phases, each with a speed of its own.
Tools: distance as speed times time; a common unit of time.
Limits: times are positive, and the answer must be a whole number of minutes.
Pitfalls: the second phase starts late; hours and minutes must not be mixed."""


def score(text: str, question: str = "", **settings: object) -> SpoilerScore:
    return spoiler_score(text, question, SpoilerSettings.model_validate(settings))


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_fires_alone(rule: str) -> None:
    assert score(TRIGGERS[rule]).fired == (rule,)


def test_a_preplan_of_considerations_scores_zero() -> None:
    assert score(CLEAN).score == 0


def test_the_score_counts_rules_and_not_hits() -> None:
    assert score("thus therefore hence " * 50).score == 1


def test_all_rules_together_score_six() -> None:
    result = score("\n\n".join(TRIGGERS.values()))
    assert (result.score, result.fired) == (6, RULES)


@pytest.mark.parametrize(("signs", "fires"), [(2, False), (3, True)])
def test_equals_signs_fire_from_three_on(signs: int, fires: bool) -> None:
    assert score("x = y, " * signs).signals["equals_signs"].fired is fires


@pytest.mark.parametrize(("pieces", "fires"), [(3, False), (4, True)])
def test_inline_math_fires_from_four_on(pieces: int, fires: bool) -> None:
    assert score("$x$ " * pieces).signals["inline_math"].fired is fires


def test_hits_below_a_threshold_are_reported_all_the_same() -> None:
    assert len(score("x = y").signals["equals_signs"].spans) == 1


@pytest.mark.parametrize(("ignore", "fires"), [(True, False), (False, True)])
def test_numbers_of_the_question_are_ignored_unless_told_otherwise(ignore: bool, fires: bool) -> None:
    result = score("He starts with 1200.", "He has 1,200 apples.", ignore_question_numbers=ignore)
    assert result.signals["large_number"].fired is fires


@pytest.mark.parametrize(
    "innocent", ["The answer must be positive.", "State the final answer in metres.", "What is the answer to this?"]
)
def test_talking_about_the_answer_reveals_none(innocent: str) -> None:
    assert score(innocent).score == 0


@pytest.mark.parametrize(
    "revealing",
    ["The final answer is 42.", "So we get 42.", r"\boxed{x}", "Answer: $\\frac{3}{4}$", "It works out to $12"],
)
def test_naming_a_value_as_the_answer_reveals_it(revealing: str) -> None:
    assert score(revealing).signals["answer_phrase"].fired


def test_phrases_are_settings() -> None:
    assert score("abracadabra", derivation_phrases=("abracadabra",)).fired == ("derivation_phrase",)
    assert score(TRIGGERS["derivation_phrase"], derivation_phrases=()).score == 0


@pytest.mark.parametrize("phrase", ["", "  ", "<value>"])
def test_a_phrase_without_a_word_is_refused(phrase: str) -> None:
    with pytest.raises(ValidationError, match="needs a word"):
        SpoilerSettings(answer_phrases=(phrase,))


PIECES = st.lists(
    st.sampled_from(
        [*TRIGGERS.values(), CLEAN, "$", "$$", "=", "\\[", "\n\n", " ", "the answer is", "42", "1,000", "B"]
    )
    | st.text(max_size=8),
    max_size=12,
).map("".join)


@given(PIECES, PIECES)
def test_the_score_is_between_zero_and_six_and_its_spans_lie_in_the_text(text: str, question: str) -> None:
    result = spoiler_score(text, question, DEFAULTS)
    assert 0 <= result.score <= 6
    for signal in result.signals.values():
        assert all(0 <= span.start < span.end <= len(text) for span in signal.spans)
        assert list(signal.spans) == sorted(signal.spans)


@given(PIECES, PIECES, PIECES)
def test_another_paragraph_never_lowers_a_count(text: str, more: str, question: str) -> None:
    before, after = (spoiler_score(t, question, DEFAULTS).signals for t in (text, f"{text}\n\n{more}"))
    for rule in RULES:
        assert len(after[rule].spans) >= len(before[rule].spans)


@given(PIECES)
def test_numbers_in_the_question_never_raise_the_score(text: str) -> None:
    assert spoiler_score(text, text, DEFAULTS).score <= spoiler_score(text, "", DEFAULTS).score


@pytest.mark.parametrize(
    "unit",
    ["=", "1", "1,111", "1.2.", "we get ", "the answer is ", "answer: 1.", '<a b="', "$5 ", "\\not ", "x\n\n", "İ"],
)
def test_a_hundred_thousand_hostile_characters_are_scored(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert 0 <= spoiler_score(text, text, DEFAULTS).score <= 6


@pytest.mark.parametrize(("rules", "passed"), [(2, True), (3, False)])
def test_the_filter_keeps_two_and_rejects_three(trace_of: Callable[..., Trace], rules: int, passed: bool) -> None:
    text = "\n\n".join(list(TRIGGERS.values())[:rules])
    verdict = SpoilerFilter(DEFAULTS).judge(trace_of(preplan=text), "preplan")
    assert (verdict.passed, verdict.score, verdict.threshold) == (passed, rules, 2)
    assert verdict.reason == (None if passed else "score_above_threshold")


def test_the_evidence_quotes_what_each_rule_found(trace_of: Callable[..., Trace]) -> None:
    text = "\n\n".join(TRIGGERS.values())
    verdict = SpoilerFilter(DEFAULTS).judge(trace_of(preplan=text), "preplan")
    assert {item.label for item in verdict.evidence} == set(RULES)
    assert all(text[item.start : item.end] == item.text and item.stage == "preplan" for item in verdict.evidence)


def test_the_evidence_of_a_hostile_text_is_bounded(trace_of: Callable[..., Trace]) -> None:
    verdict = SpoilerFilter(DEFAULTS).judge(trace_of(preplan="= 1234 " * 5000), "preplan")
    assert len(verdict.evidence) == 2 * EVIDENCE_PER_LABEL
    assert verdict.detail == "equals_signs 5000, large_number 5000"


def test_the_filter_reads_the_question_of_its_problem(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of(question="It weighs 1,500 g.", preplan="The 1500 g are given.")
    assert SpoilerFilter(DEFAULTS).judge(trace, "preplan").score == 0


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["spoiler"] is SpoilerFilter


def test_the_documentation_lists_every_setting_with_its_default() -> None:
    page = " ".join(
        (Path(__file__).parents[2] / "docs/spoiler.md").read_text(encoding="utf-8").replace("`", "").split()
    )
    for settings in (SpoilerSettings(), RecitalSettings()):
        for name, value in settings.model_dump(mode="json").items():
            listed = isinstance(value, list)
            assert f"| {name} | " in page
            assert listed or f"| {name} | {json.dumps(value).strip(chr(34))} | " in page
    for phrase in (*DEFAULTS.derivation_phrases, *DEFAULTS.answer_phrases):
        assert phrase in page
    assert f"{len(RecitalSettings().operation_verbs)} verbs" in page
