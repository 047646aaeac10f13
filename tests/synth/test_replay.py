"""Replaying: recorded answers come back, a miss is an error and never a call, a changed prompt is a warning."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.errors import GenerationError, UserError
from schemas.problem import Problem
from schemas.request import Completion, Message, Origin, Request
from synth.asker import Asker
from synth.generator_replay import Settings, build
from synth.journal import Journal
from synth.journal_export import export_journal
from synth.journal_rows import Answer, Key

ORIGIN = Origin("ppc", "preplan", "p-1", 0, 0, "hash-1")


def request(origin: Origin) -> Request:
    return Request((Message("user", "Why?"),), "any", origin=origin)


def line(text: str, **changes: object) -> str:
    origin = {"pipeline": "ppc", "stage": "preplan", "problem_id": "p-1", "sample": 0, "attempt": 0}
    return json.dumps(
        {"origin": origin | {"prompt_hash": "hash-1"} | changes, "completion": {"text": text, "model": "m"}}
    )


def recorded(folder: Path, *lines: str) -> Settings:
    path = folder / "recording.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return Settings(path=str(path))


async def test_a_question_that_changed_under_its_id_is_refused(tmp_path: Path) -> None:
    generator = build(recorded(tmp_path, line("one", question_hash=Problem("p-1", "How many?").question_hash)))
    same, changed = Problem("p-1", " How  many?").question_hash, Problem("p-1", "How few?").question_hash
    assert (await generator.complete(request(replace(ORIGIN, question_hash=same)))).text == "one"
    assert (await generator.complete(request(ORIGIN))).text == "one"
    with pytest.raises(GenerationError, match=r"other_question: .*'preplan' .* problem p-1"):
        await generator.complete(request(replace(ORIGIN, question_hash=changed)))


async def test_an_export_tells_its_questions(tmp_path: Path) -> None:
    origin = replace(ORIGIN, question_hash="then")
    asked, other = (
        request(origin),
        Request((Message("user", "Why not?"),), "any", origin=replace(origin, question_hash="now")),
    )
    with Journal(tmp_path / "journal") as journal:
        await journal.put(Answer(Key.of(asked), asked, Completion("kept", model="m"), None))
    export_journal(tmp_path / "journal", tmp_path / "export.jsonl")
    generator = build(Settings(path=str(tmp_path / "export.jsonl")))
    assert (await generator.complete(asked)).text == "kept"
    with pytest.raises(GenerationError, match="other_question"):
        await generator.complete(other)


async def test_an_export_without_questions_warns_of_another_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = json.loads(line("one")) | {"request": {"messages": [{"role": "user", "content": "Why?"}], "model": "m"}}
    generator = build(recorded(tmp_path, json.dumps(content)))
    with caplog.at_level(logging.WARNING):
        await generator.complete(request(ORIGIN))
        assert not caplog.records
        for _ in range(2):
            await generator.complete(Request((Message("user", "Why not?"),), "any", origin=ORIGIN))
    assert len(caplog.records) == 1 and "was its question changed?" in caplog.records[0].getMessage()


async def test_an_answer_comes_back_to_whoever_asked_it(tmp_path: Path) -> None:
    generator = build(recorded(tmp_path, line("one"), line("two", sample=1), line("three", stage="plan")))
    assert (await generator.complete(request(ORIGIN))).text == "one"
    assert (await generator.complete(request(Origin("ppc", "preplan", "p-1", 1, 0)))).text == "two"
    assert generator.kind == "replay" and generator.traits.plays_back


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (Origin("cot", "cot", "p-1", 0, 0), "no answers of 'cot' in pipeline cot, nor any other of that pipeline"),
        (Origin("ppc", "judges/adherence", "p-1", 0, 0), "no answers of 'judges/adherence' .* only of preplan, plan"),
        (Origin("ppc", "preplan", "p-1", 0, 1), "no answer of 'preplan' for problem p-1, sample 0, attempt 1"),
    ],
)
async def test_a_miss_is_an_error_that_says_what_is_missing(origin: Origin, said: str, tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=f"not_recorded: .*{said}"):
        await build(recorded(tmp_path, line("one"), line("two", stage="plan"))).complete(request(origin))


async def test_a_changed_prompt_is_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    generator = build(recorded(tmp_path, line("one")))
    with caplog.at_level(logging.WARNING):
        await generator.complete(request(ORIGIN))
        assert not caplog.records
        for _ in range(3):
            await generator.complete(request(Origin("ppc", "preplan", "p-1", 0, 0, "hash-2")))
    assert [record.getMessage() for record in caplog.records] == [
        "ppc.preplan: the recording answers prompt hash-1, the recipe's prompt is hash-2 now"
    ]


@pytest.mark.parametrize("bad", ["not json", "{}", '{"origin": {}, "completion": {"text": "x"}}', "[]"])
def test_a_line_that_is_no_answer_is_named(bad: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 2: not a recorded answer"):
        build(recorded(tmp_path, line("one"), bad))


def test_a_recording_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="journal export"):
        build(Settings(path="nowhere/*.jsonl"))


async def test_an_exported_journal_is_a_recording(tmp_path: Path) -> None:
    asked = request(ORIGIN)
    with Journal(tmp_path / "journal") as journal:
        await journal.put(Answer(Key.of(asked), asked, Completion("kept", model="m"), None))
    assert export_journal(tmp_path / "journal", tmp_path / "export.jsonl").written == 1
    asker = Asker({"planner": build(Settings(path=str(tmp_path / "export.jsonl")))})
    assert (await asker.ask("planner", asked)).text == "kept"
    assert asker.usage().calls == 0


async def test_who_asked_the_same_gets_the_same(tmp_path: Path) -> None:
    asked = request(ORIGIN)
    with Journal(tmp_path / "journal") as journal:
        await journal.put(Answer(Key.of(asked), asked, Completion("kept", model="m"), None))
    export_journal(tmp_path / "journal", tmp_path / "export.jsonl")
    generator = build(Settings(path=str(tmp_path / "export.jsonl")))
    assert (await generator.complete(request(Origin("ppc", "preplan", "p-2", 0, 0, "hash-1")))).text == "kept"


async def test_what_was_asked_goes_before_who_asks(tmp_path: Path) -> None:
    """A call that was not journaled shifts the numbers of those after it; their texts still tell them apart."""
    first, second = Request((Message("user", "One?"),), "any", origin=ORIGIN), request(ORIGIN)
    with Journal(tmp_path / "journal") as journal:
        for asked, said in ((first, "one"), (second, "two")):
            await journal.put(Answer(Key.of(asked), asked, Completion(said, model="m"), None))
    export_journal(tmp_path / "journal", tmp_path / "export.jsonl")
    generator = build(Settings(path=str(tmp_path / "export.jsonl")))
    assert [(await generator.complete(asked)).text for asked in (first, second)] == ["one", "two"]
