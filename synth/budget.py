"""A hard cap on what a run spends: a call is made only if its worst case still fits beside all others in flight.

The worst case of a call is every byte of its prompt as a token (no byte-level tokenizer makes more), and all of
`max_tokens`, at its role's price. When the answer is there, its true cost takes the place of the worst case; a call
that was abandoned has no known cost, so its worst case stands. Amounts are whole numbers, so that sums are exact.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import NamedTuple

from schemas.budget import BudgetOptions
from schemas.errors import GenerationError, UserError
from schemas.request import MAX_TOKENS_KEYS, Completion, Request
from synth.accounting import Price, price_of
from synth.protocol import Generator

PICO = 10**12
"""Parts of a US dollar that amounts are counted in."""
BYTES_PER_MESSAGE, BYTES_PER_PROMPT = 16, 64
"""Tokens that a chat template may add around each message and around the conversation (our choice: generous)."""


class Amount(NamedTuple):
    """Something spent, or to be spent."""

    pico_usd: int = 0
    """In 10^-12 US dollars."""
    tokens: int = 0
    """Prompt and completion."""
    requests: int = 0
    """Model calls."""

    def plus(self, other: "Amount") -> "Amount":
        """The sum."""
        return Amount(*(a + b for a, b in zip(self, other, strict=True)))

    def minus(self, other: "Amount") -> "Amount":
        """The difference."""
        return Amount(*(a - b for a, b in zip(self, other, strict=True)))


class Budget:
    """What a run has spent and holds back, against its caps. One budget serves one event loop."""

    def __init__(self, caps: BudgetOptions, prices: Mapping[str, Price | None]) -> None:
        self.caps = caps
        self.spent = Amount()
        """For certain, or at worst where the cost is unknown."""
        self.held = Amount()
        """The worst case of the calls in flight."""
        self.refused = 0
        """Calls that were not made."""
        self._prices = {role: _per_token(price) for role, price in prices.items()}
        usd = None if caps.usd is None else int(caps.usd * PICO)
        self._caps = (usd, caps.tokens, caps.requests)
        self._changed = asyncio.Event()

    async def hold(self, role: str, request: Request) -> Amount:
        """Hold back the worst case of a call, waiting while only calls in flight stand in its way.

        Raises:
            GenerationError: `budget`, when it does not fit beside what is spent already.
        """
        worst = self.worst(role, request)
        while (over := self._over(self.spent.plus(self.held).plus(worst))) is not None:
            if self._over(self.spent.plus(worst)) is not None:
                self.refused += 1
                raise GenerationError("budget", f"the next call could exceed budget.{over}")
            await self._changed.wait()
        self.held = self.held.plus(worst)
        return worst

    def settle(self, held: Amount, spent: Amount) -> None:
        """Let a call's worst case go and count what it cost."""
        self.held = self.held.minus(held)
        self.spent = self.spent.plus(spent)
        self._changed.set()
        self._changed = asyncio.Event()

    def told(self) -> dict[str, dict[str, float]]:
        """Caps and what is spent of them, by name, for records of the run."""
        spent = {"usd": self.spent.pico_usd / PICO, "tokens": self.spent.tokens, "requests": self.spent.requests}
        caps = {name: cap for name, cap in self.caps.model_dump().items() if cap is not None}
        return {"caps": caps, "spent": {name: spent[name] for name in caps}}

    def worst(self, role: str, request: Request) -> Amount:
        """The most that a call can cost."""
        prompt, completion = most_prompt_tokens(request), request.max_tokens or 0
        fresh, cached, output = self._prices[role]
        return Amount(prompt * max(fresh, cached) + completion * output, prompt + completion, 1)

    def cost(self, role: str, completion: Completion) -> Amount:
        """What an answered call cost."""
        fresh, cached, output = self._prices[role]
        reused = min(completion.cached_tokens, completion.prompt_tokens)
        usd = (completion.prompt_tokens - reused) * fresh + reused * cached + completion.completion_tokens * output
        if completion.cost_usd is not None:  # the endpoint that answered has a price of its own
            usd = round(completion.cost_usd * PICO)
        return Amount(usd, completion.prompt_tokens + completion.completion_tokens, 1)

    def _over(self, amount: Amount) -> str | None:
        """The cap that an amount exceeds."""
        for name, cap, value in zip(("usd", "tokens", "requests"), self._caps, amount, strict=True):
            if cap is not None and value > cap:
                return name
        return None


def _per_token(price: Price | None) -> tuple[int, int, int]:
    """What a fresh prompt token, a cached one and a generated one cost, in 10^-12 US dollars."""
    if price is None:
        return 0, 0, 0
    cached = price.input if price.cached_input is None else price.cached_input
    fresh, cached, output = (round(usd * PICO / 10**6) for usd in (price.input, cached, price.output))
    return fresh, cached, output


def most_prompt_tokens(request: Request) -> int:
    """An upper bound of a prompt's tokens, without a tokenizer."""
    texts = (message.content.encode("utf-8", "surrogatepass") for message in request.messages)
    shape = 0 if request.response_format is None else len(json.dumps(request.response_format))
    return sum(len(text) + BYTES_PER_MESSAGE for text in texts) + shape + BYTES_PER_PROMPT


def budget_for(caps: BudgetOptions, generators: Mapping[str, Generator], where: str) -> Budget | None:
    """The budget of a run with these roles; None when nothing is capped.

    Raises:
        UserError: a role's calls have no price, or no bound, that the cap could be held with.
    """
    if not caps.capped:
        return None
    prices = {role: price_of(generator) for role, generator in generators.items()}
    for role, generator in generators.items():
        if not generator.traits.journaled:  # nobody is asked, so nothing is spent
            continue
        if caps.usd is not None and prices[role] is None:
            fix = f"Add generators.{role}.price: {{input: ..., output: ...}} in USD per million tokens (0 where free)."
            raise UserError(f"budget.usd needs the price of role '{role}'", where=where, fix=fix)
        capped = any(generator.sampling.get(key) for key in MAX_TOKENS_KEYS)
        if not capped and (caps.usd is not None or caps.tokens is not None):
            fix = f"Add generators.{role}.sampling.max_tokens: without it one call could cost anything."
            raise UserError(f"budget needs a cap on what role '{role}' writes", where=where, fix=fix)
    return Budget(caps, prices)
