"""The floor: a bare aiohttp loop that tries four times and keeps nothing."""

import asyncio

from job import hand_back, options, prompts

from benchmarks.bare import Bare
from schemas.request import Message

if __name__ == "__main__":
    told = options()
    texts = iter(prompts(told.prompts))

    async def run() -> list[tuple[str, str | None]]:
        """All of them."""
        bare = Bare(told.base_url, tries=4, timeout_s=3)

        async def worker() -> list[tuple[str, str | None]]:
            return [(text, await bare.ask([Message("user", text)], {"max_tokens": 2048})) for text in texts]

        done = await asyncio.gather(*(worker() for _ in range(told.in_flight)))
        await bare.session.close()
        return sum(done, [])

    hand_back(told.out, asyncio.run(run()))
