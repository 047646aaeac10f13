"""The least that anybody would write: a bare aiohttp loop. Scenarios are held against what it takes."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from schemas.request import Message, Request
from synth.chat_wire import body_of
from synth.prompting import Prompt, load_prompt

STAGES = ("preplan", "plan", "execution")


class Bare:
    """Posts and parses; tries again at once after whatever went wrong, some times."""

    def __init__(self, base_url: str, tries: int = 1, timeout_s: float = 60.0) -> None:
        self._url = f"{base_url}/chat/completions"
        self._tries = tries
        timeout = aiohttp.ClientTimeout(total=timeout_s)
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout)
        self.failed = 0
        """Requests that all tries failed."""

    async def ask(self, messages: Sequence[Message], sampling: dict[str, Any]) -> str | None:
        """The text of the answer; None when there was none."""
        body = body_of(Request(tuple(messages), "fake", sampling))
        for _ in range(self._tries):
            try:
                async with self.session.post(self._url, data=body) as reply:
                    text: str = json.loads(await reply.read())["choices"][0]["message"]["content"]
                    return text
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError):
                continue
        self.failed += 1
        return None


async def staged(bare: Bare, questions: Iterator[str], in_flight: int, sampling: dict[str, Any]) -> int:
    """PPC's three chained requests for every question, with its own prompts; how many chains came to their end."""
    prompts = [load_prompt(f"ppc/{stage}") for stage in STAGES]

    async def worker() -> int:
        return sum([await chain(bare, prompts, question, sampling) for question in questions])

    return sum(await asyncio.gather(*(worker() for _ in range(in_flight))))


async def chain(bare: Bare, prompts: Sequence[Prompt], question: str, sampling: dict[str, Any]) -> bool:
    """One problem; a stage without an answer ends it."""
    texts: dict[str, object] = {"question": question}
    for stage, prompt in zip(STAGES, prompts, strict=True):
        text = await bare.ask(prompt.render(texts), sampling)
        if text is None:
            return False
        texts[stage] = text
    return True


def questions_of(path: Path) -> Iterator[str]:
    """The questions of a problem file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["question"]
