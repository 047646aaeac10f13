"""The journal: what was put is found, by whom, and under which cap."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UserError
from schemas.request import Completion, Message, Request, TokenLogprob
from synth.journal import LOOK_AROUND_S, Journal
from synth.journal_files import journal_files
from synth.journal_rows import Answer, Key, answer_row, choose, completion_from, completion_json, fits
from tests.synth.asking import question

ANSWER = Completion("four apples", completion_tokens=3, prompt_tokens=9, model="m-1", latency_s=0.5, calls=2)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / ".journal") as journal:
        yield journal


async def keep(journal: Journal, request: Request, completion: Completion = ANSWER) -> None:
    await journal.put(Answer(Key.of(request), request, completion))


def find(journal: Journal, request: Request) -> Completion | None:
    return journal.find(Key.of(request))


async def test_an_answer_is_found_as_it_was(journal: Journal) -> None:
    answer = replace(ANSWER, reasoning="hm", logprobs=(TokenLogprob("four", -0.5, 0, 4),), finish_reason="stop")
    await keep(journal, question(), answer)
    assert find(journal, question()) == replace(answer, from_journal=True)


async def test_what_was_not_put_is_not_found(journal: Journal) -> None:
    await keep(journal, question())
    assert find(journal, question("How many pears?")) is None


async def test_it_is_on_disk_when_put_returns(journal: Journal) -> None:
    await keep(journal, question())
    (path,) = journal_files(journal.folder)
    other = sqlite3.connect(path)
    assert other.execute("SELECT json_extract(completion, '$.text') FROM answers").fetchall() == [("four apples",)]
    other.close()


async def test_it_is_found_after_a_restart(tmp_path: Path) -> None:
    with Journal(tmp_path) as first:
        await keep(first, question())
    with Journal(tmp_path) as second:
        assert find(second, question())
        assert len(journal_files(tmp_path)) == 1


async def test_writers_share_a_folder_and_read_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(tmp_path) as one, Journal(tmp_path) as two:
        await keep(one, question("one"))
        await keep(two, question("two"))
        assert len(journal_files(tmp_path)) == 2
        assert find(one, question("two")) and find(two, question("one"))
        with Journal(tmp_path) as late:
            await keep(late, question("late"))
            await asyncio.sleep(LOOK_AROUND_S)
            assert find(one, question("late"))


async def test_the_newest_of_several_answers_wins(journal: Journal) -> None:
    for text in ("old", "new"):
        await keep(journal, question(), replace(ANSWER, text=text))
    found = find(journal, question())
    assert found is not None and found.text == "new"


async def test_many_answers_at_once_are_all_kept(journal: Journal) -> None:
    await asyncio.gather(*(keep(journal, question(str(number))) for number in range(2000)))
    assert all(find(journal, question(str(number))) for number in range(2000))


async def test_a_row_that_cannot_be_built_takes_no_other_with_it(journal: Journal) -> None:
    unwritable: Any = b"bytes"
    bad = replace(ANSWER, text=unwritable)
    results = await asyncio.gather(
        keep(journal, question("bad"), bad), keep(journal, question("good")), return_exceptions=True
    )
    assert isinstance(results[0], TypeError) and results[1] is None
    assert find(journal, question("good"))


async def test_odd_text_survives(journal: Journal) -> None:
    odd = "nul \0, half a surrogate \ud800, \u2028, é, 漢字, \U0001f600"
    await keep(journal, question(odd), replace(ANSWER, text=odd))
    found = find(journal, question(odd))
    assert found is not None and found.text == odd


async def test_a_folder_that_cannot_be_written_is_the_users_to_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot open the journal"):
        Journal(tmp_path / "file")


async def test_answers_that_cannot_be_written_are_an_error_of_the_user(journal: Journal) -> None:
    """A database that may not grow is what a full disk looks like to SQLite."""
    await keep(journal, question("before"))
    await _fill(journal)
    with pytest.raises(UserError, match="Free space"):
        journal.raise_if_full()
    assert find(journal, question("before"))


async def test_the_reserve_lets_paid_answers_get_to_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = journal._writer
    reserve = journal_files(journal.folder)[0].with_suffix(".reserve")
    assert reserve.stat().st_size > 2**20
    transact = writer._transact

    def full_until_the_reserve_is_gone(rows: Any) -> None:
        if reserve.exists():
            raise sqlite3.OperationalError("database or disk is full")
        transact(rows)

    monkeypatch.setattr(writer, "_transact", full_until_the_reserve_is_gone)
    await keep(journal, question())
    assert find(journal, question())
    with pytest.raises(UserError, match="disk is full.*every answer up to now is kept"):
        journal.raise_if_full()


async def _fill(journal: Journal) -> None:
    journal._writer._db.execute("PRAGMA max_page_count = 20")
    with pytest.raises(UserError, match="full"):
        for number in range(200):
            await keep(journal, question(str(number)), replace(ANSWER, text="x" * 5000))


# What a request is looked up by.

texts = st.text(max_size=20)
sampling = st.dictionaries(st.sampled_from(["temperature", "top_p", "seed"]), st.integers(0, 3))
requests = st.builds(
    lambda system, user, model, params, sample: Request(
        (Message("system", system), Message("user", user)), model, params, sample=sample
    ),
    texts,
    texts,
    st.sampled_from(["a", "b"]),
    sampling,
    st.integers(0, 2),
)


@given(requests, requests)
def test_keys_agree_exactly_when_the_requests_do(one: Request, other: Request) -> None:
    assert (Key.of(one) == Key.of(other)) == (one == other)


@given(requests, st.integers(1, 100), st.integers(1, 100))
def test_only_the_cap_leaves_the_family(request: Request, cap: int, other: int) -> None:
    capped = [replace(request, sampling={**request.sampling, "max_tokens": tokens}) for tokens in (cap, other)]
    one, two, none = Key.of(capped[0]), Key.of(capped[1]), Key.of(request)
    assert one.family == two.family == none.family
    assert (one.fingerprint == two.fingerprint) == (cap == other)
    changed = replace(capped[0], sampling={**capped[0].sampling, "top_k": 5})
    assert Key.of(changed).family != one.family


CHANGES: dict[str, Callable[[Request], Request]] = {
    "message": lambda request: replace(request, messages=request.messages[:1]),
    "role": lambda request: replace(request, messages=(Message("user", "You plan."), request.messages[1])),
    "model": lambda request: replace(request, model="other"),
    "temperature": lambda request: replace(request, sampling={"temperature": 0.5}),
    "format": lambda request: replace(request, response_format={"type": "json_object"}),
    "sample": lambda request: replace(request, sample=1),
    "endpoint": lambda request: replace(request, endpoint="http://127.0.0.1:1/v1"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_any_change_that_can_change_the_answer_misses(journal: Journal, change: str) -> None:
    await keep(journal, question())
    assert find(journal, CHANGES[change](question())) is None


async def test_who_asks_does_not_matter(journal: Journal) -> None:
    await keep(journal, question())
    assert find(journal, replace(question(), origin=None))


# The cap on tokens.

KEY = Key(b"a" * 32, b"f" * 32, None)
OTHER = b"b" * 32


@pytest.mark.parametrize(
    ("old_cap", "tokens", "finish", "new_cap", "reused"),
    [
        (100, 40, "stop", 200, True),
        (100, 40, "stop", 50, True),
        (100, 40, "stop", 40, True),
        (100, 40, "stop", 39, False),
        (100, 40, "stop", None, True),
        (None, 40, "stop", 50, True),
        (None, 40, "stop", 30, False),
        (100, 100, "length", 200, False),
        (100, 100, "length", 50, False),
        (100, 100, "length", None, False),
        (100, 0, "stop", 100, True),
        (100, 0, "stop", 50, False),
        (None, 0, "stop", 5000, False),
    ],
)
async def test_a_finished_answer_fits_every_cap_that_would_not_have_cut_it(
    journal: Journal, old_cap: int | None, tokens: int, finish: str, new_cap: int | None, reused: bool
) -> None:
    def capped(cap: int | None) -> Request:
        return question(sampling={} if cap is None else {"max_tokens": cap})

    await keep(journal, capped(old_cap), replace(ANSWER, completion_tokens=tokens, finish_reason=finish))
    assert (find(journal, capped(new_cap)) is not None) == reused


@given(st.integers(1, 50) | st.none(), st.integers(0, 50), st.sampled_from(["stop", "length"]), st.integers(1, 50))
def test_the_very_same_fingerprint_always_fits(cap: int | None, tokens: int, finish: str, new_cap: int) -> None:
    answer = Completion("x", finish, completion_tokens=tokens)
    assert fits(KEY._replace(max_tokens=new_cap), KEY.fingerprint, cap, answer)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.sampled_from(["stop", "length"])), max_size=6))
def test_the_exact_answer_wins_over_one_that_only_fits(candidates: list[tuple[bool, int, str]]) -> None:
    key = KEY._replace(max_tokens=30)
    rows = [
        (KEY.fingerprint if exact else OTHER, 60, Completion(str(at), finish, completion_tokens=tokens))
        for at, (exact, tokens, finish) in enumerate(candidates)
    ]
    chosen = choose(key, rows)
    exact = [answer for fingerprint, _, answer in rows if fingerprint == KEY.fingerprint]
    fitting = [answer for fingerprint, cap, answer in rows if fits(key, fingerprint, cap, answer)]
    assert chosen == (exact + fitting + [None])[0]


@given(
    st.builds(
        Completion,
        text=st.text(),
        finish_reason=st.sampled_from(["stop", "length"]),
        reasoning=st.none() | st.text(),
        prompt_tokens=st.integers(0, 10),
        completion_tokens=st.integers(0, 10),
        calls=st.integers(0, 3),
        logprobs=st.none() | st.just(()) | st.just((TokenLogprob("a", -1.0, 0, 1),)),
    )
)
def test_a_completion_reads_back_as_it_was_written(completion: Completion) -> None:
    assert completion_from(json.loads(completion_json(completion))) == replace(completion, from_journal=True)


def test_the_problem_is_not_written() -> None:
    row = answer_row(Answer(Key.of(question()), question(), ANSWER))
    assert "problem_id" in row[5] and '"problem"' not in row[5]
