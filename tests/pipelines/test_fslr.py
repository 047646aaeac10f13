"""The first-step pipeline against a toy, and against a server that misbehaves in every way we know."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.fslr import PIPELINE
from pipelines.resolve import resolve
from schemas.errors import UserError
from schemas.first_step import OPERATIONS, RESPONSE_FORMAT
from schemas.problem import Problem
from schemas.recipe import parse_recipe
from schemas.request import Completion, Request
from schemas.trace import Status, Trace
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, Reply, scripted
from synth.prompting import load_prompt
from synth.protocol import Traits
from tests.filters.first_steps import QUESTION, SENTENCE, SOLUTION, step_of
from tests.pipelines.toys import Toy, engine_of

PROBLEM = Problem("p-1", QUESTION, "72", SOLUTION)
GOOD = json.dumps(step_of().to_json())
TWO_STEPS = json.dumps(step_of(sentence=f"{SENTENCE} Then add the 48 clips to them.").to_json())
COMPUTED = json.dumps(step_of(sentence="Divide the 48 clips by two, which gives 24.").to_json())
INVENTED = json.dumps(step_of(pairs=(("April", "48"), ("days", "31"))).to_json())
GOLD = json.dumps(step_of(sentence="Divide the 48 clips by two on the way to 72.").to_json())
OTHER = json.dumps(step_of("add", sentence="Add the 48 clips to half as many.").to_json())
ON = ("pipeline=fslr", "filters={}")


async def traced(toy: Toy, *overrides: str) -> Trace:
    (trace,) = await engine_of(toy, *ON, *overrides).run([PROBLEM])
    return trace


def in_turn(*answers: str | Completion) -> Callable[[Request], str | Completion]:
    """Answers one after the other, the last again and again."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


async def test_a_good_step_is_accepted_with_its_parts() -> None:
    trace = await traced(Toy(lambda request: GOOD))
    row = PIPELINE.shape.row(trace, None, "d")
    assert trace.status is Status.ACCEPTED, trace.reasons
    assert (row["first_step"], row["operation"], row["target"]) == (SENTENCE, "divide", "clips sold in May")
    assert json.loads(row["quantities"])[0] == {"name": "clips sold in April", "value": "48"}
    assert row["first_step_tokens"] < row["solution_tokens"] and row["saving"] == pytest.approx(
        1 - row["first_step_tokens"] / row["solution_tokens"], abs=1e-5
    )


async def test_the_teacher_sees_the_question_and_is_held_to_the_schema() -> None:
    toy = Toy(lambda request: GOOD)
    await traced(toy)
    (request,) = toy.requests
    said = "\n".join(message.content for message in request.messages)
    assert QUESTION in said and "<<" not in said and "72" not in said
    assert request.response_format == RESPONSE_FORMAT and all(name in said for name in OPERATIONS)


async def test_endpoints_without_schemas_are_asked_for_lines() -> None:
    lines = (
        "Quantities: clips sold in April = 48; share = half\nOperation: divide\nTarget: clips in May\n"
        f"Sentence: {SENTENCE}"
    )
    toy = Toy(lambda request: lines)
    options = "stages={first_step: {structured: false, prompts: [fslr/first_step.plain]}}"
    trace = await traced(toy, options)
    assert trace.status is Status.ACCEPTED and toy.requests[0].response_format is None


MISBEHAVIOUR = [
    (TWO_STEPS, ["one_step:several_steps"]),
    (COMPUTED, ["computed_value:number_not_in_question"]),
    (INVENTED, ["grounded:value_not_in_question"]),
    ("Divide it by two, I would say.", ["parse:no_json"]),
    (GOOD[:-5], ["parse:invalid_json"]),
    (GOOD.replace("divide", "guess"), ["operation:unknown_operation"]),
    (GOOD.replace(SENTENCE, r"Divide 48 by two: \\boxed{}"), ["format:early_boxed"]),
    (
        GOOD.replace(SENTENCE, "Divide " + "the forty-eight clips " * 60),
        ["length:too_long", "repetition:repeats_itself"],
    ),
]


@pytest.mark.parametrize(("said", "reasons"), MISBEHAVIOUR)
async def test_each_misbehaviour_ends_as_its_verdict_after_the_rounds(said: str, reasons: list[str]) -> None:
    toy = Toy(in_turn(said))
    trace = await traced(toy, "filters={reference_step: {enabled: false}, gold_absent: {enabled: false}}")
    assert trace.status is Status.REJECTED
    assert trace.reasons == reasons
    assert len(toy.requests) == 3


@pytest.mark.parametrize("said", [said for said, _ in MISBEHAVIOUR])
async def test_a_correction_round_mends_it(said: str) -> None:
    toy = Toy(in_turn(said, GOOD))
    trace = await traced(toy)
    assert trace.status is Status.ACCEPTED and len(toy.requests) == 2
    assert toy.requests[1].messages[-2].content == said


async def test_gold_and_reference_reject_without_a_round() -> None:
    for said, reason in ((GOLD, "gold_absent:states_gold"), (OTHER, "reference_step:other_computation")):
        toy = Toy(in_turn(said))
        trace = await traced(toy, "filters={computed_value: {enabled: false}, reference_step: {reject: other}}")
        assert trace.reasons == [reason] and len(toy.requests) == 1


async def test_half_a_json_is_truncated_and_not_malformed() -> None:
    trace = await traced(Toy(lambda request: Completion(GOOD[:40], finish_reason="length")))
    assert trace.reasons == ["truncated:truncated"]


async def test_samples_vote_on_the_step() -> None:
    def by_sample(request: Request) -> str:
        return OTHER if request.sample == 2 else GOOD

    engine = engine_of(Toy(by_sample), *ON, "samples_per_problem=3", "filters={reference_step: {enabled: false}}")
    traces = await engine.run([PROBLEM])
    assert [trace.reasons for trace in traces] == [[], [], ["agreement:few_agree"]]


async def test_the_reference_generator_needs_no_model() -> None:
    toy = Toy(traits=Traits(sees_problem=True, deterministic=True, journaled=False), answer=lambda request: GOOD)
    assert (await traced(toy)).status is Status.ACCEPTED


def test_a_problem_without_solution_has_no_saving() -> None:
    row = PIPELINE.shape.row(Trace(Problem("p", "How many?", "1"), "fslr"), None, "d")
    assert row["saving"] is None and row["solution_tokens"] is None and row["quantities"] is None


def test_both_prompts_ask_for_the_same_fields() -> None:
    for name in ("fslr/first_step", "fslr/first_step.plain"):
        text = "\n".join(block.content for block in load_prompt(name).render({"question": "q"}))
        assert all(field in text.lower() for field in ("quantities", "operation", "target", "sentence", *OPERATIONS))


RECIPE = """
name: steps
pipeline: fslr
problems: {path: PROBLEMS}
generators: {teacher: {kind: openai, base_url: URL, model: fake, concurrency: 8, sampling: {max_tokens: 400}}}
dataset: {root: ROOT}
"""


async def run_against(folder: Path, responder: Any, *overrides: str) -> tuple[Any, list[dict[str, Any]]]:
    """A whole run against the fake; the result and the rows."""
    line = {"question": QUESTION, "answer": "72", "solution": SOLUTION}
    (folder / "problems.jsonl").write_text(json.dumps(line), encoding="utf-8")
    async with FakeServer(FakeSettings(responder=responder)) as server:
        paths = {"PROBLEMS": folder / "problems.jsonl", "ROOT": folder / "data", "URL": json.dumps(server.base_url)}
        text = RECIPE
        for name, value in paths.items():
            text = text.replace(name, str(value))
        result = await run_build(parse_recipe(text, "steps.yaml", overrides), "steps.yaml")
    rows = Dataset.at(folder / "data", "steps").read().to_arrow().to_pylist()
    return result, rows


@pytest.mark.parametrize(
    ("replies", "status", "reasons"),
    [
        ([GOOD], "accepted", []),
        ([f"Sure! ```json\n{GOOD}\n``` Anything else?"], "accepted", []),
        ([GOOD[:-5], "no idea", GOOD], "accepted", []),
        (["I would rather not say it that way."], "rejected", ["parse:no_json"]),
        ([GOOD[:-5]], "rejected", ["parse:invalid_json"]),
        ([TWO_STEPS], "rejected", ["one_step:several_steps"]),
        ([TWO_STEPS, GOOD], "accepted", []),
        ([COMPUTED], "rejected", ["computed_value:number_not_in_question"]),
    ],
)
async def test_a_misbehaving_server_yields_the_right_rows(
    tmp_path: Path, replies: list[str], status: str, reasons: list[str]
) -> None:
    _, (row,) = await run_against(tmp_path, scripted([("", replies)]))
    assert row["status"] == status
    assert row["reasons"] == reasons
    assert len(row["provenance"]) == (
        1
        if status == "accepted" and len(replies) == 1
        else min(3, max(len(replies), 3))
        if status == "rejected"
        else len(replies)
    )


async def test_a_reply_cut_by_the_token_limit_is_truncated(tmp_path: Path) -> None:
    _, (row,) = await run_against(tmp_path, lambda request: Reply(GOOD), "generators.teacher.sampling.max_tokens=10")
    assert "truncated:truncated" in row["reasons"] and not any(r.startswith("parse") for r in row["reasons"])


async def test_the_row_holds_both_turns_and_the_run_its_saving(tmp_path: Path) -> None:
    result, (row,) = await run_against(tmp_path, lambda request: GOOD)
    assert row["prompt"] == PIPELINE.instruction.replace("{question}", QUESTION) and row["response"] == SENTENCE
    assert result.means["saving"] == pytest.approx(row["saving"]) and result.means["solution_tokens"] > 0
    assert "| saving |" in Path(result.report).read_text(encoding="utf-8")


async def test_the_recipe_sets_the_training_prompt(tmp_path: Path) -> None:
    _, (row,) = await run_against(tmp_path, lambda request: GOOD, "render.instruction='First step of: {question}'")
    assert row["prompt"] == f"First step of: {QUESTION}"


def test_an_instruction_without_a_question_is_the_users_error() -> None:
    with pytest.raises(UserError, match=r"\{question\}"):
        parse_recipe(RECIPE, "steps.yaml", ["render.instruction=Solve."])


def test_another_instruction_is_another_digest() -> None:
    plain = RECIPE.replace("URL", "http://127.0.0.1:1/v1")
    digests = {
        resolve(parse_recipe(plain, "s", changes), "s").digest
        for changes in ([], ["render.instruction='x {question}'"])
    }
    assert len(digests) == 2
