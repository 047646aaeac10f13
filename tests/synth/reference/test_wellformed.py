"""Names that read well, and those that do not; factors between units."""

import pytest

from schemas.problem import Problem
from synth.reference.stages import write_stage
from synth.reference.story import Story
from synth.reference.wellformed import kind_of, reading, reads_well

STORY = Story(
    "The fishermen of Carla's village sold 20 red snappers in May. Each bag has 3 cookies. Tim and Ann have cats. "
    "There are people wearing horizontal stripes, and people who are married have brown eyes. "
    "Tim earns a monthly salary."
)


@pytest.mark.parametrize(
    "name",
    [
        "the total number of red snappers the fishermen sold",
        "the number of cookies each bag has",
        "the number of cats Tim and Ann have altogether",
        "the number of people wearing horizontal stripes",
        "the number of people who are married",
        "the amount Tim will need to pay",
        "the number of miles Ann has left",
        "his monthly salary",
        "Tim's age",
        "the price of the cookies",
        "how many more cookies Ann has than Tim",
    ],
)
def test_a_phrase_in_the_words_of_the_story_reads_well(name: str) -> None:
    assert reads_well(STORY, name)


@pytest.mark.parametrize(
    "name",
    [
        "the number of cats one cat had the kittens",
        "the number of cats the cats they took in increased the number",
        "the number of cookies we take this portion number",
        "the amount Tim is each weekend",
        "the amount Tim have",
        "the number of cookies each bag have",
        "the number of people have brown eyes",
        "the number of cookies Ann had Ann had",
        "Tim's age's age",
        "the cookies",
        "the number of inch",
        "the amount of money you pay",
        "the number of dragons of Wales",
    ],
)
def test_what_is_garbled_or_from_elsewhere_does_not(name: str) -> None:
    assert not reads_well(STORY, name)


def test_a_name_is_cut_only_where_the_rest_stays_true() -> None:
    assert reading(STORY, "the number of cookies Ann ate after she came home") == "the number of cookies Ann ate"
    assert reading(STORY, "the number of people in May with brown or blue eyes") == "the number of people"


def test_the_kind_of_quantity_is_told_from_a_garbled_name() -> None:
    assert kind_of(STORY, "the number of cats the cats they took in") == "the number of cats"
    assert kind_of(STORY, "the amount Tim is") is None


SOLUTION = (
    "He spent 10*9=<<10*9=90>>90 minutes washing.\nHe spent 2*30=<<2*30=60>>60 minutes changing tires.\n"
    "He spent 90+60=<<90+60=150>>150 minutes working.\nHe worked 150 minutes / 60 = <<150/60=2.5>>2.5 hours.\n#### 2.5"
)


def test_a_factor_between_units_is_no_result_of_its_value() -> None:
    question = (
        "Mike washes 9 cars, 10 minutes each, and changes 2 sets of tires, 30 minutes each. How many hours did he work?"
    )
    plan = write_stage(Problem("p", question, "2.5", SOLUTION), "plan")
    assert plan is not None
    assert "by the number of minutes in an hour" in plan.splitlines()[3]


def test_a_stated_factor_stays_what_the_problem_says() -> None:
    question = "Ann works 7 days a week for 5 weeks. How many days does she work?"
    solution = "She works 5*7 = <<5*7=35>>35 days.\n#### 35"
    plan = write_stage(Problem("p", question, "35", solution), "plan")
    assert plan is not None and "the number of days per week" in plan
