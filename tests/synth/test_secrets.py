"""A key's value occurs nowhere but in the header that carries it: not in journal, log, exception, repr or recipe."""

import asyncio
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from schemas.errors import ForethoughtError
from synth.asker import Asker
from synth.journal import Journal
from tests.synth.asking import generator_at, question

KEY = "sk-live-9f8e7d6c5b4a"
SECOND = "org-secret-112233"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    monkeypatch.setenv("TEST_SECOND", SECOND)


def leaks(text: str | bytes) -> bool:
    data = text.encode() if isinstance(text, str) else text
    return KEY.encode() in data or SECOND.encode() in data


async def parrot(status: int, seen: list[Any]) -> Any:
    """A server that repeats every header it got, in an answer or in an error."""

    async def handle(request: web.BaseRequest) -> web.Response:
        said = " ".join(f"{name}: {value}" for name, value in request.headers.items())
        seen.append(said)
        if status != 200:
            return web.json_response({"error": {"message": said}}, status=status)
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        return web.json_response({"id": "1", "object": "chat.completion", "created": 1, "choices": [choice]})

    return await asyncio.get_running_loop().create_server(web.Server(handle), "127.0.0.1", 0)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
async def test_a_server_that_repeats_the_key_spreads_it_nowhere(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    said: list[str] = []
    async with await parrot(status, seen) as server:
        generator = generator_at(
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1",
            api_key_env="TEST_KEY",
            headers={"X-Second": {"env": "TEST_SECOND"}},
            retries={"attempts": 2, "give_up_s": 0.5},
        )
        with Journal(tmp_path) as journal:
            asker = Asker({"planner": generator}, journal)
            try:
                said.append(repr(await asker.ask("planner", question())))
            except ForethoughtError as error:
                said += ["".join(traceback.format_exception(error)), repr(error), str(error.args)]
            said += [repr(generator), repr(generator.settings), repr(generator._doors), repr(asker.usage())]
            said += [str(vars(generator)), generator.settings.model_dump_json()]
            await asker.close()
    assert leaks(seen[0]), "the server must have been shown the keys, or this test proves nothing"
    assert not any(map(leaks, said)), said
    assert not leaks(caplog.text)
    assert not any(leaks(path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())


async def test_keys_are_masked_in_answers(tmp_path: Path) -> None:
    async with await parrot(200, []) as server:
        generator = generator_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", api_key_env="TEST_KEY")
        answer = await generator.complete(question())
        await generator.close()
    assert "Authorization: Bearer ***" in answer.text
