"""LLM judges for the rewards of a training job: judge filters, their rubrics and a generator put together.

A reward function is called from plain code, often many times: the calls run on a loop in a thread of its own, so that
connections and the endpoint's limits live from batch to batch, and a caller that has a loop already is not disturbed.
"""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Any, Self

from filters.adherence import AdherenceFilter
from filters.base import Question
from filters.judging import JudgeFilter, JudgeSettings
from filters.proximity import ProximityFilter, ProximitySettings
from rewards import PpcJudges
from rewards.judging import judged
from schemas.request import Completion, Request
from schemas.validation import validate
from synth.asker import Asker
from synth.prompting import load_prompt
from synth.registry import build_generator

ROLE, WHERE = "judge", "reward_judges"
LAZY = {"votes": 1, "both_orders": False}
"""A reward asks once by default: a GRPO step rates thousands of turns. The filters ask three times in both orders."""


class RewardJudges:
    """An open judge; close it, or use it in a `with` statement."""

    def __init__(
        self, generator: Mapping[str, Any], adherence: Mapping[str, Any] | None, proximity: Mapping[str, Any] | None
    ) -> None:
        self._asker = Asker({ROLE: build_generator(ROLE, generator, WHERE)})
        self._prompts = {name: load_prompt(name) for name in ("judges/adherence", "judges/proximity")}
        judges = {
            "adherence": self._filter(AdherenceFilter, JudgeSettings, adherence),
            "proximity": self._filter(ProximityFilter, ProximitySettings, proximity),
        }
        self.judges = PpcJudges(
            **{name: None if judge is None else judged(judge, self._ask, self._run) for name, judge in judges.items()}
        )
        """What `ppc_reward` and the trainers' adapters take as `judges`."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="reward-judges", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Cancel what is in flight and end the thread."""
        if not self._loop.is_running():
            return
        asyncio.run_coroutine_threadsafe(self._asker.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _filter(
        self, kind: type[JudgeFilter], model: type[JudgeSettings], settings: Mapping[str, Any] | None
    ) -> JudgeFilter | None:
        if settings is None:
            return None
        judge = kind(validate(model, {"enabled": True, **LAZY, **settings}, f"{WHERE}, {kind.name}"))
        for name, names in judge.prompts.items():
            self._prompts[name] = load_prompt(name)
            self._prompts[name].require(names)
        return judge

    def _run(self, work: Coroutine[Any, Any, list[float | None]]) -> list[float | None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _ask(self, question: Question) -> Completion:
        generator = self._asker.generators[ROLE]
        messages = self._prompts[question.prompt].render(question.values)
        request = Request(
            messages, generator.model, generator.sampling, question.response_format, question.sample, generator.endpoint
        )
        return await self._asker.ask(ROLE, request)


def reward_judges(
    generator: Mapping[str, Any],
    adherence: Mapping[str, Any] | None = LAZY,
    proximity: Mapping[str, Any] | None = None,
) -> RewardJudges:
    """Judges for `ppc_reward` that ask a model.

    Args:
        generator: as under `generators.judge` in a recipe: kind, base_url, model, sampling, ...
        adherence: settings of the filter of that name (votes, both_orders, prompt, ...); None leaves the term out.
        proximity: the same; needs `Turn.solution`. Off by default.

    Raises:
        UserError: the settings are wrong, or a package that the generator needs is not installed.
    """
    return RewardJudges(generator, adherence, proximity)
