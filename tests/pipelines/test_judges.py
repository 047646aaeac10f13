"""Judges in a pipeline, against the shipped fake scripted to misbehave: real HTTP, real journal, real prompts."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from filters.tokens import count_regex_v1
from pipelines.build import run_build
from pipelines.estimate import estimate
from pipelines.progress import Progress
from pipelines.resolve import resolve
from pipelines.workshop import open_engine
from schemas.errors import UserError
from schemas.problem import Problem
from schemas.recipe import Recipe, parse_recipe
from schemas.trace import Status, Trace
from schemas.verdict import Verdict
from store.dataset import Dataset
from synth.fake import ChatRequest, FakeServer, FakeSettings, Fault, Reply, scripted, staged
from synth.prompting import load_prompt
from tests.pipelines.judging import ADHERENCE, asked, judged_recipe, rating, rows_of

QUESTION = "A shop has 11 shelves with 3 lamps each. How many lamps is that?"
PROBLEM = Problem("p-1", QUESTION, "33", solution="Eleven times three is 33.\n#### 33")
SPOILER, PROXIMITY = "Judge whether the preplan", "Judge how near"


def by_order(first: float, second: float) -> Callable[[ChatRequest], str]:
    """A judge with a taste for one order: it answers by which text stands first."""

    def answer(request: ChatRequest) -> str:
        asked = request.last
        return rating(first if asked.index("Preplan:") < asked.index("Plan:\n") else second)

    return answer


def fake(marker: str, replies: Any, **changes: Any) -> FakeServer:
    """A server that plays the stages well, and this judge by script."""
    responder = scripted([(marker, replies)], otherwise=staged(answers={QUESTION: "33"}))
    return FakeServer(FakeSettings(responder=responder, **changes))


def recipe(folder: Path, server: FakeServer, judge: str, overrides: Sequence[str] = ()) -> Recipe:
    return judged_recipe(folder, server.base_url, f"{judge}: {{enabled: true}}", overrides)


async def judged(folder: Path, server: FakeServer, judge: str, *overrides: str, problem: Problem = PROBLEM) -> Trace:
    """One problem through PPC with one judge switched on."""
    plan = resolve(recipe(folder, server, judge, overrides), "judged.yaml")
    async with open_engine(plan, folder / "journal", Progress(), "judged.yaml") as engine:
        return (await engine.run([problem]))[0]


def verdict_of(trace: Trace, judge: str) -> Verdict:
    return next(verdict for verdict in trace.verdicts if verdict.filter == judge)


async def test_agreement_is_reached_with_two_votes_in_both_orders(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(0.75)) as server:
        trace = await judged(tmp_path, server, "adherence")
        assert asked(server, ADHERENCE) == 4
    verdict = verdict_of(trace, "adherence")
    assert trace.status is Status.ACCEPTED and verdict.score == 0.75 and verdict.threshold == 0.5
    prompt = trace.judgements[0].prompt_hash
    assert verdict.detail == f"votes: 0.75/0.75, 0.75/0.75 (2 of 3 asked); judges/adherence {prompt}"


async def test_both_orders_show_the_same_texts(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1)) as server:
        trace = await judged(tmp_path, server, "adherence")
        shown = [prompt for prompt in server.log.prompts() if ADHERENCE in prompt]
    for text in (trace.text("preplan"), trace.text("plan")):
        assert text is not None and all(text in prompt for prompt in shown)
    first = [prompt.rindex("Preplan:") < prompt.rindex("Plan:\n") for prompt in shown]
    assert first == [True, False, True, False]


async def test_a_strategy_that_was_dropped_is_rejected(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(0.25)) as server:
        trace = await judged(tmp_path, server, "adherence")
    assert trace.reasons == ["adherence:strategy_not_inherited"] and verdict_of(trace, "adherence").score == 0.25


async def test_votes_that_contradict_each_other_are_counted(tmp_path: Path) -> None:
    async with fake(ADHERENCE, [rating(1), rating(0), rating(0.75)]) as server:
        trace = await judged(tmp_path, server, "adherence", "filters.adherence.both_orders=false")
        assert asked(server, ADHERENCE) == 3
    assert trace.status is Status.ACCEPTED and "votes: 1, 0, 0.75 (3 of 3" in str(verdict_of(trace, "adherence").detail)


async def test_a_judge_that_goes_by_the_order_is_undecided(tmp_path: Path) -> None:
    async with fake(ADHERENCE, by_order(1, 0)) as server:
        trace = await judged(tmp_path, server, "adherence")
        assert asked(server, ADHERENCE) == 6
    assert trace.status is Status.REJECTED and trace.reasons == ["adherence:judge_undecided"]
    assert verdict_of(trace, "adherence").score is None


async def test_an_even_vote_can_tie(tmp_path: Path) -> None:
    async with fake(ADHERENCE, [rating(1), rating(0)]) as server:
        switches = ("filters.adherence.both_orders=false", "filters.adherence.votes=2")
        trace = await judged(tmp_path, server, "adherence", *switches)
    assert trace.reasons == ["adherence:judge_undecided"]


@pytest.mark.parametrize(
    "said",
    [
        'I compared both.\n```json\n{"reason": "same tools", "score": 1}\n```',
        'In my view {"reason": "same tools", "score": 1} describes it best.',
    ],
)
async def test_an_object_in_prose_or_fence_is_read(tmp_path: Path, said: str) -> None:
    async with fake(ADHERENCE, said) as server:
        assert (await judged(tmp_path, server, "adherence")).status is Status.ACCEPTED


@pytest.mark.parametrize("said", ["Yes, it inherits the strategy well.", '{"reason": "same tools", "score": ', "{}"])
async def test_prose_and_invalid_json_are_unparseable(tmp_path: Path, said: str) -> None:
    async with fake(ADHERENCE, said) as server:
        trace = await judged(tmp_path, server, "adherence")
        assert asked(server, ADHERENCE) == 4
    assert trace.status is Status.REJECTED and trace.reasons == ["adherence:judge_unparseable"]
    assert all(attempt.text == said for attempt in trace.judgements)


async def test_one_unreadable_vote_of_three_does_no_harm(tmp_path: Path) -> None:
    async with fake(ADHERENCE, ["Well.", rating(1)]) as server:
        trace = await judged(tmp_path, server, "adherence", "filters.adherence.both_orders=false")
    assert trace.status is Status.ACCEPTED
    assert "votes: unreadable, 1, 1 (3 of 3" in str(verdict_of(trace, "adherence").detail)


async def test_half_an_answer_is_unparseable(tmp_path: Path) -> None:
    async with fake(ADHERENCE, Reply('{"reason": "it does not', finish_reason="length")) as server:
        assert (await judged(tmp_path, server, "adherence")).reasons == ["adherence:judge_unparseable"]


async def test_a_judge_that_does_not_answer_makes_the_trace_failed(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1), faults=(Fault(kind="hang", when=ADHERENCE),)) as server:
        trace = await judged(tmp_path, server, "adherence", "generators.judge.timeout={first_byte: 0.3, total: 0.3}")
    assert trace.status is Status.FAILED and trace.error is not None
    assert trace.error.startswith("adherence: no_judgement: judge did not answer judges/adherence (timeout")
    assert [attempt.error is not None for attempt in trace.judgements] == [True]


async def test_an_endpoint_that_refuses_a_schema_is_asked_without_it(tmp_path: Path) -> None:
    refusal = Fault(kind="bad_request", when=lambda request: "response_format" in request.params)
    async with fake(ADHERENCE, rating(1), faults=(refusal,)) as server:
        trace = await judged(tmp_path, server, "adherence")
        assert asked(server, ADHERENCE) == 5 and server.log.count(status=400) == 1
    assert trace.status is Status.ACCEPTED


async def test_no_schema_is_sent_where_the_recipe_says_so(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1)) as server:
        await judged(tmp_path, server, "adherence", "filters.adherence.structured=false")
        sent = [record for record in server.log.records if "response_format" in record.params]
    assert not sent


async def test_a_request_that_is_refused_anyway_fails_the_trace(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1), faults=(Fault(kind="bad_request", when=ADHERENCE),)) as server:
        trace = await judged(tmp_path, server, "adherence")
    assert trace.status is Status.FAILED and "bad_request" in str(trace.error) and len(trace.judgements) == 2


async def test_a_soft_spoiler_is_shown_where_it_stands(tmp_path: Path) -> None:
    passage = "The outcome is a single value"
    said = json.dumps({"quote": passage, "reason": "tells", "kind": "answer", "spoils": True})
    async with fake(SPOILER, said) as server:
        trace = await judged(tmp_path, server, "soft_spoiler")
        assert asked(server, SPOILER) == 2 and not any("33" in p for p in server.log.prompts() if SPOILER in p)
    verdict = verdict_of(trace, "soft_spoiler")
    assert verdict.reason == "spoils_in_words" and verdict.value == "answer"
    assert [span.text for span in verdict.evidence] == [passage]
    assert (trace.text("preplan") or "")[verdict.evidence[0].start :].startswith(passage)


async def test_proximity_rates_wrong_answers_and_rejects_nothing_itself(tmp_path: Path) -> None:
    wrong = Problem("p-2", QUESTION, "34", solution="It is 34.\n#### 34")
    said = [json.dumps({"first_error": "none", "reason": "near", "score": score}) for score in (4, 4, 2, 3, 4, 4)]
    async with fake(PROXIMITY, said) as server:
        trace = await judged(tmp_path, server, "proximity", problem=wrong)
        assert asked(server, PROXIMITY) == 6
    verdict = verdict_of(trace, "proximity")
    assert trace.reasons == ["answer:wrong_answer"] and verdict.passed and verdict.score == round(4 / 6, 6)
    row = resolve_shape(trace)
    assert row["proximity"] == verdict.score and row["adherence"] is None


def resolve_shape(trace: Trace) -> dict[str, Any]:
    from pipelines.ppc import PIPELINE

    return PIPELINE.shape.row(trace, None, "")


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (PROBLEM, "not asked: the answer is right"),
        (Problem("p-3", QUESTION, "34"), "not asked: no reference solution"),
    ],
)
async def test_proximity_asks_only_where_there_is_something_to_rate(tmp_path: Path, problem: Problem, why: str) -> None:
    async with fake(PROXIMITY, "") as server:
        trace = await judged(tmp_path, server, "proximity", problem=problem)
        assert asked(server, PROXIMITY) == 0
    assert verdict_of(trace, "proximity").detail == why


async def test_rejected_traces_can_be_left_out(tmp_path: Path) -> None:
    wrong = Problem("p-4", QUESTION, "34")
    async with fake(ADHERENCE, rating(1)) as server:
        trace = await judged(tmp_path, server, "adherence", "filters.adherence.skip_rejected=true", problem=wrong)
        assert asked(server, ADHERENCE) == 0
    assert verdict_of(trace, "adherence").detail == "not asked: rejected already by answer:wrong_answer"


async def test_votes_and_answers_are_in_the_row_and_a_rerun_asks_nothing(tmp_path: Path) -> None:
    one = ["problems.limit=1"]
    async with fake(ADHERENCE, rating(0.75)) as server:
        first = await run_build(recipe(tmp_path, server, "adherence", one), "judged.yaml")
        second = await run_build(recipe(tmp_path, server, "adherence", one), "judged.yaml")
        assert server.log.count() == 3 + 4
    row = rows_of(Dataset.at(tmp_path / "datasets", "judged"))[0]
    kept = [item for item in row["provenance"] if item["stage"] == "judges/adherence"]
    assert row["adherence"] == 0.75 and [item["text"] for item in kept] == [rating(0.75)] * 4
    assert all(item["role"] == "judge" and item["prompt_hash"] and item["completion_tokens"] for item in kept)
    assert first.content_digest == second.content_digest


async def test_an_estimate_counts_what_judges_may_ask(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1)) as server:
        plan = resolve(recipe(tmp_path, server, "adherence"), "r.yaml")
        estimates = {item.stage: item for item in estimate(plan, [PROBLEM], 10)}
        await judged(tmp_path, server, "adherence")
        asked_for = [prompt for prompt in server.log.prompts() if ADHERENCE in prompt]
    assert list(estimates) == ["preplan", "plan", "execution", "adherence"]
    told = estimates["adherence"]
    assert (told.role, told.requests) == ("judge", 10 * 3 * 2)
    assert told.prompt_tokens > 60 * count_regex_v1(load_prompt("judges/adherence").blocks[0].render({}, ""))
    assert len(asked_for) <= told.requests / 10


def test_the_section_in_the_docs_is_a_recipe() -> None:
    page = (Path(__file__).parents[2] / "docs/judges.md").read_text(encoding="utf-8")
    section = page.split("```yaml\n")[1].split("```")[0]
    plan = resolve(parse_recipe(f"name: doc\npipeline: ppc\nproblems: {{path: p.jsonl}}\n{section}", "doc"), "doc")
    assert {"adherence", "soft_spoiler"} <= set(plan.filters) and "proximity" not in plan.filters


async def test_the_rubric_is_part_of_the_digest(tmp_path: Path) -> None:
    rubric = tmp_path / "mine.md"
    rubric.write_text("--- user ---\nJudge {{ preplan }} and {{ plan }}.\n", encoding="utf-8")
    async with fake(ADHERENCE, rating(1)) as server:
        mine = recipe(tmp_path, server, "adherence", [f"filters.adherence.prompt={rubric}"])
        before = resolve(mine, "r.yaml").digest
        trace = await judged(tmp_path, server, "adherence", f"filters.adherence.prompt={rubric}")
        rubric.write_text("--- user ---\nJudge {{ preplan }} against {{ plan }}.\n", encoding="utf-8")
        after = resolve(mine, "r.yaml").digest
    assert before != after and trace.judgements[0].prompt_id == "mine.md"
    assert str(verdict_of(trace, "adherence").detail).endswith(f"mine.md {trace.judgements[0].prompt_hash}")


async def test_a_rubric_that_wants_the_gold_is_refused_before_any_call(tmp_path: Path) -> None:
    rubric = tmp_path / "mine.md"
    rubric.write_text("--- user ---\nJudge {{ plan }} by {{ answer }}.\n", encoding="utf-8")
    async with fake(ADHERENCE, rating(1)) as server:
        with pytest.raises(UserError, match="unknown variable 'answer'"):
            resolve(recipe(tmp_path, server, "adherence", [f"filters.adherence.prompt={rubric}"]), "r.yaml")


async def test_a_judge_needs_its_role_only_when_it_is_on(tmp_path: Path) -> None:
    async with fake(ADHERENCE, rating(1)) as server:
        with pytest.raises(UserError, match="filter 'adherence' needs a generator for the role 'critic'"):
            resolve(recipe(tmp_path, server, "adherence", ["filters.adherence.role=critic"]), "r.yaml")
        with pytest.raises(UserError, match="nothing asks it"):
            resolve(recipe(tmp_path, server, "adherence", ["filters.adherence.enabled=false"]), "r.yaml")
        off = [
            "filters.adherence.enabled=false",
            f"generators={{default: {{kind: openai, model: m, base_url: '{server.base_url}'}}}}",
        ]
        assert "adherence" not in resolve(recipe(tmp_path, server, "adherence", off), "r.yaml").filters


async def test_an_unfaithful_meta_thought_is_rejected_with_its_fault(tmp_path: Path) -> None:
    said = json.dumps({"reason": "a share of the wrong whole", "fault": "relations", "faithful": False})
    meta = (
        "Take the number of shelves. Multiply it by the lamps per shelf. The product is the number of lamps asked for."
    )
    rules = [("Judge whether the meta-thought", said)]
    responder = scripted(rules, otherwise=lambda request: meta)
    async with FakeServer(FakeSettings(responder=responder)) as server:
        switches = ("pipeline=comt", "filters.length={meta_thought: [1, 400]}", "filters.variables.enabled=false")
        trace = await judged(tmp_path, server, "faithfulness", *switches)
        prompts = [prompt for prompt in server.log.prompts() if "Judge whether the meta-thought" in prompt]
    verdict = verdict_of(trace, "faithfulness")
    assert trace.reasons == ["faithfulness:unfaithful"] and verdict.value == "relations" and verdict.score == 0
    assert [p.rindex("Worked solution:") < p.rindex("Meta-thought:") for p in prompts] == [True, False, True, False]
