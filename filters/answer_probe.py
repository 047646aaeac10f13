"""How much does a preplan help to get the answer without working? Asked of a model, so off unless a recipe says so.

A cheap model that is told not to reason guesses the answer k times with the preplan and k times without. The score is
log p(gold | question, preplan) - log p(gold | question) in nats. Where the endpoint returns log-probabilities, p(gold)
is the sum over the different right answers that came: a lower bound, tight once the likely ones have come. Without
them, or where no answer was right, it is the share of right answers, smoothed by half an answer. What a text gives
away in a manner that no rule reads shows here; so does a preplan that is merely very good, so mind the threshold.
"""

import asyncio
import math
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from filters.asking import AskingFilter, AskingSettings
from filters.base import FilterSettings
from filters.executable import is_right
from schemas.request import Completion
from schemas.trace import Trace
from schemas.verdict import Verdict


class AnswerProbeSettings(AskingSettings):
    """All of it is our choice."""

    role: str = "prober"
    """Which of the recipe's generators guesses; cheap, at a temperature above 0, with few tokens at most."""
    guesses: int = Field(default=4, ge=1, le=64)
    """Guesses with the preplan, and as many without."""
    max_score: float = 1.0
    """Nats: a preplan that makes the gold more than e^max_score times as likely is rejected."""
    prompt: str = "probe/guess_with_preplan"
    """What is asked with the preplan: a prompt over `question` and `preplan`."""
    bare_prompt: str = "probe/guess"
    """What is asked without: a prompt over `question`."""


class AnswerProbeFilter(AskingFilter[AnswerProbeSettings]):
    """Rejects a preplan from which the answer can be guessed much better than without it."""

    name: ClassVar[str] = "answer_probe"
    Settings: ClassVar[type[FilterSettings]] = AnswerProbeSettings
    uses_gold: ClassVar[bool] = True

    @property
    def prompts(self) -> Mapping[str, Collection[str]]:
        return {self.options.prompt: ("question", "preplan"), self.options.bare_prompt: ("question",)}

    @property
    def most_questions(self) -> int:
        return 2 * self.options.guesses

    async def judge(self, trace: Trace, stage: str) -> Verdict:
        """Guess with and without, all at once.

        Raises:
            GenerationError: a guess did not come; the trace is `failed` then.
        """
        gold = trace.problem.answer
        if gold is None:
            return Verdict(self.name, stage, passed=True, detail="not asked: no gold answer")
        bare = {"question": trace.problem.question}
        told = {**bare, "preplan": trace.text(stage) or ""}
        guesses = await asyncio.gather(
            *(self.put(trace, self.options.prompt, told, sample) for sample in range(self.options.guesses)),
            *(self.put(trace, self.options.bare_prompt, bare, sample) for sample in range(self.options.guesses)),
        )
        right = await asyncio.gather(*(is_right(gold, guess) for guess in guesses))
        middle = self.options.guesses
        with_it, without = sum(right[:middle]), sum(right[middle:])
        pairs = list(zip(guesses, right, strict=True))
        nats = log_likelihood(pairs[:middle]) - log_likelihood(pairs[middle:])
        passed = nats <= self.options.max_score
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "answer_guessed",
            score=round(nats, 4),
            threshold=self.options.max_score,
            detail=f"{with_it} of {middle} guesses right with the preplan, {without} of {middle} without",
        )


def log_likelihood(guesses: Sequence[tuple[Completion, bool]]) -> float:
    """The log of p(gold), in nats, as far as guesses show it: of (completion, whether it is right)."""
    smoothed = math.log((sum(right for _, right in guesses) + 0.5) / (len(guesses) + 1))
    scored = {
        guess.text.strip(): sum(token.logprob for token in guess.logprobs)
        for guess, right in guesses
        if right and guess.logprobs
    }
    if not scored or any(guess.logprobs is None for guess, _ in guesses):
        return smoothed
    return min(0.0, math.log(sum(map(math.exp, scored.values())) or math.exp(smoothed)))


FILTER = AnswerProbeFilter
