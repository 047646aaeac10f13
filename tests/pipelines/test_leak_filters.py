"""The leak detector and the answer probe in a pipeline, against the shipped fake: real HTTP, real prompts."""

import json
from pathlib import Path

from pipelines.progress import Progress
from pipelines.resolve import resolve
from pipelines.workshop import open_engine
from schemas.problem import Problem
from schemas.recipe import parse_recipe
from schemas.trace import Trace
from schemas.verdict import Verdict
from synth.fake import ChatRequest, FakeServer, FakeSettings, scripted, staged

QUESTION = "A shop has 11 shelves with 3 lamps each. How many lamps is that?"
PROBLEM = Problem("p-1", QUESTION, "33", solution="Eleven times three is 11 * 3 = <<11*3=33>>33.\n#### 33")
RECIPE = """
name: leaks
pipeline: ppc
problems: {path: p.jsonl}
generators:
  default: {kind: openai, base_url: URL, model: fake, retries: {attempts: 1}}
  prober: {kind: openai, base_url: URL, model: fake, sampling: {temperature: 1.0}, retries: {attempts: 1}}
filters:
  length: {preplan: [1, 1500]}
  leak: {enabled: true}
  answer_probe: {enabled: true, guesses: 3}
"""


def guess(request: ChatRequest) -> str:
    """Right if there are notes, wrong without."""
    return r"\boxed{33}" if "Notes:" in request.last else r"\boxed{30}"


async def judged(folder: Path) -> tuple[Trace, int]:
    responder = scripted([("Answer at once:", guess)], otherwise=staged(answers={QUESTION: "33"}))
    async with FakeServer(FakeSettings(responder=responder)) as server:
        plan = resolve(parse_recipe(RECIPE.replace("URL", json.dumps(server.base_url)), "leaks.yaml"), "leaks.yaml")
        async with open_engine(plan, folder / "journal", Progress(), "leaks.yaml") as engine:
            trace = (await engine.run([PROBLEM]))[0]
        return trace, sum("Answer at once:" in prompt for prompt in server.log.prompts())


def verdict_of(trace: Trace, name: str) -> Verdict:
    return next(verdict for verdict in trace.verdicts if verdict.filter == name)


async def test_both_judge_the_finished_trace(tmp_path: Path) -> None:
    trace, guesses = await judged(tmp_path)
    probe = verdict_of(trace, "answer_probe")
    assert guesses == 6
    assert (probe.passed, probe.reason) == (False, "answer_guessed")
    assert probe.detail == "3 of 3 guesses right with the preplan, 0 of 3 without"
    leak = verdict_of(trace, "leak")
    assert leak.score is not None and 0 <= leak.score <= 1
    assert len(trace.judgements) == 6
