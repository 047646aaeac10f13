"""The baselines: what each stage sees, and how several samples of a problem are counted and stored."""

from pathlib import Path

import pytest

from pipelines.engine import Engine
from pipelines.progress import Progress
from pipelines.resolve import Plan, resolve
from pipelines.rows import response
from schemas.recipe import parse_recipe
from schemas.request import Request
from schemas.trace import Status, Trace
from synth.asker import Asker
from tests.pipelines.toys import EXECUTION, PLAN, PROBLEM, Answer, Toy, stage_of

WRONG = EXECUTION.replace("12", "13")
RECIPES = sorted((Path(__file__).parents[2] / "recipes").glob("*cot-*.yaml"))


def plan_of(pipeline: str, *overrides: str) -> Plan:
    source = "problems: {path: nowhere.jsonl}\ngenerators: {default: {kind: reference}}"
    text = f"name: toy\npipeline: {pipeline}\n{source}"
    return resolve(parse_recipe(text, "toy.yaml", overrides), "toy.yaml")


def engine_of(toy: Toy, plan: Plan) -> Engine:
    return Engine(plan, Asker({"default": toy}, None), Progress(), 8)


def right_in(*samples: int) -> Answer:
    """Answers rightly in these samples only."""

    def answer(request: Request) -> str:
        if stage_of(request) == "plan":
            return PLAN
        return EXECUTION if request.sample in samples else WRONG

    return answer


async def sampled(pipeline: str, right: tuple[int, ...], *overrides: str) -> tuple[Plan, list[Trace]]:
    plan = plan_of(pipeline, "samples_per_problem=4", *overrides)
    return plan, await engine_of(Toy(right_in(*right)), plan).run([PROBLEM])


@pytest.mark.parametrize("pipeline", ["cot", "plan_cot"])
async def test_right_samples_of_a_mixed_problem_are_accepted(pipeline: str) -> None:
    plan, traces = await sampled(pipeline, (0, 2))
    assert [trace.status for trace in traces] == [Status.ACCEPTED, Status.REJECTED] * 2
    rows = [plan.pipeline.shape.row(trace, response(plan, trace), plan.digest) for trace in traces]
    assert {row["pass_rate"] for row in rows} == {0.5} and {row["majority_answer"] for row in rows} == {"12"}
    assert [row["predicted_answer"] for row in rows] == ["12", "13", "12", "13"]
    assert all(row["cot_tokens"] > 10 for row in rows)


@pytest.mark.parametrize("pipeline", ["cot", "plan_cot"])
@pytest.mark.parametrize(("right", "reason"), [((), "too_hard"), ((0, 1, 2, 3), "too_easy")])
async def test_problems_without_contrast_are_rejected_whole(pipeline: str, right: tuple[int, ...], reason: str) -> None:
    _, traces = await sampled(pipeline, right)
    assert all(f"pass_rate:{reason}" in trace.reasons for trace in traces)
    _, kept = await sampled(pipeline, right, "filters.pass_rate.keep_unanimous=true")
    assert [trace.status is Status.ACCEPTED for trace in kept] == [sample in right for sample in range(4)]


@pytest.mark.parametrize("pipeline", ["cot", "plan_cot"])
async def test_one_sample_is_accepted_by_default(pipeline: str) -> None:
    plan = plan_of(pipeline)
    (trace,) = await engine_of(Toy(right_in(0)), plan).run([PROBLEM])
    assert trace.status is Status.ACCEPTED
    assert plan.pipeline.shape.row(trace, None, "")["pass_rate"] == 1.0


async def test_the_cot_sees_the_question_and_the_planned_one_its_plan() -> None:
    for pipeline, shown in (("cot", False), ("plan_cot", True)):
        toy = Toy(right_in(0))
        await engine_of(toy, plan_of(pipeline)).run([PROBLEM])
        asked = "\n".join(message.content for message in toy.requests[-1].messages)
        assert PROBLEM.question in asked and (PLAN in asked) == shown


async def test_a_box_is_wanted_in_the_cot_and_not_in_the_plan() -> None:
    boxed = Toy(lambda request: PLAN + r" \boxed{12}" if stage_of(request) == "plan" else EXECUTION)
    (trace,) = await engine_of(boxed, plan_of("plan_cot", "stages.plan.retries=0")).run([PROBLEM])
    assert trace.reasons == ["format:early_boxed"]
    (trace,) = await engine_of(Toy(lambda _: "It is twelve."), plan_of("cot", "stages.cot.retries=0")).run([PROBLEM])
    assert "format:missing_boxed" in trace.reasons


async def test_turns_are_the_bare_cot_or_tagged_segments() -> None:
    for pipeline, turn in (
        ("cot", EXECUTION),
        ("plan_cot", f"<plan>\n{PLAN}\n</plan>\n<cot>\n{EXECUTION}\n</cot>"),
    ):
        plan = plan_of(pipeline)
        (trace,) = await engine_of(Toy(right_in(0)), plan).run([PROBLEM])
        assert response(plan, trace) == turn


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_ready_recipes_resolve(path: Path) -> None:
    plan = resolve(parse_recipe(path.read_text(encoding="utf-8"), str(path)), str(path))
    assert plan.recipe.name == path.stem and plan.pipeline.name == path.stem.split("-")[0]


def test_all_ready_recipes_were_found() -> None:
    assert len(RECIPES) >= 4
