"""The terms of PPC's reward, one by one and together."""

import math
from collections.abc import Sequence

import pytest

from filters.equivalence import PoolSettings
from filters.spoiler import SpoilerSettings, spoiler_score
from rewards.ppc import PpcJudges, PpcSettings, ppc_reward, ppc_rewards
from rewards.record import Judge, Judged, Turn
from schemas.errors import UserError
from tests.rewards.turns import CLEAN, SPOILED, boxed, turn


def rate(*values: float | None) -> Judge:
    """A judge that gives these numbers in turn."""
    return lambda shown: list(values)[: len(shown)]


def test_right_and_clean_and_in_form_earns_outcome_and_format() -> None:
    reward = ppc_reward(turn(), "128")
    assert reward.total == pytest.approx(1.3)
    assert reward.values() == {"outcome": 1.0, "format": 1.0, "style": 0.0}


def test_the_best_turn_earns_what_the_paper_says() -> None:
    assert ppc_reward(turn(), "128", judges=PpcJudges(adherence=rate(1.0))).total == pytest.approx(1.4)


def test_the_formula_holds_with_the_default_weights() -> None:
    reward = ppc_reward(turn(preplan=SPOILED), "128", judges=PpcJudges(adherence=rate(0.5)))
    assert reward.total == pytest.approx(1 + 0.1 * 0.5 + 0.3 * 1 - 0.1 * 3)
    assert reward.values() == {"outcome": 1.0, "adherence": 0.5, "format": 1.0, "style": 3.0}


def test_weights_are_settings() -> None:
    settings = PpcSettings(outcome=2.0, adherence=0.5, format=0.25, style=1.0)
    reward = ppc_reward(turn(preplan=SPOILED), "128", settings=settings, judges=PpcJudges(adherence=rate(0.5)))
    assert reward.total == pytest.approx(2 + 0.25 + 0.25 - 3)


def test_contributions_add_up_to_the_total() -> None:
    reward = ppc_reward(turn(preplan=SPOILED), "7")
    assert sum(part.contribution for part in reward.parts.values()) == reward.total


@pytest.mark.parametrize(
    ("gold", "answer", "value"),
    [
        ("128", "128", 1),
        ("128", "128.0", 1),
        ("1/2", r"\frac{1}{2}", 1),
        ("#### 128", "128", 1),
        ("128", "12", 0),
        ("128", "128, 129", 0),
        ("128", r"\text{unknown}", 0),
    ],
)
def test_the_boxed_answer_is_compared_as_mathematics(gold: str, answer: str, value: float) -> None:
    assert ppc_reward(turn(execution=boxed(answer)), gold).parts["outcome"].value == value


def test_what_needs_symbolic_mathematics_is_compared_too() -> None:
    answers = [r"x^2 + 2x + 1", r"(x+1)^2", "x^2 + 1"]
    rewards = ppc_rewards([Turn(turn(execution=boxed(answer)), "(x+1)^2") for answer in answers])
    assert [reward.parts["outcome"].value for reward in rewards] == [1, 1, 0]


@pytest.mark.parametrize(
    "completion",
    [
        turn(execution="So the total is 128."),
        turn(plan=r"\boxed{128}", execution="Done."),
        turn().replace("execute>", "execution>"),
        turn() + turn(),
        r"\boxed{128}",
        "",
    ],
)
def test_only_an_answer_in_the_last_segment_counts(completion: str) -> None:
    part = ppc_reward(completion, "128").parts["outcome"]
    assert (part.value, part.note) == (0.0, "missing_answer")


def test_an_answer_without_a_box_is_right_and_has_not_the_form() -> None:
    reward = ppc_reward(turn(execution="The answer is 128.\n#### 128"), "128")
    assert reward.values() == {"outcome": 1.0, "format": 0.0, "style": 0.0}


SEVERAL = [
    r"First \boxed{127}. Then, after a check, \boxed{128}.",
    r"First \boxed{128}. Then, after a check, \boxed{127}.",
    r"So \boxed{127}. The final answer is 128.",
    r"It is \boxed{127} or \boxed{128}",
]


@pytest.mark.parametrize("execution", SEVERAL)
def test_several_different_answers_are_none(execution: str) -> None:
    part = ppc_reward(turn(execution=execution), "128").parts["outcome"]
    assert (part.value, part.note) == (0.0, "several_answers")


def test_the_last_of_several_answers_counts_when_the_settings_say_so() -> None:
    settings = PpcSettings(several="last")
    assert ppc_reward(turn(execution=SEVERAL[0]), "128", settings=settings).parts["outcome"].value == 1
    assert ppc_reward(turn(execution=SEVERAL[1]), "128", settings=settings).parts["outcome"].value == 0


def test_a_hostile_answer_costs_its_deadline_and_spoils_no_other() -> None:
    hostile = turn(execution=boxed("9^{9^{9^{9}}}"))
    settings = PpcSettings(workers=PoolSettings(deadline_s=5.0))
    golds_and_turns = [("5", hostile), ("128", turn()), ("(x+1)^2", turn(execution=boxed("x^2+2x+1"))), ("5", hostile)]
    rewards = ppc_rewards([Turn(text, gold) for gold, text in golds_and_turns], settings)
    assert [reward.parts["outcome"].value for reward in rewards] == [0, 1, 1, 0]
    assert rewards[0].parts["outcome"].note == "answer_timeout"


@pytest.mark.parametrize("gold", ["", "  ", "(" * 3000])
def test_without_a_readable_gold_answer_the_outcome_is_unknown_and_not_wrong(gold: str) -> None:
    reward = ppc_reward(turn(), gold)
    assert not reward.known
    assert reward.parts["outcome"].note == "gold_unparseable"


@pytest.mark.parametrize(
    ("completion", "note"),
    [
        (turn(), ""),
        (turn().replace("</plan>", ""), "unclosed_tag:plan"),
        (turn() + "bye", "text_outside"),
        (turn(execution="So the total is 128."), "missing_boxed"),
        (turn(execution="It is \\boxed{128}.\n\nLet me check that."), "text_after_boxed"),
        (turn(tags=("plan", "preplan", "execute")), "wrong_order:plan"),
        ("", "missing_tag:preplan"),
    ],
)
def test_the_format_part_says_what_is_wrong(completion: str, note: str) -> None:
    part = ppc_reward(completion, "128").parts["format"]
    assert (part.value, part.note) == (float(not note), note)


def test_tag_names_are_settings() -> None:
    tags = ("understand", "plan", "execution")
    assert ppc_reward(turn(tags=tags), "128", settings=PpcSettings(tags=tags)).total == pytest.approx(1.3)


def test_style_reads_the_preplan_alone_with_the_filters_own_score() -> None:
    assert ppc_reward(turn(plan=SPOILED, execution=SPOILED + boxed("128")), "128").parts["style"].value == 0
    score = spoiler_score(SPOILED, "", SpoilerSettings()).score
    part = ppc_reward(turn(preplan=SPOILED), "128").parts["style"]
    assert (score, part.value) == (5, 3.0)
    assert part.note == "derivation_phrase+equals_signs+long_math+large_number+answer_phrase"


def test_numbers_of_the_question_are_no_spoilers() -> None:
    preplan = "We get 500 = 500 = 500 = 500."
    assert ppc_reward(turn(preplan), "128").parts["style"].value == 2
    assert ppc_reward(turn(preplan), "128", "Of 500 sheep some leave.").parts["style"].value == 1


def test_the_spoiler_threshold_is_the_filters_setting() -> None:
    settings = PpcSettings(spoiler=SpoilerSettings(max_score=0))
    assert ppc_reward(turn(preplan=SPOILED), "128", settings=settings).parts["style"].value == 5


def test_a_turn_without_preplan_has_no_style_to_lose() -> None:
    part = ppc_reward(turn().replace("<preplan>", ""), "128").parts["style"]
    assert (part.value, part.note) == (0.0, "no_preplan")


def test_without_a_judge_adherence_is_left_out_and_says_so() -> None:
    part = ppc_reward(turn(), "128").parts["adherence"]
    assert (part.value, part.contribution, part.note) == (None, 0.0, "no_judge")


def test_a_judge_sees_the_segments_of_those_who_have_them_in_one_call() -> None:
    calls: list[list[Judged]] = []

    def judge(shown: Sequence[Judged]) -> list[float]:
        calls.append(list(shown))
        return [0.25] * len(shown)

    texts = [turn(), "nothing", turn(plan="Add.", execution="no box")]
    rewards = ppc_rewards([Turn(text, "128", "How many?") for text in texts], judges=PpcJudges(adherence=judge))
    assert [[shown.plan for shown in call] for call in calls] == [["Multiply, then name the unit.", "Add."]]
    assert (calls[0][0].preplan, calls[0][1].execution, calls[0][0].turn.question) == (CLEAN, "no box", "How many?")
    assert [reward.parts["adherence"].value for reward in rewards] == [0.25, 0.0, 0.25]


def test_a_judge_that_cannot_tell_leaves_the_term_out() -> None:
    part = ppc_reward(turn(), "128", judges=PpcJudges(adherence=rate(None))).parts["adherence"]
    assert (part.value, part.note) == (None, "no_rating")


@pytest.mark.parametrize("rating", [-0.1, 1.1, math.nan, math.inf])
def test_a_rating_outside_of_its_range_is_an_error(rating: float) -> None:
    with pytest.raises(ValueError, match="adherence judge returned"):
        ppc_reward(turn(), "128", judges=PpcJudges(adherence=rate(rating)))


def test_a_judge_that_loses_count_is_an_error() -> None:
    with pytest.raises(ValueError, match="shown 1 turns and returned 0"):
        ppc_reward(turn(), "128", judges=PpcJudges(adherence=rate()))


def test_a_near_miss_earns_credit_below_a_right_answer() -> None:
    judges = PpcJudges(proximity=rate(1.0))
    near = ppc_reward(turn(execution=boxed("127")), "128", judges=judges).parts["outcome"]
    assert near.value == pytest.approx(0.15)
    assert near.note == "wrong_answer+proximity"
    assert ppc_reward(turn(), "128", judges=judges).parts["outcome"].value == 1.0


def test_proximity_is_asked_of_wrong_executions_only() -> None:
    def judge(shown: Sequence[Judged]) -> list[float]:
        assert [item.execution for item in shown] == [boxed("127")]
        return [0.5]

    texts = [turn(), turn(execution=boxed("127")), "no segments"]
    settings = PpcSettings(proximity_cap=0.8)
    rewards = ppc_rewards([Turn(text, "128") for text in texts], settings, PpcJudges(proximity=judge))
    assert [reward.parts["outcome"].value for reward in rewards] == [1.0, 0.4, 0.0]


def test_a_proximity_judge_that_cannot_tell_leaves_the_answer_wrong() -> None:
    part = ppc_reward(turn(execution=boxed("1")), "2", judges=PpcJudges(proximity=rate(None))).parts["outcome"]
    assert (part.value, part.note) == (0.0, "wrong_answer")


@pytest.mark.parametrize(
    "wrong",
    [
        {"style": -0.1},
        {"format": math.inf},
        {"adherence": math.nan},
        {"proximity_cap": 1.0},
        {"proximity_cap": -0.1},
        {"tags": ("plan", "plan", "execute")},
        {"tags": ("preplan", "plan")},
        {"tags": ("preplan", "plan", "")},
    ],
)
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        PpcSettings(**wrong)  # type: ignore[arg-type]


def test_an_empty_batch_has_no_rewards() -> None:
    assert ppc_rewards([]) == []
