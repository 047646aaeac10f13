"""Requests share their beginnings, byte for byte, as a server with a prefix cache sees it."""

from pathlib import Path

import pytest

from benchmarks.bench_prefixes import Shared, fixed_tokens, run
from schemas.trace import Attempt
from synth.fake import FakeServer, FakeSettings
from synth.fake.prefixes import BLOCK
from synth.fake.staged import staged

SLACK = 3 * BLOCK
"""Whole blocks only, and the tokens by which a chat template sets messages apart."""


@pytest.mark.parametrize("pipeline", ["ppc", "fslr"])
async def test_all_that_a_template_fixes_is_shared(pipeline: str, tmp_path: Path) -> None:
    async with FakeServer(FakeSettings(responder=staged(flaws=0.5), prefix_cache=True)) as server:
        plan, traces = await run(pipeline, server.base_url, 12, str(tmp_path))
    for stage in plan.stages:
        stories = [t.stages[stage.stage.name].attempts for t in traces if stage.stage.name in t.stages]
        first = Shared.of([attempts[0] for attempts in stories])
        assert first.requests == len(stories) > 1
        assert first.cached_tokens >= (first.requests - 1) * (fixed_tokens(stage) - SLACK)
        for attempts in stories:
            for before, after in zip(attempts, attempts[1:], strict=False):
                assert cached(after) >= prompt_tokens(before) - SLACK, "a retry repeats its conversation"


def cached(attempt: Attempt) -> int:
    assert attempt.completion is not None
    return attempt.completion.cached_tokens


def prompt_tokens(attempt: Attempt) -> int:
    assert attempt.completion is not None
    return attempt.completion.prompt_tokens
