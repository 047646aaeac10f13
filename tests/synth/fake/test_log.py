"""The request log: what it holds, what it leaves out, and that its counts survive its bound."""

import json
from pathlib import Path

from synth.fake import Fault, Record, RequestLog
from tests.synth.fake.serving import chat, serving


async def test_a_record_holds_what_was_asked_and_answered() -> None:
    async with serving() as fake:
        await fake.ask("what is it?", temperature=0.5)
        (record,) = fake.server.log.records
    assert record.messages == ({"role": "user", "content": "what is it?"},)
    assert (record.model, record.params) == ("m", {"temperature": 0.5})
    assert (record.status, record.fault, record.in_flight, record.attempt) == (200, None, 1, 0)
    assert record.finished is not None and record.finished >= record.arrived
    assert record.replies == (f"Echo {str(record.fingerprint)[:12]}, choice 0.",)
    assert (record.prompt_tokens, record.completion_tokens) == (4, 6)


async def test_prompts_are_all_messages_of_every_request() -> None:
    async with serving() as fake:
        messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]
        await fake.post({"model": "m", "messages": messages})
        await fake.ask("And how?")
        assert fake.server.log.prompts() == ["Be brief.\n\nWhy?", "And how?"]


async def test_a_key_never_gets_into_the_log(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    async with serving(api_key="top-secret", key="top-secret", log_path=path) as fake:
        await fake.ask()
        await fake.post(chat())
        page = (await fake.get("/_fake/log")).body + (await fake.get("/_fake/settings")).body
        headers = [record.headers["authorization"] for record in fake.server.log.records]
        shown = repr(fake.server.settings)
    assert headers == ["present", "absent"]
    assert b"top-secret" not in page + path.read_bytes() + shown.encode()


async def test_counts_by_status_and_fault() -> None:
    async with serving(
        faults=(Fault(kind="server_error", at=frozenset({1})), Fault(kind="length", when="long"))
    ) as fake:
        for prompt in ("a", "b", "long", "long"):
            await fake.post(chat(prompt))
        log = fake.server.log
    assert (log.count(), log.count(status=200), log.count(status=500)) == (4, 3, 1)
    assert (log.count(fault="length"), log.count(status=500, fault="length")) == (2, 0)


async def test_fingerprints_find_what_was_asked_twice() -> None:
    async with serving() as fake:
        for prompt in "abaa":
            await fake.post(chat(prompt))
        log = fake.server.log
        assert sorted(log.fingerprints().values()) == [1, 3]
        assert log.repeated == 2
        assert [record.attempt for record in log.records] == [0, 0, 1, 2]


async def test_a_fingerprint_ignores_what_cannot_change_the_answer_and_nothing_else() -> None:
    bodies = [
        chat(),
        chat(stream=False, user="me"),
        dict(reversed(chat().items())),
        chat(seed=1),
        chat(max_tokens=100),
        {**chat(), "model": "other"},
        chat(response_format={"type": "json_object"}),
    ]
    async with serving() as fake:
        for body in bodies:
            await fake.post(body)
        prints = [record.fingerprint for record in fake.server.log.records]
    assert len(set(prints[:3])) == 1
    assert len(set(prints)) == 5


async def test_a_bounded_log_forgets_records_but_no_counts() -> None:
    async with serving(log_limit=2) as fake:
        for prompt in "abcda":
            await fake.post(chat(prompt))
        log = fake.server.log
        assert log.prompts() == ["d", "a"]
        assert (log.dropped, log.requests, log.count(status=200), log.repeated) == (3, 5, 5, 1)
        assert [record.index for record in log.since(0)] == [3, 4]
        assert [record.index for record in log.since(4)] == [4]


async def test_an_unbounded_log_keeps_all() -> None:
    log = RequestLog(limit=None)
    records = [log.open({}) for _ in range(30_000)]
    assert len(log.records) == 30_000
    assert log.max_in_flight == 30_000
    for record in records:
        log.close(record)
    assert (log.in_flight, log.max_in_flight) == (0, 30_000)


async def test_every_finished_request_is_a_line_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    async with serving(log_path=path, faults=(Fault(kind="reset", at=frozenset({1})),)) as fake:
        await fake.post(chat("a"))
        first = [json.loads(line) for line in path.read_text().splitlines()]  # there before the server stops
        async with fake.http.post(fake.server.base_url + "/chat/completions", data=b"{") as response:
            assert response.status == 400
        await fake.post(chat("c"))
        records = fake.server.log.records
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["status"] for row in first] == [200]
    assert rows == [json.loads(json.dumps(record.row())) for record in records]
    assert set(rows[0]) == set(Record.__slots__)


async def test_the_log_can_be_read_over_http_in_pages() -> None:
    async with serving() as fake:
        for number in range(5):
            await fake.post(chat(str(number)))
        first = (await fake.get("/_fake/log?since=1&limit=3")).json
        rest = (await fake.get(f"/_fake/log?since={first['next']}")).json
        wrong = await fake.get("/_fake/log?since=x")
    assert [record["index"] for record in first["records"]] == [1, 2, 3]
    assert (first["next"], first["more"]) == (4, True)
    assert [record["index"] for record in rest["records"]] == [4]
    assert (rest["next"], rest["more"]) == (5, False)
    assert wrong.status == 400


async def test_stats_add_up() -> None:
    async with serving(faults=(Fault(kind="rate_limit", at=frozenset({0})),)) as fake:
        for prompt in "aab":
            await fake.post(chat(prompt))
        stats = (await fake.get("/_fake/stats")).json
    assert (stats["requests"], stats["in_flight"], stats["repeated"]) == (3, 0, 1)
    assert stats["by_status"] == {"200": 2, "429": 1}
    assert stats["by_fault"] == {"rate_limit": 1}
    assert stats["completion_tokens"] == 12
