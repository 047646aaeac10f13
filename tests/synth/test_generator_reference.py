"""The reference generator: an ordinary generator, honest about what it is."""

import pytest

from schemas.errors import GenerationError, UserError
from schemas.problem import Problem
from schemas.request import Message, Origin, Request
from synth.protocol import Generator
from synth.registry import build_generator

PROBLEM = Problem(
    "p", "Ivo has 3 nets and buys 4 nets. How many nets has he?", "7", "He has 3+4 = <<3+4=7>>7 nets.\n#### 7"
)


def make() -> Generator:
    return build_generator("planner", {"kind": "reference"}, "recipe.yaml")


def request(stage: str, problem: Problem | None = PROBLEM, pipeline: str = "ppc") -> Request:
    origin = Origin(pipeline, stage, "p", 0, 0, "", problem)
    return Request((Message("user", "..."),), "reference-rules-3", origin=origin)


def test_it_says_that_it_is_rules_and_no_model() -> None:
    generator = make()
    assert (generator.kind, generator.model) == ("reference", "reference-rules-3")
    assert dict(generator.sampling) == {}
    traits = generator.traits
    assert (traits.sees_problem, traits.deterministic, traits.journaled) == (True, True, False)


@pytest.mark.parametrize(
    ("pipeline", "stage"),
    [
        ("ppc", "preplan"),
        ("ppc", "plan"),
        ("ppc", "execution"),
        ("fslr", "first_step"),
        ("comt", "meta_thought"),
        ("cot", "cot"),
        ("plan_cot", "plan"),
        ("plan_cot", "cot"),
    ],
)
async def test_it_answers_every_stage_without_a_call(pipeline: str, stage: str) -> None:
    generator = make()
    await generator.check()
    completion = await generator.complete(request(stage, pipeline=pipeline))
    assert completion.text
    assert (completion.finish_reason, completion.calls, completion.model) == ("stop", 0, "reference-rules-3")
    await generator.close()


@pytest.mark.parametrize(
    ("solution", "kind"),
    [
        (None, "no_reference_solution"),
        ("", "no_reference_solution"),
        ("It is plain to see.\n#### 7", "solution_without_computation"),
        ("He has 3+4 = <<3+4=8>>8 nets.\n#### 8", "solution_untrue"),
        ("He has 3+4 = <<3+4=7>>9 nets.\n#### 7", "solution_untrue"),
        ("He has 3+4 = <<3+4=7>>7 nets, and one more.\n#### 8", "solution_misses_answer"),
    ],
)
async def test_what_a_solution_lacks_is_the_reason(solution: str | None, kind: str) -> None:
    problem = Problem("p", PROBLEM.question, "7", solution)
    with pytest.raises(GenerationError, match=f"^{kind}: problem p: ") as raised:
        await make().complete(request("plan", problem))
    assert raised.value.kind == kind


async def test_a_sound_solution_that_the_rules_cannot_read_is_told_apart() -> None:
    """A first step needs an operation between stated values; this computation is none."""
    problem = Problem("p", "What is 7?", "7", "It is <<7=7>>7.\n#### 7")
    with pytest.raises(GenerationError) as raised:
        await make().complete(request("first_step", problem, "fslr"))
    assert raised.value.kind == "solution_not_covered"


@pytest.mark.parametrize(("stage", "problem"), [("plan", None), ("judges/adherence", PROBLEM)])
async def test_what_it_has_no_rules_for_it_does_not_answer(stage: str, problem: Problem | None) -> None:
    with pytest.raises(GenerationError) as raised:
        await make().complete(request(stage, problem))
    assert raised.value.kind == "bad_request"


def test_there_is_nothing_to_set() -> None:
    with pytest.raises(UserError, match="unknown key 'model'"):
        build_generator("planner", {"kind": "reference", "model": "m"}, "recipe.yaml")
