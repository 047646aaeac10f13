"""What a recipe with several endpoints means to those who plan a run."""

from collections.abc import Mapping
from typing import Any

import pytest

from forethought.check_view import print_check
from pipelines.estimate import estimate
from pipelines.resolve import Plan, resolve
from pipelines.top_up import Todo
from pipelines.workshop import build_generators, traces_in_flight
from schemas.problem import Problem
from schemas.recipe import Recipe
from store.problems import ProblemReport

A, B = "http://10.0.0.1:8000/v1", "http://10.0.0.2:8000/v1"
PROBLEM = Problem("p-1", "How many apples are there in two bags of three?", "6")


def plan_of(endpoints: list[Any], **role: Any) -> Plan:
    section = {"kind": "openai", "model": "m", "endpoints": endpoints, "sampling": {"max_tokens": 100}, **role}
    content: Mapping[str, Any] = {
        "name": "two",
        "pipeline": "cot",
        "problems": {"path": "p.jsonl"},
        "generators": {"default": section},
    }
    return resolve(Recipe.model_validate(content), "two.yaml")


def usd(plan: Plan) -> float | None:
    return estimate(plan, [PROBLEM], 100)[0].usd


def test_an_estimate_reckons_with_the_dearest() -> None:
    dear, cheap = {"input": 2.0, "output": 8.0}, {"input": 0.1, "output": 0.1}
    alone = usd(plan_of([A], price=dear))
    assert alone is not None and usd(plan_of([A, {"base_url": B, "price": cheap}], price=dear)) == alone
    assert usd(plan_of([A, {"base_url": B, "price": dear}], price=cheap)) == alone
    assert usd(plan_of([A, {"base_url": B, "price": cheap}])) is None, "one has no price"


@pytest.mark.parametrize(
    ("endpoints", "concurrency", "traces"),
    [
        ([A], 10, 20),
        ([A, B], 10, 40),
        ([A, {"base_url": B, "concurrency": 3}], 10, 26),
        ([A, B], "auto", 2048),
    ],
)
def test_enough_traces_are_under_way_for_all_endpoints(endpoints: list[Any], concurrency: Any, traces: int) -> None:
    plan = plan_of(endpoints, concurrency=concurrency)
    assert traces_in_flight(plan, build_generators(plan, "two.yaml")) == traces


def test_a_check_names_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    plan = plan_of([A, {"base_url": B}])
    print_check(plan, ProblemReport(1, 1, {}, 0, 0, "", None), Todo(), estimate(plan, [PROBLEM], 1))
    said = capsys.readouterr().out
    assert A in said and B in said
