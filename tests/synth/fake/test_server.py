"""Starting, stopping and changing the fake: in this loop, in a thread, and only on loopback."""

import json
import socket
import threading
import urllib.request
from typing import Any

import openai
import pytest

from schemas.errors import UserError
from synth.fake import FakeServer, FakeSettings, Fault
from tests.synth.fake.serving import chat, serving


def post(url: str, body: object) -> Any:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, json.dumps(body).encode()) as response:
        return json.load(response)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "example.org", "", "::"])
def test_any_host_but_this_machine_is_refused(host: str) -> None:
    with pytest.raises(UserError, match=r"only listens on loopback.*Use 127\.0\.0\.1"):
        FakeServer(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
async def test_loopback_hosts_are_served(host: str) -> None:
    settings = FakeSettings(models=("fake",))
    async with (
        FakeServer(settings, host=host) as server,
        openai.AsyncOpenAI(base_url=server.base_url, api_key="k") as client,
    ):
        assert [model.id async for model in client.models.list()] == ["fake"]
        server.configure(models=())
        assert [model.id async for model in client.models.list()] == [], "any name is served, so none is listed"


async def test_a_taken_port_is_a_user_error() -> None:
    async with FakeServer() as server:
        with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1:{server.port}"):
            async with FakeServer(port=server.port):
                pass


async def test_the_port_is_free_after_the_end() -> None:
    async with FakeServer() as server:
        port = server.port
    async with FakeServer(port=port) as again:
        assert again.port == port


async def test_the_log_stays_readable_after_the_end() -> None:
    async with serving() as fake:
        await fake.post(chat("last words"))
    assert fake.server.log.prompts() == ["last words"]
    with pytest.raises(RuntimeError, match="not running"):
        _ = fake.server.url


def test_a_thread_serves_synchronous_code_and_is_gone_afterwards() -> None:
    with FakeServer(FakeSettings(capacity=5)).in_thread() as server:
        with openai.OpenAI(base_url=server.base_url, api_key="k", max_retries=0) as client:
            assert client.chat.completions.create(**chat("from a thread")).choices
            server.configure(api_key="another")
            with pytest.raises(openai.AuthenticationError):
                client.chat.completions.create(**chat())
        assert server.log.prompts()[0] == "from a thread"
        assert server.settings.capacity == 5
    assert not any(thread.name == "fake-server" for thread in threading.enumerate())


def test_a_thread_ends_when_the_block_raises() -> None:
    with pytest.raises(ZeroDivisionError), FakeServer().in_thread() as server:
        port = server.port
        raise ZeroDivisionError
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert not any(thread.name == "fake-server" for thread in threading.enumerate())


def test_a_thread_that_cannot_listen_says_so() -> None:
    with (
        FakeServer().in_thread() as server,
        pytest.raises(UserError, match="cannot listen"),
        FakeServer(port=server.port).in_thread(),
    ):
        pass


def test_the_thread_serves_on_after_a_wrong_change() -> None:
    with FakeServer().in_thread() as server:
        with pytest.raises(TypeError):
            server.configure(capacitie=3)
        with pytest.raises(ValueError, match="log_limit cannot change"):
            server.configure(log_limit=3)
        assert post(server.base_url + "/chat/completions", chat())["choices"]


async def test_settings_change_over_http_and_what_is_not_named_stays() -> None:
    async with serving(capacity=7) as fake:
        changes = {"faults": ["500@0", "length~long"], "latency": "uniform:0:0.001", "retry_after_style": "date"}
        raw = await fake.post(changes, "/_fake/settings")
        assert raw.status == 200
        settings = fake.server.settings
    assert settings.capacity == 7
    assert settings.faults == (
        Fault(kind="server_error", at=frozenset({0})),
        Fault(kind="length", when="long"),
    )
    assert settings.retry_after_style == "date"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"capasity": 3}, "Did you mean 'capacity'"),
        ({"faults": ["explode"]}, "unknown fault 'explode'"),
        ({"latency": "slow"}, "not a latency"),
        ({"capacity": -1}, "capacity"),
        (b"{", "Expecting"),
        ([], "valid dictionary"),
    ],
)
async def test_wrong_settings_over_http_change_nothing_and_say_why(body: object, word: str) -> None:
    async with serving(capacity=7) as fake:
        raw = await fake.post(body, "/_fake/settings")
        assert raw.status == 400
        assert word in raw.json["error"]
        assert fake.server.settings.capacity == 7


async def test_a_script_cannot_be_set_over_http() -> None:
    async with serving() as fake:
        assert (await fake.post({"responder": "os:getcwd"}, "/_fake/settings")).status == 400
