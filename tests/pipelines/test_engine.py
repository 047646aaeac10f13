"""The engine: conditioning, retries with evidence, statuses, and no barrier anywhere."""

import asyncio

import pytest

from schemas.errors import GenerationError, UserError
from schemas.problem import Problem
from schemas.request import Completion, Request
from schemas.trace import Status
from synth.protocol import Traits
from tests.pipelines.toys import ANSWERS, EXECUTION, PROBLEM, Toy, engine_of, stage_of, staged

SPOILED = "We get 12. Therefore the answer is 12. Note 3 * 4 = 12 and 12 = 12 and x = 1200."


def text_of(request: Request) -> str:
    return "\n".join(message.content for message in request.messages)


async def test_a_good_trace_is_accepted() -> None:
    trace = await engine_of(Toy()).trace(PROBLEM)
    assert trace.status is Status.ACCEPTED, trace.verdicts
    assert {name: stage.text for name, stage in trace.stages.items()} == ANSWERS


async def test_each_stage_sees_exactly_what_the_paper_gives_it() -> None:
    toy = Toy()
    await engine_of(toy).trace(PROBLEM)
    preplan, plan, execution = map(text_of, toy.requests)
    assert PROBLEM.question in preplan and PROBLEM.question in plan and PROBLEM.question in execution
    assert ANSWERS["preplan"] not in preplan and ANSWERS["preplan"] in plan
    assert ANSWERS["plan"] in execution and ANSWERS["preplan"] not in execution


async def test_a_switch_lets_the_execution_see_the_preplan() -> None:
    toy = Toy()
    await engine_of(toy, "stages.execution.also_sees=[preplan]").trace(PROBLEM)
    assert ANSWERS["preplan"] in text_of(toy.requests[-1])


async def test_no_request_ever_holds_gold_or_solution() -> None:
    problem = Problem("p", "How many?", "GOLD-31415", solution="SOLUTION-27182")
    toy = Toy(lambda request: SPOILED if stage_of(request) == "preplan" else ANSWERS[stage_of(request)])
    await engine_of(toy).trace(problem)
    assert len(toy.requests) == 5
    for request in toy.requests:
        assert "31415" not in text_of(request) and "27182" not in text_of(request)
        assert request.origin is not None and request.origin.problem is None


async def test_a_generator_that_may_see_the_problem_gets_it() -> None:
    toy = Toy(traits=Traits(sees_problem=True, journaled=False))
    await engine_of(toy).trace(PROBLEM)
    assert all(request.origin and request.origin.problem == PROBLEM for request in toy.requests)


async def test_a_rejected_text_is_asked_for_again_with_its_evidence() -> None:
    said = iter([SPOILED, ANSWERS["preplan"], ANSWERS["plan"], EXECUTION])
    toy = Toy(lambda request: next(said))
    trace = await engine_of(toy).trace(PROBLEM)
    retry = toy.requests[1].messages
    assert trace.status is Status.ACCEPTED
    assert retry[-2] == ("assistant", SPOILED) and "3 * 4 = 12" in SPOILED and "We get 12" in retry[-1].content
    assert [attempt.text for attempt in trace.stages["preplan"].attempts] == [SPOILED, ANSWERS["preplan"]]


async def test_a_text_that_comes_back_unchanged_is_still_another_request() -> None:
    said = iter([SPOILED, SPOILED, ANSWERS["preplan"], ANSWERS["plan"], EXECUTION])
    toy = Toy(lambda request: next(said))
    trace = await engine_of(toy).trace(PROBLEM)
    assert trace.status is Status.ACCEPTED and len({request.fingerprint for request in toy.requests}) == 5


async def test_retries_end_and_the_trace_goes_on_rejected() -> None:
    toy = Toy(lambda request: SPOILED if stage_of(request) == "preplan" else ANSWERS[stage_of(request)])
    trace = await engine_of(toy).trace(PROBLEM)
    assert len(trace.stages["preplan"].attempts) == 3
    assert trace.status is Status.REJECTED and list(trace.stages) == ["preplan", "plan", "execution"]
    assert any(code.startswith("spoiler:") for code in trace.reasons)


async def test_on_reject_stop_saves_the_later_calls() -> None:
    toy = Toy(lambda request: SPOILED)
    trace = await engine_of(toy, "on_reject=stop", "stages.preplan.retries=0").trace(PROBLEM)
    assert list(trace.stages) == ["preplan"] and len(toy.requests) == 1


async def test_a_deterministic_generator_is_not_asked_twice() -> None:
    toy = Toy(lambda request: SPOILED, Traits(deterministic=True, journaled=False))
    await engine_of(toy).trace(PROBLEM)
    assert len(toy.requests) == 3


async def test_the_attempt_with_the_fewest_complaints_is_kept() -> None:
    said = iter([SPOILED, "", SPOILED + " again", *[ANSWERS["plan"], EXECUTION]])
    trace = await engine_of(Toy(lambda request: next(said))).trace(PROBLEM)
    assert trace.stages["preplan"].kept == 2


async def test_half_a_text_is_asked_for_once_more_and_never_built_upon() -> None:
    toy = Toy(lambda request: Completion(ANSWERS["preplan"][:40], finish_reason="length"))
    trace = await engine_of(toy).trace(PROBLEM)
    assert trace.reasons == ["truncated:truncated"] and list(trace.stages) == ["preplan"]
    assert len(toy.requests) == 2


async def test_a_wrong_answer_is_rejected_without_a_retry() -> None:
    toy = Toy(lambda request: staged(request).replace("12", "13"))
    trace = await engine_of(toy).trace(PROBLEM)
    assert trace.reasons == ["answer:wrong_answer", "arithmetic:wrong_arithmetic"] and len(toy.requests) == 3


async def test_a_generator_that_cannot_answer_makes_a_failed_trace() -> None:
    def refuse(request: Request) -> str:
        if stage_of(request) == "plan":
            raise GenerationError("timeout", "no answer within 5 s")
        return staged(request)

    trace = await engine_of(Toy(refuse)).trace(PROBLEM)
    assert trace.status is Status.FAILED and trace.error == "plan: timeout: no answer within 5 s"
    assert list(trace.stages) == ["preplan", "plan"]


async def test_what_the_user_must_fix_stops_everything_with_one_sentence() -> None:
    def refuse(request: Request) -> str:
        raise UserError("the key is wrong")

    problems = [Problem(f"p-{i}", f"How many {i}?", "1") for i in range(5)]
    with pytest.raises(UserError, match="the key is wrong"):
        await engine_of(Toy(refuse)).run(problems)


async def test_samples_of_a_problem_are_asked_apart() -> None:
    toy = Toy()
    traces = await engine_of(toy, "samples_per_problem=3").run([PROBLEM])
    assert [trace.id for trace in traces] == ["p-1/0", "p-1/1", "p-1/2"]
    assert len({request.fingerprint for request in toy.requests}) == 9


async def test_prompt_variants_are_drawn_by_seed_and_all_used() -> None:
    problems = [Problem(f"p-{i}", f"How many {i}?", "1") for i in range(40)]
    variants = "stages.preplan.prompts=[ppc/preplan, ppc/preplan.socratic]"

    async def drawn(seed: int) -> list[str]:
        traces = await engine_of(Toy(), variants, f"seed={seed}").run(problems)
        return [trace.stages["preplan"].attempt.prompt_id for trace in traces]

    first, again, other = [await drawn(seed) for seed in (1, 1, 2)]
    assert first == again != other and set(first) == {"ppc/preplan", "ppc/preplan.socratic"}


async def test_no_trace_waits_for_another() -> None:
    """One problem never gets its preplan; all others must still finish."""
    finished = asyncio.Event()

    class Stuck(Toy):
        async def complete(self, request: Request) -> Completion:
            if request.origin and request.origin.problem_id == "p-0":
                await finished.wait()
            return await super().complete(request)

    problems = [Problem(f"p-{i}", f"How many {i}?", "12") for i in range(20)]
    engine = engine_of(Stuck(), traces_in_flight=4)
    run = asyncio.create_task(engine.run(problems))
    while engine.progress.done < 19:
        await asyncio.sleep(0)
    finished.set()
    assert len(await run) == 20


async def test_traces_in_flight_are_bounded() -> None:
    most = 0
    engine = engine_of(Toy(), traces_in_flight=3)

    def watch(request: Request) -> str:
        nonlocal most
        most = max(most, engine.progress.in_flight)
        return staged(request)

    engine.asker.generators["default"].answer = watch  # type: ignore[attr-defined]
    await engine.run([Problem(f"p-{i}", f"How many {i}?", "12") for i in range(20)])
    assert most == 3


async def test_more_problems_are_admitted_only_when_slots_need_them() -> None:
    engine = engine_of(Toy(), traces_in_flight=2)
    problems = [Problem(f"p-{i}", f"How many {i}?", "12") for i in range(6)]
    await engine.admit(problems)
    second = asyncio.create_task(engine.admit(problems))
    await asyncio.sleep(0.01)
    assert not second.done()
    await engine.run(problems)
    await asyncio.wait_for(second, 300)
