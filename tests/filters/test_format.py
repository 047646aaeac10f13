"""A stage's text has the form that its stage asks for."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.format import FormatFilter, FormatSettings, find_flaw
from filters.registry import known_filters
from schemas.trace import Trace

DEFAULTS = FormatSettings()


def reason(text: str, stage: str = "preplan", **settings: object) -> str | None:
    flaw = find_flaw(text, stage, FormatSettings.model_validate(settings))
    return flaw[0] if flaw else None


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_a_blank_text_is_empty(text: str) -> None:
    assert reason(text) == "empty_text"


@pytest.mark.parametrize(
    "text",
    ["a <plan> b", "</preplan>", "<execute>x</execute>", "<think>hm", "<Plan >", '<plan id="2">', "</EXECUTION>"],
)
def test_tags_of_segments_are_stray(text: str) -> None:
    assert reason(text) == "stray_tag"


@pytest.mark.parametrize("text", ["x <plane>", "a < plan > b", "the plan", "<b>bold</b>", "<planning>", "1 <think"])
def test_other_angle_brackets_are_text(text: str) -> None:
    assert reason(text) is None


def test_tag_names_are_settings() -> None:
    assert reason("<sketch>", tags=("sketch",)) == "stray_tag"
    assert reason("<plan>", tags=()) is None


@pytest.mark.parametrize("stage", ["preplan", "plan"])
def test_a_box_before_the_execution_is_early(stage: str) -> None:
    assert reason(r"it is \boxed{5}", stage) == "early_boxed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"so \boxed{5}.", None),
        (r"so \boxed{\frac{1}{2}}", None),
        (r"\boxed 5", None),
        (r"\boxed{1} and \boxed{2}", None),
        ("so 5.", "missing_boxed"),
        (r"\boxedx{5}", "missing_boxed"),
        (r"so \boxed{5", "unbalanced_boxed"),
        (r"\boxed{1} or \boxed{\frac{1}{2}", "unbalanced_boxed"),
        (r"so \boxed{}", "empty_boxed"),
        (r"so \boxed{ }", "empty_boxed"),
    ],
)
def test_the_execution_needs_a_closed_box_with_something_in_it(text: str, expected: str | None) -> None:
    assert reason(text, "execution") == expected


@pytest.mark.parametrize(
    "text",
    [
        r"so \boxed{5} more euros than pounds.",
        r"so \(\boxed{5}\) dollars a day.",
        "\\[\n\\boxed{5}\n\\]\n",
        "\\begin{align*}x &= \\boxed{5}\\end{align*}",
        r"**\boxed{5}**",
        r"so $\boxed{12}\text{ cm}^2$.",
        r"$\boxed{5}$!",
    ],
)
def test_the_box_ends_the_text_with_its_sentence(text: str) -> None:
    assert reason(text, "execution") is None


@pytest.mark.parametrize(
    "text",
    [
        "so \\boxed{5}.\n\nLet me check that.",
        r"so \boxed{5}. Then we are done.",
        r"so \boxed{5}$. Determine the rest of it.",
        r"so \boxed{5}, that is 10 halves.",
        r"\boxed{5} is right, but it is only so because of all that was said before in the text.",
    ],
)
def test_text_behind_the_box_is_no_form(text: str) -> None:
    assert reason(text, "execution") == "text_after_boxed"
    assert reason(text, "execution", boxed_last=False) is None


def test_other_stages_may_have_a_box_or_not() -> None:
    assert reason(r"\boxed{5}", "first_step") is None
    assert reason("no box", "first_step") is None


@given(st.text(alphabet="<>/plan execut\\boxed{}\n5", max_size=60), st.sampled_from(["preplan", "execution", "other"]))
def test_flaws_are_shown_where_they_are(text: str, stage: str) -> None:
    flaw = find_flaw(text, stage, DEFAULTS)
    assert all(0 <= span.start < span.end <= len(text) for span in (flaw[1] if flaw else []))


@pytest.mark.parametrize("unit", [r"\boxed{", "<plan ", "{", "}", r"\boxed{}", "</", "<plan>"])
def test_a_hundred_thousand_hostile_characters_are_checked(unit: str) -> None:
    assert find_flaw(unit * (100_000 // len(unit)), "execution", DEFAULTS)


def test_the_filter_names_the_reason_and_quotes_the_flaw(trace_of: Callable[..., Trace]) -> None:
    verdict = FormatFilter(DEFAULTS).judge(trace_of(plan="1. Do it. <execute>"), "plan")
    (item,) = verdict.evidence
    assert (verdict.passed, verdict.reason, item.text, item.label) == (False, "stray_tag", "<execute>", "stray_tag")


def test_the_filter_passes_a_text_in_form(trace_of: Callable[..., Trace]) -> None:
    assert FormatFilter(DEFAULTS).judge(trace_of(execution=r"\boxed{5}"), "execution").passed


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["format"] is FormatFilter
