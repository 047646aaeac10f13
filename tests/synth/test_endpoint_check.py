"""A wrong key or model is found before the run, also where only chat calls look at them, and costs no answer."""

from typing import Any

import pytest

from schemas.errors import UserError
from synth.fake import FakeServer, FakeSettings
from synth.registry import build_generator


async def check(server: FakeServer, model: str = "fake", **settings: Any) -> None:
    section = {"kind": "openai", "base_url": server.base_url, "model": model, **settings}
    generator = build_generator("planner", section, "recipe.yaml")
    try:
        await generator.check()
    finally:
        await generator.close()


def answers(server: FakeServer) -> int:
    return server.log.count(status=200)


async def test_a_wrong_key_is_found_though_the_models_are_listed_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "wrong")
    async with FakeServer(FakeSettings(api_key="right")) as server:
        with pytest.raises(UserError, match=r"refuses the key .* Check the key in SOME_KEY"):
            await check(server, api_key_env="SOME_KEY")
        assert answers(server) == 0


async def test_a_right_key_passes_and_nothing_is_generated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "right")
    async with FakeServer(FakeSettings(api_key="right", models=("fake",))) as server:
        await check(server, api_key_env="SOME_KEY")
        assert answers(server) == 0 and server.log.count() == 1


async def test_a_model_that_is_not_listed_is_named_without_any_call() -> None:
    async with FakeServer(FakeSettings(models=("fake", "other"))) as server:
        with pytest.raises(UserError, match="Did you mean 'fake'"):
            await check(server, model="fakes")
        assert server.log.count() == 0


async def test_without_a_key_a_list_is_enough() -> None:
    async with FakeServer(FakeSettings()) as server:
        await check(server)
        assert server.log.count() == 0


async def test_where_no_models_are_listed_a_wrong_base_url_is_found() -> None:
    async with FakeServer(FakeSettings()) as server:
        with pytest.raises(UserError, match=r"does not know model 'fake' .* base_url ends"):
            await check(server, base_url=server.base_url.removesuffix("/v1") + "/nowhere")
