"""Reading a judge's answers and counting its votes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from filters.adherence import AdherenceFilter
from filters.ballots import AGAINST, UNDECIDED, UNPARSEABLE, Ballot, Count
from filters.faithfulness import FaithfulnessFilter
from filters.judge_answers import Rating, objects, on_scale, read_rating
from filters.judging import JudgeFilter, JudgeSettings
from filters.proximity import ProximityFilter, ProximitySettings
from filters.registry import build_filters, known_filters
from filters.soft_spoiler import SoftSpoilerFilter
from synth.prompting import load_prompt

JUDGES = {"adherence", "faithfulness", "proximity", "soft_spoiler"}
READ = AdherenceFilter(JudgeSettings(enabled=True)).read

READABLE = {
    "alone": '{"reason": "same tools", "score": 0.75}',
    "in a fence": 'Sure:\n```json\n{"reason": "same tools", "score": 0.75}\n```\nHope this helps.',
    "amid prose": 'The plan keeps the tools, so {"score": 0.75, "reason": "it {really} does"} is my answer.',
    "after a draft": 'First {"reason": "?", "score": 0} but on reflection {"reason": "!", "score": 0.75}',
    "with a broken one behind it": '{"score": 0.75} and then {"score": 0.',
    "with a number in quotes": '{"score": "0.75"}',
    "with keys of its own": '{"score": 0.75, "confidence": "high"}',
    "with raw line breaks": '{"reason": "one\ntwo", "score": 0.75}',
    "nested": '{"result": {"score": 0.75}}',
}
UNREADABLE = {
    "prose": "Yes, the plan inherits the strategy: I would say 0.75.",
    "broken": '{"reason": "same tools", "score": 0.75',
    "no score": '{"reason": "same tools"}',
    "off the scale": '{"score": 0.8}',
    "not a number": '{"score": true}',
    "not finite": '{"score": NaN}',
    "huge": '{"score": 1' + "0" * 5000 + "}",
    "a list": "[0.75]",
    "empty": "",
}


@pytest.mark.parametrize("case", READABLE)
def test_an_object_is_found_wherever_it_stands(case: str) -> None:
    assert read_rating(READABLE[case], READ) == Rating(0.75)


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_rating_is_not_read(case: str) -> None:
    assert read_rating(UNREADABLE[case], READ) is None


@given(st.text(alphabet='{}[]":, \\abc019', max_size=300))
def test_hostile_answers_never_raise(text: str) -> None:
    list(objects(text))


@pytest.mark.parametrize("text", ['{"a":' * 40_000, "{" * 100_000, "[" * 100_000 + '{"score": 1', '{"a":' * 900 + "1"])
def test_deep_and_long_answers_end(text: str) -> None:
    assert read_rating(text, READ) is None


@given(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.booleans(), max_size=4),
    st.text(alphabet="ab \n`", max_size=20),
    st.text(alphabet="ab \n`", max_size=20),
)
def test_an_object_amid_any_prose_is_the_first_found(data: dict[str, object], before: str, after: str) -> None:
    assert next(objects(before + json.dumps(data) + after)) == data


def test_points_of_a_scale_are_numbers_or_numbers_in_quotes() -> None:
    scale = {0.0: 0.0, 1.0: 0.5}
    assert [on_scale(value, scale) for value in (1, 1.0, "1", "1.0")] == [0.5] * 4
    assert [on_scale(value, scale) for value in (True, 2, "one", None, [1])] == [None] * 5


CONTRADICTIONS = [
    (FaithfulnessFilter, {"fault": "relations", "faithful": True}),
    (FaithfulnessFilter, {"fault": "none", "faithful": False}),
    (FaithfulnessFilter, {"fault": "none"}),
    (FaithfulnessFilter, {"fault": "style", "faithful": False}),
    (SoftSpoilerFilter, {"kind": "recipe", "spoils": False}),
    (SoftSpoilerFilter, {"kind": "none", "spoils": True}),
    (SoftSpoilerFilter, {"kind": ["none"], "spoils": False}),
]


@pytest.mark.parametrize(("judge", "data"), CONTRADICTIONS)
def test_an_answer_that_contradicts_itself_is_not_read(judge: type[JudgeFilter], data: dict[str, object]) -> None:
    assert judge(JudgeSettings(enabled=True)).read(data) is None


def test_findings_keep_their_name_and_their_quote() -> None:
    spoiler = SoftSpoilerFilter(JudgeSettings(enabled=True))
    assert spoiler.read({"kind": "answer", "spoils": "True", "quote": " it is even "}) == Rating(
        0.0, "answer", "it is even"
    )
    assert spoiler.read({"kind": "none", "spoils": False, "quote": "x"}) == Rating(1.0)


def test_a_path_to_a_wrong_answer_is_worth_less_than_a_right_one() -> None:
    judge = ProximityFilter(ProximitySettings(enabled=True))
    grades = [rating.grade for point in range(6) if (rating := judge.read({"score": point}))]
    assert len(grades) == 6 and grades == sorted(grades) and grades[0] == 0 and grades[-1] < 1


def ballot(*grades: float | None) -> Ballot:
    return Ballot(tuple(None if grade is None else Rating(grade) for grade in grades))


FOR, OPPOSED, UNREAD, TIED = ballot(1.0), ballot(0.0), ballot(None), ballot(1.0, 0.0)
COUNTS = [
    ((FOR, FOR), 3, None),
    ((FOR, OPPOSED, FOR), 3, None),
    ((OPPOSED, FOR, OPPOSED), 3, AGAINST),
    ((FOR, OPPOSED, UNREAD), 3, UNDECIDED),
    ((UNREAD, UNREAD), 3, UNPARSEABLE),
    ((FOR, OPPOSED), 2, UNDECIDED),
    ((TIED, TIED, TIED), 3, UNDECIDED),
    ((ballot(1.0, None), ballot(None, None), FOR), 3, UNPARSEABLE),
    ((FOR,), 3, UNDECIDED),
    ((FOR,), 1, None),
]


@pytest.mark.parametrize(("ballots", "votes", "reason"), COUNTS)
def test_a_majority_is_more_than_half_of_all_votes(ballots: tuple[Ballot, ...], votes: int, reason: str | None) -> None:
    count = Count(ballots, votes, 0.5)
    assert count.reason == reason and (count.score is None) == (reason in (UNDECIDED, UNPARSEABLE))


BALLOTS = st.lists(
    st.lists(st.none() | st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=2), max_size=9
)


@given(BALLOTS)
def test_the_score_lies_on_the_side_of_the_majority(grades: list[list[float | None]]) -> None:
    count = Count(tuple(ballot(*pair) for pair in grades), len(grades), 0.5)
    if count.reason is None:
        assert count.score is not None and count.score >= 0.5
    if count.reason == AGAINST:
        assert count.score is not None and count.score < 0.5


@given(BALLOTS, BALLOTS)
def test_votes_after_a_majority_cannot_change_it(
    asked: list[list[float | None]], rest: list[list[float | None]]
) -> None:
    votes = len(asked) + len(rest)
    early = Count(tuple(ballot(*pair) for pair in asked), votes, 0.5).reason
    if early != UNDECIDED:
        assert Count(tuple(ballot(*pair) for pair in [*asked, *rest]), votes, 0.5).reason == early


@pytest.mark.parametrize("name", sorted(JUDGES))
def test_a_judge_is_off_and_says_so_when_it_is_only_half_set(name: str) -> None:
    assert name not in build_filters([name], {}, "r.yaml")
    assert name not in build_filters([name], {name: {"enabled": False, "votes": 5}}, "r.yaml")
    with pytest.raises(ValidationError, match="off by default"):
        known_filters()[name].Settings.model_validate({"votes": 5})
    built = build_filters([name], {name: {"enabled": True, "role": "critic"}}, "r.yaml")
    assert built[name].roles == ("critic",)


@pytest.mark.parametrize("name", sorted(JUDGES))
def test_a_rubric_asks_for_what_the_judge_gives_and_reads(name: str) -> None:
    judge = build_filters([name], {name: {"enabled": True}}, "r.yaml")[name]
    assert isinstance(judge, JudgeFilter)
    prompt = load_prompt(judge.rubric)
    assert prompt.variables - prompt.optional == set(judge.names)
    assert ("swapped" in prompt.variables) == judge.compares
    system = prompt.blocks[0].render({}, "")
    assert all(f'"{field}"' in system for field in judge.answer["json_schema"]["schema"]["properties"])


@pytest.mark.parametrize("name", ["proximity", "faithfulness"])
def test_judges_that_see_the_solution_declare_it(name: str) -> None:
    assert known_filters()[name].uses_gold
