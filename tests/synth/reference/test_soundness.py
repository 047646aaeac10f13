"""Solutions that show something false, or do not compute their answer, are no ground for derived texts."""

import pytest

from schemas.problem import Problem
from synth.reference.solution import parse_solution
from synth.reference.soundness import is_sound
from synth.reference.stages import WRITERS, write_stage

SOUND = [
    "Each bag holds 3 apples, so there are 4*3=<<4*3=12>>12 apples.\n#### 12",
    "A third of it is 1/3=<<1/3=0.33>>.33 of the cake.\nThat is 0.33*300=<<0.33*300=99>>99 g.\n#### 99",
    "He has 40 marbles - 3 - 5 = 32 marbles.\nHe gives away 32/2=<<32/2=16>>16.\n#### 16",
    "It takes 158 * 1 1/2 = 237 fish.\nTwo days take 237*2=<<237*2=474>>474 fish.\n#### 474",
]
UNSOUND = [
    "He needs 80/8=<<80/8=10>>10 cans.\nHe spends $5 because 10 x .5 = 10\n#### 5",
    "It costs 50*2=$<<50*2=100>>100 a minute.\nSo it cost 192*100=$1920\n#### 1920",
    "The first part is 4*3=<<4*3=12>>12.\nThe rest follows.\n#### 45",
    "There are 4*3=<<4*3=12>>13 apples.\n#### 13",
]


@pytest.mark.parametrize("solution", SOUND)
def test_what_holds_and_reaches_its_answer_is_sound(solution: str) -> None:
    assert is_sound(parse_solution(solution))


@pytest.mark.parametrize("solution", UNSOUND)
def test_what_is_false_or_stops_short_is_not(solution: str) -> None:
    assert not is_sound(parse_solution(solution))


@pytest.mark.parametrize("stage", sorted(WRITERS))
def test_no_stage_is_derived_from_an_unsound_solution(stage: str) -> None:
    for solution in UNSOUND:
        assert write_stage(Problem("p", "How many are there?", "5", solution=solution), stage) is None
