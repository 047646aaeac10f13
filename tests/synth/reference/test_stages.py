"""What the rules write: clean of results, complete, and in the form that each stage asks for."""

import json
import os
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.first_step import OPERATIONS
from schemas.problem import Problem
from synth.reference.advice import CONSTRAINTS, PITFALLS, TOOLS
from synth.reference.features import features_of
from synth.reference.numerals import find_numerals, holds_number
from synth.reference.stages import WRITERS, Ambiguous, UnknownStage, write_stage
from synth.reference.topics import COMPARISON, STOCK, TOPICS, WHOLE, topic_of

ROOT = Path(__file__).parents[3]
BUNDLED = ROOT / "data" / "problems" / "arithmetic.jsonl"
SHARED = Path(os.environ.get("FORETHOUGHT_SHARED", ROOT.parent / "shared"))
GSM8K = SHARED / "data" / "problems" / "gsm8k_train.jsonl"

FERRY = Problem(
    id="ferry",
    question="A ferry carries 24 cars and half as many vans. A car pays $12 and a van pays $20. "
    "How much does the ferry earn?",
    answer="528",
    solution="The ferry carries 24/2 = <<24/2=12>>12 vans.\n"
    "The cars pay 24*12 = $<<24*12=288>>288.\n"
    "The vans pay 12*20 = $<<12*20=240>>240.\n"
    "Altogether the ferry earns 288+240 = $<<288+240=528>>528.\n#### 528",
)


def rows(path: Path) -> list[Problem]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [
        Problem(
            line["id"],
            line["question"],
            line.get("answer") or line.get("gold_answer"),
            line.get("solution") or line.get("reference_solution"),
        )
        for line in lines
    ]


def gsm8k(count: int) -> list[Problem]:
    if not GSM8K.exists():
        pytest.skip(f"real data is absent: {GSM8K}")
    return random.Random(20).sample(rows(GSM8K), count)


def written(problem: Problem, stage: str) -> str:
    text = write_stage(problem, stage)
    assert text is not None
    return text


def revealed(text: str, problem: Problem) -> set[Fraction | None]:
    """Computed values, the gold among them, that stand in the text though the question does not state them."""
    features = features_of(problem.question, problem.solution or "")
    bare = "\n".join(re.sub(r"^\d+\. ", "", line) for line in text.splitlines())
    stated = {mention.value for mention in features.mentions} | {Fraction(12)}  # "a dozen" names a unit
    return ({number.value for number in find_numerals(bare)} & set(features.solution.results)) - stated


def test_the_execution_is_the_solution_as_prose_with_its_answer_boxed() -> None:
    lines = written(FERRY, "execution").splitlines()
    assert lines[1] == "The cars pay 24 * 12 = $288."
    assert lines[0] == "The ferry carries 24/2 = 12 vans."
    assert lines[-1] == r"The answer is \boxed{528}."
    assert "<<" not in "\n".join(lines)


@pytest.mark.parametrize(
    ("computed", "line", "boxed"),
    [
        ("1200+50 = <<1200+50=1250>>1,250", "#### 1,250", "1250"),
        ("$9+9 = $<<9+9=18>>18", "#### $18", "18"),
        ("5-20 = <<5-20=-15>>-15%", "#### -15%", "-15%"),
        ("1-1/4 = <<1-1/4=3/4>>3/4", "#### 3/4", "3/4"),
        ("2+3 = <<2+3=5>>5", "", "5"),
    ],
)
def test_the_answer_is_the_value_alone(computed: str, line: str, boxed: str) -> None:
    problem = Problem("p", "How many?", None, f"There are {computed}.\n{line}")
    assert written(problem, "execution").endswith(f"\\boxed{{{boxed}}}.")


def test_the_plan_has_a_step_for_each_computation_and_states_what_is_asked() -> None:
    assert written(FERRY, "plan").splitlines() == [
        "1. Take half of the number of cars to find the number of vans the ferry carries.",
        "2. Multiply the number of cars by the amount a car pays to find the amount the cars pay.",
        "3. Multiply the number of vans the ferry carries by the amount a van pays to find the amount the vans pay.",
        "4. Add the amount the cars pay and the amount the vans pay to find the amount the ferry earns.",
        "5. State how much the ferry earns.",
    ]


def test_the_preplan_names_kind_unknown_data_and_a_pitfall() -> None:
    text = written(FERRY, "preplan")
    assert len(text.split("\n\n")) == 4
    for part in ("how much the ferry earns", "the number of cars", "half as many vans"):
        assert part in text


def test_the_first_step_is_the_first_operation_with_values_as_stated() -> None:
    step = json.loads(write_stage(FERRY, "first_step", structured=True) or "")
    assert step["operation"] in OPERATIONS
    assert {quantity["value"] for quantity in step["quantities"]} == {"24", "half"}
    assert step["target"] == "number of vans the ferry carries"
    assert step["sentence"].startswith("Multiply the stated fraction (half) by the number of cars (24)")
    labels = [line.partition(":")[0] for line in written(FERRY, "first_step").splitlines()]
    assert labels == ["Quantities", "Operation", "Target", "Sentence"]


def test_the_meta_thought_introduces_each_letter_before_it_is_used() -> None:
    lines = written(FERRY, "meta_thought").splitlines()
    assert lines[0] == "Let A be the number of cars and B be the stated fraction."
    assert lines[1] == "Take the share B of A to get C, the number of vans the ferry carries."
    assert lines[-1].endswith("is what the question asks for.")


@pytest.mark.parametrize("stage", sorted(WRITERS))
def test_without_a_worked_solution_nothing_is_derived(stage: str) -> None:
    assert write_stage(Problem("p", "Why?", "4", None), stage) is None
    assert write_stage(Problem("p", "Why?", "4", "It is obvious.\n#### 4"), stage) is None


def test_a_stage_without_rules_is_told() -> None:
    with pytest.raises(UnknownStage, match="no rules for stage 'sonnet'"):
        write_stage(FERRY, "sonnet")


@pytest.mark.parametrize("stage", sorted(WRITERS))
def test_the_same_problem_gives_the_same_text(stage: str) -> None:
    first = written(FERRY, stage)
    features_of.cache_clear()
    assert written(FERRY, stage) == first


def unless_ambiguous(problem: Problem, stage: str) -> str | None:
    try:
        return write_stage(problem, stage)
    except Ambiguous:
        return None


def check(problem: Problem) -> None:
    preplan, execution = written(problem, "preplan"), written(problem, "execution")
    plan = unless_ambiguous(problem, "plan") or "1. State it."
    assert not any(map(str.isnumeric, preplan))
    assert not holds_number(preplan)
    assert "=" not in preplan + plan
    assert not revealed(plan, problem)
    assert re.fullmatch(r"(?:\d+\. [^\n]+[.!?]\n?)+", plan)
    assert execution.count("\\boxed{") == 1
    assert "<<" not in execution
    meta_thought = unless_ambiguous(problem, "meta_thought") or ""
    assert not any(letter in "0123456789" for letter in meta_thought)
    described = re.findall(
        r"(?:Let|,|and) [A-Z]{1,2} be (.*?)(?=, [A-Z]{1,2} be | and [A-Z]{1,2} be |\.$)", meta_thought, re.M
    )
    assert len(described) == len(set(described))


@pytest.mark.parametrize("problem", rows(BUNDLED), ids=lambda problem: problem.id)
def test_bundled_problems_are_derived_clean(problem: Problem) -> None:
    check(problem)
    answer = re.search(r"\\boxed\{(.*)\}", written(problem, "execution"))
    assert answer is not None
    assert answer[1] == problem.answer


def test_few_bundled_problems_are_ambiguous() -> None:
    problems = rows(BUNDLED)
    assert sum(unless_ambiguous(problem, "plan") is None for problem in problems) < 0.1 * len(problems)


def test_gsm8k_problems_are_derived_clean() -> None:
    problems = gsm8k(400)
    derived = [problem for problem in problems if write_stage(problem, "execution") is not None]
    assert len(derived) > 0.95 * len(problems)
    assert sum(unless_ambiguous(problem, "plan") is not None for problem in derived) > 0.85 * len(problems)
    for problem in derived:
        check(problem)


@st.composite
def stories(draw: st.DrawFn) -> Problem:
    """A story in which things are bought, given away, packed or sold, one change after another."""
    have = draw(st.integers(13, 900))
    question, solution, value = f"Noor has {have} shells.", [], have
    for number, kind in enumerate(draw(st.lists(st.sampled_from("+-*/"), min_size=1, max_size=5))):
        amount = draw(st.integers(3, 9)) if kind in "*/" else draw(st.integers(13, 900))
        if kind == "/" and value % amount:
            kind = "*"  # a solution that rounds is not sound, and nothing is derived from it
        said, result = _change(kind, value, amount)
        question += f" {said}"
        expression = f"{value}{kind}{amount}"
        solution.append(f"In part {number} that makes {expression} = <<{expression}={result}>>{result} shells.")
        value = result
    asked = " How many shells does Noor have at the end?"
    return Problem("story", question + asked, str(value), "\n".join([*solution, f"#### {value}"]))


def _change(kind: str, value: int, amount: int) -> tuple[str, int]:
    if kind == "+":
        return f"She finds {amount} more shells.", value + amount
    if kind == "-":
        return f"She gives away {amount} shells.", value - amount
    if kind == "*":
        return f"Then she has {amount} times as many.", value * amount
    return f"She shares them equally among {amount} friends and keeps a share.", value // amount


@given(stories())
def test_no_story_has_its_results_given_away(problem: Problem) -> None:
    check(problem)


@given(question=st.text(max_size=200), solution=st.text(max_size=200), stage=st.sampled_from(sorted(WRITERS)))
def test_any_problem_is_taken(question: str, solution: str, stage: str) -> None:
    text = write_stage(Problem("p", question, None, solution), stage)
    assert text is None or isinstance(text, str)


def _advice() -> Iterator[str]:
    for item in (*TOOLS, *CONSTRAINTS, *PITFALLS):
        yield from item.texts
    for topic in (*TOPICS, STOCK, COMPARISON, WHOLE):
        yield from (topic.label, topic.constraint, *(tool for _, tool in topic.tools))


@pytest.mark.parametrize("text", sorted(set(_advice())))
def test_our_own_words_hold_no_number(text: str) -> None:
    """A sentence with a number is dropped from a preplan, so one of ours would never be seen."""
    assert not holds_number(text)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("A train travels 60 miles per hour. What distance does it travel in 3 hours?", "motion"),
        ("Jon runs a website. Each hour it gets 50 visits at $1. How many dollars does he make in a day?", "whole"),
        ("Six sections run a paper drive. Each collected 28 kilos. How many kilos is their drive short of?", "whole"),
        ("A shirt of $20 is sold at a 10% discount. What is the sale price?", "price change"),
        ("What is the area of a rectangle that is 3 m wide?", "geometry"),
        ("Tom buys 3 pens for $2 each. How much does he pay?", "shopping"),
        ("Ann has twice as many beads as Bo. How many has Ann?", "comparison"),
        ("There were 9 birds and 4 flew off. How many are left?", "stock"),
        ("What is the average of 3 and 5?", "average"),
    ],
)
def test_the_kind_of_problem_is_told_by_its_words(question: str, name: str) -> None:
    assert topic_of(features_of(question, "")).name == name
