"""How much of its prompts a server with a prefix cache need not compute again.

    python -m benchmarks.bench_prefixes

Each pipeline's openai recipe is run on bundled problems against the shipped fake, whose cache shares whole blocks of 16
tokens with any earlier prompt, as vLLM does. `fixed` is what a template has before the first word that depends on the
problem: the least that can be shared. A stage asked again repeats its conversation, so retries share most.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.preview import preview_traces
from pipelines.resolve import Plan, ResolvedStage
from schemas.recipe import parse_recipe
from schemas.trace import Attempt, Trace
from synth.fake import FakeServer, FakeSettings
from synth.fake.staged import staged
from synth.fake.tokens import count_tokens

PIPELINES = ("ppc", "fslr", "comt", "cot", "plan_cot")
PROBLEMS = "data/problems/arithmetic.jsonl"


@dataclass(frozen=True)
class Shared:
    """One stage's prompts."""

    requests: int
    """First attempts, or retries."""
    prompt_tokens: int
    """Of all of them."""
    cached_tokens: int
    """Of those, tokens that the cache had."""

    @classmethod
    def of(cls, attempts: Sequence[Attempt]) -> "Shared":
        answers = [attempt.completion for attempt in attempts if attempt.completion is not None]
        prompt, cached = sum(a.prompt_tokens for a in answers), sum(a.cached_tokens for a in answers)
        return cls(len(answers), prompt, cached)

    @property
    def share(self) -> str:
        """Cached of all."""
        return f"{self.cached_tokens / self.prompt_tokens:.0%}" if self.prompt_tokens else ""


def fixed_tokens(stage: ResolvedStage) -> int:
    """Tokens before the first word of a template that depends on the problem."""
    ends = ("Alpha", "Omega")
    texts = [_text(stage, dict.fromkeys(stage.stage.sees, end)) for end in ends]
    return count_tokens(commonprefix(texts))


def _text(stage: ResolvedStage, values: Mapping[str, str]) -> str:
    return "\n".join(message.content for message in stage.prompts[0].render(values))


async def run(pipeline: str, base_url: str, problems: int, root: str) -> tuple[Plan, list[Trace]]:
    """Some problems through a pipeline's openai recipe."""
    path = Path("recipes") / f"{pipeline}-openai.yaml"
    overrides = [f"dataset.root={root}", f"problems.path={PROBLEMS}", f"problems.limit={problems}"]
    recipe = parse_recipe(path.read_text(encoding="utf-8"), str(path), overrides)
    ours = {"base_url": base_url, "concurrency": 8}
    generators = {role: {**section, **ours} for role, section in recipe.generators.items()}
    return await preview_traces(recipe.model_copy(update={"generators": generators}), str(path), problems)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Shared prefixes of prompts.")
    parser.add_argument("--problems", type=int, default=100)
    problems = parser.parse_args().problems
    table = Table(title=f"Prompt tokens that a prefix cache had, {problems} problems")
    for heading in ("pipeline", "stage", "fixed", "tokens/prompt", "cached, first attempts", "cached, retries"):
        table.add_column(heading, justify="left" if heading in ("pipeline", "stage") else "right")
    for pipeline in PIPELINES:
        settings = FakeSettings(responder=staged(flaws=0.2), prefix_cache=True)
        with FakeServer(settings).in_thread() as server, tempfile.TemporaryDirectory() as root:
            plan, traces = asyncio.run(run(pipeline, server.base_url, problems, root))
        for stage in plan.stages:
            name = stage.stage.name
            attempts = [a for trace in traces if name in trace.stages for a in trace.stages[name].attempts]
            first = Shared.of([attempt for attempt in attempts if attempt.number == 0])
            retried = Shared.of([attempt for attempt in attempts if attempt.number > 0])
            mean = f"{first.prompt_tokens / max(1, first.requests):.0f}"
            table.add_row(pipeline, name, str(fixed_tokens(stage)), mean, first.share, retried.share)
    Console().print(table)


if __name__ == "__main__":
    main()
