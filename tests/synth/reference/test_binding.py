"""Which quantity a number of a solution is, where several have its value."""

import pytest

from schemas.problem import Problem
from synth.reference.binding import bind
from synth.reference.features import Features, read
from synth.reference.stages import Ambiguous, write_stage
from synth.reference.terms import PLAIN, Source


def features(question: str, *lines: str) -> Features:
    found = read(Problem("p", question, None, "\n".join(lines)))
    assert found is not None
    return found


def sources(found: Features) -> list[list[str]]:
    """For each step what its numbers are: `6 crates`, as the problem puts it, `step 0` for a result, else a name."""
    terms = (term for term in bind(found).terms if term is not None)
    return [[said(found, leaf.source) for leaf in term.leaves() if leaf.source] for term in terms]


def said(found: Features, source: Source) -> str:
    if source.kind == "result":
        return f"step {source.at}"
    if source.kind in PLAIN:
        return " ".join(found.question[found.mentions[source.at].start :].split()[:2]).rstrip(".,?")
    return source.name


def test_two_stated_sixes_are_told_apart_by_what_is_counted() -> None:
    found = features(
        "Ira packs 6 crates of 5 melons and 6 sacks of 9 onions. How many things are packed?",
        "There are 6 crates * 5 melons = <<6*5=30>>30 melons.",
        "There are 6 sacks * 9 onions = <<6*9=54>>54 onions.",
        "That is 30+54 = <<30+54=84>>84 things.",
    )
    assert sources(found)[:2] == [["6 crates", "5 melons"], ["6 sacks", "9 onions"]]
    assert not bind(found).ambiguous


def test_a_result_is_told_from_a_stated_number_of_its_value() -> None:
    found = features(
        "A ferry carries 24 cars and half as many vans. A car pays $12 and a van pays $20. What does the ferry earn?",
        "The ferry carries 24/2 = <<24/2=12>>12 vans.",
        "The cars pay 24*12 = $<<24*12=288>>288.",
        "The vans pay 12*20 = $<<12*20=240>>240.",
        "Altogether that is 288+240 = $<<288+240=528>>528.",
    )
    assert sources(found)[1:3] == [["24 cars", "$12 and"], ["step 0", "$20. What"]]


def test_each_source_is_used_before_one_is_used_again() -> None:
    found = features(
        "Bo has 4 red pens. He buys 4 blue pens. How many pens has he?", "He has 4+4 = <<4+4=8>>8 pens.\n#### 8"
    )
    assert sorted(sources(found)[0]) == ["4 blue", "4 red"]


def test_a_result_that_nothing_else_uses_is_used() -> None:
    found = features(
        "Una reads 5 pages on each of 2 days, and then 10 more. How many pages does she read?",
        "She reads 5*2 = <<5*2=10>>10 pages.",
        "In all that is 10+10 = <<10+10=20>>20 pages.",
    )
    assert sorted(sources(found)[1]) == ["10 more", "step 0"]


def test_the_same_quantity_named_again_is_one() -> None:
    found = features(
        "Ada rents a boat for 3 hours at $8 an hour. She pays $5 of it on each of the 3 hours. What does she pay?",
        "It costs 3*8 = $<<3*8=24>>24.",
        "She pays 3*5 = $<<3*5=15>>15.",
    )
    assert not bind(found).ambiguous
    assert [step[0] for step in sources(found)] == ["3 hours", "3 hours"]


def test_known_factors_and_implied_numbers_are_no_stated_ones() -> None:
    found = features(
        "Pat sleeps 8 hours a night. How many hours is that in a week, and how many in a term?",
        "That is 8*7 = <<8*7=56>>56 hours.",
        "That is 56*11 = <<56*11=616>>616 hours.",
    )
    assert sources(found) == [["8 hours", "number of days in a week"], ["step 0", "factor"]]


def test_where_nothing_tells_the_trace_is_given_up() -> None:
    problem = Problem(
        "p",
        "In 2 years Max will be twice his sister's age. If his sister is now 2, how old is Max now?",
        "6",
        "Then she will be 2+2 = <<2+2=4>>4.\nMax will be 4*2 = <<4*2=8>>8.\nMax is 8-2 = <<8-2=6>>6.\n#### 6",
    )
    for stage in ("plan", "first_step", "meta_thought"):
        with pytest.raises(Ambiguous):
            write_stage(problem, stage)
    assert write_stage(problem, "execution")


def test_a_value_from_nowhere_is_not_built_upon() -> None:
    problem = Problem("p", "Al has 3 cats.", "9", "So Bo has <<7=7>>7 cats.\nThey have 7+2 = <<7+2=9>>9 cats.\n#### 9")
    assert write_stage(problem, "meta_thought") is None
    assert write_stage(problem, "plan") is None


@pytest.mark.parametrize(
    ("computed", "said"),
    [
        ("50*.2 = <<50*.2=10>>10", "Take the percentage of the pears of the number of pears"),
        ("20/100*50 = <<20/100*50=10>>10", "Take the percentage of the pears of the number of pears"),
        (
            "50*0.8 = <<50*0.8=40>>40",
            "Multiply the number of pears by the share that the percentage of the pears leaves",
        ),
    ],
)
def test_shares_are_read_in_all_their_forms(computed: str, said: str) -> None:
    problem = Problem(
        "p", "Of 50 pears, 20% of the pears are ripe. How many?", None, f"That makes {computed} that are ripe."
    )
    assert (write_stage(problem, "plan") or "").startswith(f"1. {said}")
