"""The meta-thought pipeline against a toy, and against a server that puts numbers where none belong."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.comt import PIPELINE
from schemas.errors import GenerationError
from schemas.problem import Problem
from schemas.recipe import parse_recipe
from schemas.request import Request
from schemas.trace import Status, Trace
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, scripted
from synth.prompting import load_prompt
from tests.pipelines.toys import Toy, engine_of, stage_of

PROBLEM = Problem(
    "p-1", "Four bags hold three apples each. How many apples are there?", "12", "4*3 = <<4*3=12>>12 apples"
)
GOOD = (
    "Let bag_count be the number of bags and apples_per_bag the number of apples in each of them.\n"
    "Multiply bag_count by apples_per_bag to get total_apples, which is what the question asks for."
)
NUMBERS = f"{GOOD} That is four times three."
UNDEFINED = f"{GOOD} Then divide by q."
ON = ("pipeline=comt", "filters={}")
EXECUTED = "filters={executable: {enabled: true, role: default, tries: 2}}"


async def traced(toy: Toy, *overrides: str) -> Trace:
    (trace,) = await engine_of(toy, *ON, *overrides).run([PROBLEM])
    return trace


async def test_a_thought_without_numbers_is_accepted() -> None:
    trace = await traced(Toy(lambda request: GOOD))
    row = PIPELINE.shape.row(trace, None, "d")
    assert trace.status is Status.ACCEPTED, trace.reasons
    assert row["variable_names"] == "bag_count, apples_per_bag, total_apples"
    assert row["saving"] == pytest.approx(1 - row["meta_thought_tokens"] / row["solution_tokens"], abs=1e-5)


async def test_the_teacher_sees_the_question_only_and_the_papers_sentence() -> None:
    toy = Toy(lambda request: GOOD)
    await traced(toy)
    said = "\n".join(message.content for message in toy.requests[0].messages)
    assert PROBLEM.question in said and "<<" not in said
    assert "using only variable names. Do NOT calculate any specific numbers." in said


def test_the_prompts_own_words_would_pass_its_example() -> None:
    """The example that the teacher is shown must itself be a good meta-thought."""
    from filters.number_free import NumberFreeSettings, numbers_in
    from filters.variables import find_flaws

    system = load_prompt("comt/meta_thought").render({"question": "q"})[0].content
    example = system.split("Example of its meta-thought:")[1]
    flaws = find_flaws(example)
    assert numbers_in(example, NumberFreeSettings()) == [] and flaws.undefined == flaws.respelt == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (NUMBERS, "number_free:contains_numbers"),
        (UNDEFINED, "variables:undefined_variable"),
        (f"{GOOD} \\boxed{{}}", "format:early_boxed"),
        ("Multiply the bags.", "length:too_short"),
    ],
)
async def test_each_misbehaviour_ends_as_its_verdict_after_the_rounds(said: str, reason: str) -> None:
    toy = Toy(lambda request: said)
    trace = await traced(toy)
    assert trace.reasons == [reason] and len(toy.requests) == 3


async def test_a_correction_round_is_told_the_numbers() -> None:
    said = iter([NUMBERS, GOOD])
    toy = Toy(lambda request: next(said))
    trace = await traced(toy)
    assert trace.status is Status.ACCEPTED
    assert '"four"' in toy.requests[1].messages[-1].content and '"three"' in toy.requests[1].messages[-1].content


async def test_the_gold_in_words_is_found_without_a_round() -> None:
    toy = Toy(lambda request: f"{GOOD} A dozen it is.")
    trace = await traced(toy, "filters={number_free: {enabled: false}}")
    assert trace.reasons == ["gold_absent:states_gold"] and len(toy.requests) == 1


def solving(*answers: str) -> Toy:
    """A teacher that is right, and an executor that answers in turn."""
    left = list(answers)
    return Toy(lambda request: GOOD if stage_of(request) == "meta_thought" else left.pop(0))


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ([r"\boxed{12}"], []),
        ([r"\boxed{13}", r"\boxed{12}"], []),
        ([r"\boxed{13}", "The steps lead nowhere."], ["executable:not_executable"]),
    ],
)
async def test_a_solver_must_reach_the_gold_from_it(answers: list[str], reasons: list[str]) -> None:
    toy = solving(*answers)
    trace = await traced(toy, EXECUTED)
    asked = [request for request in toy.requests if stage_of(request) == "comt/execute"]
    assert trace.reasons == reasons and len(asked) == len(answers) == len(trace.judgements)
    for request in asked:
        said = "\n".join(message.content for message in request.messages)
        assert PROBLEM.question in said and GOOD in said and "<<4*3=12>>" not in said


async def test_an_executor_that_does_not_answer_fails_the_trace() -> None:
    def refuse(request: Request) -> str:
        if stage_of(request) == "comt/execute":
            raise GenerationError("timeout", "no answer")
        return GOOD

    trace = await traced(Toy(refuse), EXECUTED)
    assert trace.status is Status.FAILED and "executable" in (trace.error or "")


RECIPE = """
name: thoughts
pipeline: comt
problems: {path: PROBLEMS}
generators: {default: {kind: openai, base_url: URL, model: fake, concurrency: 8, sampling: {max_tokens: 400}}}
dataset: {root: ROOT}
"""


@pytest.mark.parametrize(
    ("replies", "status", "reasons", "calls"),
    [
        ([GOOD], "accepted", [], 1),
        ([NUMBERS, f"{NUMBERS} Or five.", GOOD], "accepted", [], 3),
        ([NUMBERS], "rejected", ["number_free:contains_numbers"], 3),
        ([f"{GOOD}\n\\[\\frac{{1}}{{2}}\\]"], "rejected", ["number_free:contains_numbers"], 3),
        ([UNDEFINED], "rejected", ["variables:undefined_variable"], 3),
    ],
)
async def test_a_misbehaving_server_yields_the_right_rows(
    tmp_path: Path, replies: list[str], status: str, reasons: list[str], calls: int
) -> None:
    line = {"question": PROBLEM.question, "answer": "12", "solution": PROBLEM.solution}
    (tmp_path / "problems.jsonl").write_text(json.dumps(line), encoding="utf-8")
    async with FakeServer(FakeSettings(responder=scripted([("", replies)]))) as server:
        text = RECIPE.replace("PROBLEMS", str(tmp_path / "problems.jsonl")).replace("ROOT", str(tmp_path / "data"))
        recipe = parse_recipe(text.replace("URL", json.dumps(server.base_url)), "thoughts.yaml")
        await run_build(recipe, "thoughts.yaml")
    rows: list[dict[str, Any]] = Dataset.at(tmp_path / "data", "thoughts").read().to_arrow().to_pylist()
    assert [(row["status"], row["reasons"], len(row["provenance"])) for row in rows] == [(status, reasons, calls)]
    assert rows[0]["prompt"].startswith(PROBLEM.question) and "no numbers" in rows[0]["prompt"]
