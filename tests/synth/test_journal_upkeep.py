"""Looking at, exporting and shrinking a journal."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UserError
from schemas.request import Completion, Message, Request
from synth.journal import Journal
from synth.journal_export import export_journal
from synth.journal_files import journal_files
from synth.journal_rows import Answer, Key, request_from, request_json
from synth.journal_upkeep import journal_stats, vacuum_journal
from tests.synth.asking import question


async def keep(journal: Journal, text: str, answer: str = "four", cost: float | None = None) -> None:
    request = question(text)
    completion = Completion(answer, prompt_tokens=10, completion_tokens=2)
    await journal.put(Answer(Key.of(request), request, completion, cost))


async def filled(folder: Path) -> None:
    with Journal(folder) as one, Journal(folder) as two:
        await keep(one, "a", "old", cost=0.5)
        await keep(one, "a", "new", cost=0.5)
        await keep(one, "b")
        await keep(two, "c")
        two.note_abandoned(b"f" * 32, question("d"), "timeout")


async def test_stats_count_all_files(tmp_path: Path) -> None:
    await filled(tmp_path)
    stats = journal_stats(tmp_path)
    assert (stats.files, stats.answers, stats.abandoned, stats.unpriced) == (2, 4, 1, 2)
    assert (stats.prompt_tokens, stats.completion_tokens, stats.cost_usd) == (40, 8, 1.0)
    assert stats.models == {"fake": 4}
    assert stats.oldest is not None and stats.newest is not None and stats.oldest <= stats.newest


async def test_stats_can_be_taken_while_it_is_written(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        await keep(journal, "a")
        assert journal_stats(tmp_path).answers == 1


async def test_stats_name_what_cannot_be_read(tmp_path: Path) -> None:
    await filled(tmp_path)
    journal_files(tmp_path)[0].write_bytes(b"garbage" * 1000)
    stats = journal_stats(tmp_path)
    assert (stats.unreadable, stats.answers) == (["answers-0000.sqlite"], 1)


async def test_an_export_holds_the_newest_answer_to_each_request(tmp_path: Path) -> None:
    await filled(tmp_path / "j")
    assert export_journal(tmp_path / "j", tmp_path / "run.jsonl").written == 3
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    answers = {line["request"]["messages"][1]["content"]: line["completion"]["text"] for line in lines}
    assert answers == {"a": "new", "b": "four", "c": "four"}
    assert all(request_from(line["request"]).fingerprint == line["fingerprint"] for line in lines)
    assert lines[0]["origin"]["problem_id"] == "p-1" and lines[0]["created"] > 0
    assert not list(tmp_path.glob("*.partial"))


async def test_an_altered_request_is_not_exported(tmp_path: Path) -> None:
    await filled(tmp_path / "j")
    db = sqlite3.connect(journal_files(tmp_path / "j")[0])
    db.execute("UPDATE answers SET request = replace(request, 'You plan.', 'You cheat.') WHERE id = 3")
    db.commit()
    db.close()
    assert export_journal(tmp_path / "j", tmp_path / "run.jsonl").written == 2


async def test_an_export_that_cannot_be_written_is_the_users_to_fix(tmp_path: Path) -> None:
    await filled(tmp_path)
    with pytest.raises(UserError, match="cannot write the export"):
        export_journal(tmp_path, tmp_path / "nowhere" / "run.jsonl")


async def test_a_vacuum_drops_what_was_replaced_and_loses_nothing_else(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for number in range(300):
            await keep(journal, str(number % 100), "x" * 5000)
    done = vacuum_journal(tmp_path)
    assert done.dropped == 200 and done.bytes_after < done.bytes_before / 2
    with Journal(tmp_path) as journal:
        assert all(journal.find(Key.of(question(str(number)))) for number in range(100))


async def test_a_vacuum_leaves_files_in_use_alone(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        await keep(journal, "a")
        assert vacuum_journal(tmp_path).busy == ("answers-0000.sqlite",)
        assert journal.find(Key.of(question("a")))


@pytest.mark.parametrize("look", [journal_stats, vacuum_journal])
def test_a_missing_journal_is_the_users_to_fix(tmp_path: Path, look: object) -> None:
    assert callable(look)
    with pytest.raises(UserError, match="no journal here"):
        look(tmp_path)


@given(
    st.builds(
        Request,
        messages=st.lists(st.builds(Message, st.text(), st.text()), max_size=3).map(tuple),
        model=st.text(),
        sampling=st.dictionaries(st.text(), st.integers() | st.floats(allow_nan=False) | st.text() | st.none()),
        response_format=st.none() | st.dictionaries(st.text(), st.text(), min_size=1),
        sample=st.integers(0, 5),
        endpoint=st.none() | st.text(),
    )
)
def test_a_request_reads_back_with_its_fingerprint(request: Request) -> None:
    assert request_from(json.loads(request_json(request))) == replace(request, origin=None)
    assert Key.of(request_from(json.loads(request_json(request)))) == Key.of(request)
