"""What is paid for once is not asked again, whatever of a recipe changes that cannot change an answer."""

from pathlib import Path
from typing import Any

import pytest

from schemas.request import Completion
from synth.asker import Asker
from synth.fake import FakeServer, FakeSettings
from synth.fake.faults import Fault
from synth.generator_openai import OpenAIGenerator
from synth.journal import Journal
from synth.registry import build_generator
from tests.synth.asking import question

SAMPLING = {"temperature": 0.7, "max_tokens": 60}


async def ask(folder: Path, texts: list[str], sampling: dict[str, Any], **settings: Any) -> list[Completion]:
    """A run of its own: another generator, another journal handle, the same folder."""
    section = {"kind": "openai", "model": "fake", "sampling": sampling, **settings}
    generator = build_generator("solver", section, "test")
    assert isinstance(generator, OpenAIGenerator)
    with Journal(folder) as journal:
        asker = Asker({"solver": generator}, journal)
        requests = [question(text, sampling=generator.sampling, endpoint=generator.endpoint) for text in texts]
        answers = [await asker.ask("solver", request) for request in requests]
        await asker.close()
    return answers


@pytest.mark.parametrize(
    "change",
    [
        {"api_key_env": "TEST_KEY"},
        {"concurrency": 3},
        {"concurrency": "auto"},
        {"price": {"input": 1, "output": 2}},
        {"retries": {"attempts": 1, "patience_s": 9}},
        {"timeout": {"total": 5}},
        {"headers": {"User-Agent": "ours"}},
        {"base_url": "http://127.0.0.1:1/v1"},
        {"base_url": None, "endpoints": ["http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1"]},
    ],
    ids=lambda change: " ".join(change),
)
async def test_what_cannot_change_an_answer_finds_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-0123456789")
    async with FakeServer() as server:
        (first,) = await ask(tmp_path, ["a"], SAMPLING, base_url=server.base_url)
        settings = {"base_url": server.base_url, **change}
        given = {key: value for key, value in settings.items() if value is not None}
        (again,) = await ask(tmp_path, ["a"], SAMPLING, **given)
        assert server.log.requests == 1
    assert again.from_journal and again.text == first.text


@pytest.mark.parametrize(
    "change",
    [{"temperature": 0.8}, {"top_p": 0.9}, {"seed": 1}, {"stop": ["x"]}, {"extra_body": {"top_k": 5}}],
    ids=lambda change: " ".join(change),
)
async def test_what_can_change_an_answer_asks_anew(tmp_path: Path, change: dict[str, Any]) -> None:
    async with FakeServer() as server:
        await ask(tmp_path, ["a"], SAMPLING, base_url=server.base_url)
        (again,) = await ask(tmp_path, ["a"], {**SAMPLING, **change}, base_url=server.base_url)
        assert server.log.requests == 2
    assert not again.from_journal


async def test_a_base_url_that_matters_is_told_apart(tmp_path: Path) -> None:
    async with FakeServer() as one, FakeServer() as other:
        for server in (one, other):
            await ask(tmp_path, ["a"], SAMPLING, base_url=server.base_url, fingerprint_base_url=True)
        assert (one.log.requests, other.log.requests) == (1, 1)


async def test_raising_max_tokens_asks_only_for_what_was_cut(tmp_path: Path) -> None:
    texts = [f"short {number}" for number in range(5)] + [f"long {number}" for number in range(3)]
    cut = Fault(kind="length", when="long", attempts=1)
    async with FakeServer(FakeSettings(faults=(cut,))) as server:
        first = await ask(tmp_path, texts, SAMPLING, base_url=server.base_url)
        assert [answer.truncated for answer in first] == [False] * 5 + [True] * 3
        again = await ask(tmp_path, texts, {**SAMPLING, "max_tokens": 600}, base_url=server.base_url)
        assert server.log.requests == 8 + 3
        assert [record.messages[1]["content"] for record in server.log.records[8:]] == texts[5:]
    assert [answer.from_journal for answer in again] == [True] * 5 + [False] * 3
