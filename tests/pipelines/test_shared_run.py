"""Sharing an export is sharing the run: replayed, it gives the same rows, whatever the run went through."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.build import run_build
from pipelines.used_answers import UNJOURNALED, used_answers
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset
from store.layout import journal_dir
from synth.fake import ChatRequest, FakeServer, FakeSettings, Fault, scripted, staged
from synth.journal_export import Exported, UsedAnswers, export_journal
from synth.registry import build_generator, known_kinds

GOLDS = {f"A shop has {n} shelves with {n + 3} lamps each. How many lamps?": str(n * (n + 3)) for n in range(11, 19)}
REFUSES_SCHEMA = Fault(kind="bad_request", when=lambda request: "response_format" in request.params)
ENDPOINT = "{kind: openai, base_url: URL, model: fake, concurrency: 8, sampling: {max_tokens: 500}}"
REPLAY = "{kind: replay, path: EXPORT}"
PPC = """
name: NAME
pipeline: ppc
problems: {path: PROBLEMS}
generators: {default: GENERATOR, judge: GENERATOR}
filters: {length: {preplan: [1, 1500]}, adherence: {enabled: true}}
dataset: {root: ROOT}
"""
FSLR = """
name: NAME
pipeline: fslr
problems: {path: PROBLEMS}
generators: {teacher: GENERATOR}
dataset: {root: ROOT}
"""
SAME = ("trace_id", "status", "reasons", "error", "verdicts", "response", "prompt")


def judge(request: ChatRequest) -> str:
    """Likes every other plan, so that votes and verdicts differ between rows."""
    return json.dumps({"reason": "as seen", "score": float(len(request.last) % 2)})


def first_step(request: ChatRequest) -> str:
    """Prose at first, labelled lines once it was told that this cannot be read."""
    told = "I would look at the shelves."
    if not any(message["role"] == "assistant" for message in request.messages):
        return told
    shelves = re.findall(r"A shop has (\d+) shelves", str(request.messages))[0]
    step = f"Multiply the {shelves} shelves by the lamps on each."
    return f"Quantities: shelves = {shelves}\nOperation: multiply\nTarget: lamps\nFirst step: {step}"


def fake(flaws: float = 0.4) -> FakeServer:
    markers = [("Judge how far the plan inherits", judge), ("first step", first_step)]
    responder = scripted(markers, otherwise=staged(answers=GOLDS, flaws=flaws))
    return FakeServer(FakeSettings(responder=responder, faults=(REFUSES_SCHEMA,)))


def recipe(folder: Path, text: str, name: str, generator: str, url: str = "", *overrides: str) -> Recipe:
    problems = folder / "problems.jsonl"
    lines = [{"question": q, "answer": gold, "solution": f"It is {gold}.\n#### {gold}"} for q, gold in GOLDS.items()]
    problems.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    paths = {"NAME": name, "PROBLEMS": problems, "GENERATOR": generator, "ROOT": folder / "root"}
    for key, value in {**paths, "URL": json.dumps(url), "EXPORT": folder / "answers.jsonl"}.items():
        text = text.replace(key, str(value))
    return parse_recipe(text, "shared.yaml", overrides)


def rows(folder: Path, name: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Dataset.at(folder / "root", name).read().to_arrow(columns).to_pylist()
    return found


def export(folder: Path, name: str | None = None) -> Exported:
    used = used_answers(Dataset.at(folder / "root", name).read()) if name else None
    return export_journal(journal_dir(folder / "root"), folder / "answers.jsonl", used)


@pytest.mark.parametrize(("text", "stages"), [(PPC, ["preplan", "plan", "execution"]), (FSLR, ["first_step"])])
async def test_a_replayed_run_has_the_same_rows(text: str, stages: list[str], tmp_path: Path) -> None:
    async with fake() as server:
        await run_build(recipe(tmp_path, text, "asked", ENDPOINT, server.base_url), "shared.yaml")
        assert server.log.count(status=400) > 0
    done = export(tmp_path, "asked")
    await run_build(recipe(tmp_path, text, "replayed", REPLAY), "shared.yaml")
    asked, replayed = (rows(tmp_path, name, [*SAME, *stages]) for name in ("asked", "replayed"))
    assert asked == replayed and not done.missing and not done.conflicts
    attempts = [attempt for row in rows(tmp_path, "replayed", ["provenance"]) for attempt in row["provenance"]]
    assert {(attempt["generator"], attempt["model"]) for attempt in attempts} == {("replay", "fake")}
    assert any(attempt["attempt"] and attempt["stage"] in stages for attempt in attempts), "nothing was retried"


async def test_one_datasets_answers_are_told_from_anothers(tmp_path: Path) -> None:
    hot = "generators.default.sampling.temperature=1.3"
    async with fake() as server:
        await run_build(recipe(tmp_path, PPC, "asked", ENDPOINT, server.base_url), "shared.yaml")
    async with fake(flaws=0.9) as server:
        more = ("generators.default.model=larger", hot)
        await run_build(recipe(tmp_path, PPC, "other", ENDPOINT, server.base_url, *more), "shared.yaml")
    everything = export(tmp_path)
    assert everything.conflicts > 0 and everything.models == {"fake", "larger"}
    done = export(tmp_path, "asked")
    assert done.models == {"fake"} and not done.conflicts and done.written < everything.written
    await run_build(recipe(tmp_path, PPC, "replayed", REPLAY), "shared.yaml")
    assert rows(tmp_path, "asked", SAME) == rows(tmp_path, "replayed", SAME)


async def test_answers_reused_under_another_cap_are_exported(tmp_path: Path) -> None:
    async with fake() as server:
        await run_build(recipe(tmp_path, PPC, "asked", ENDPOINT, server.base_url), "shared.yaml")
        before = server.log.count(status=200)
        raised = "generators.default.sampling.max_tokens=900", "generators.judge.sampling.max_tokens=900"
        await run_build(recipe(tmp_path, PPC, "raised", ENDPOINT, server.base_url, *raised), "shared.yaml")
        assert server.log.count(status=200) == before
    first, second = export(tmp_path, "asked"), export(tmp_path, "raised")
    assert first.written == second.written and not second.missing


async def test_what_the_journal_lost_is_counted(tmp_path: Path) -> None:
    async with fake() as server:
        await run_build(recipe(tmp_path, FSLR, "asked", ENDPOINT, server.base_url), "shared.yaml")
    used = used_answers(Dataset.at(tmp_path / "root", "asked").read())
    lost = UsedAnswers(used.fingerprints | {"0" * 64}, used.caps)
    assert export_journal(journal_dir(tmp_path / "root"), tmp_path / "answers.jsonl", lost).missing == 1
    (tmp_path / "answers.jsonl").unlink()
    none = export_journal(journal_dir(tmp_path / "root"), tmp_path / "answers.jsonl", UsedAnswers(frozenset("0"), ()))
    assert (none.written, none.missing) == (0, 1) and not (tmp_path / "answers.jsonl").exists()


def test_kinds_without_a_journal_are_the_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text("")
    sections: dict[str, dict[str, Any]] = {
        "openai": {"model": "m"},
        "reference": {},
        "replay": {"path": str(tmp_path / "answers.jsonl")},
    }
    built = {
        kind: build_generator("r", {"kind": kind, **sections[kind]}, "here")
        for kind in known_kinds()
        if kind in sections
    }
    assert {kind for kind, generator in built.items() if not generator.traits.journaled} == set(UNJOURNALED)
