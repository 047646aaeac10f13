"""One row's life, told from the dataset, the journal and the other versions."""

import json
from pathlib import Path

import pytest

import forethought
from pipelines.build import run_build
from pipelines.lineage import lineage
from pipelines.refilter import refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.fake import ChatRequest, FakeServer, FakeSettings, scripted, staged
from tests.pipelines.exporting import dataset, row
from tests.pipelines.test_refilter import shipped

QUESTION = "A shop has 11 shelves with 3 lamps each. How many lamps is that?"
SPOILED = "The answer is 33, since 11 * 3 = 33. So 33 = 33 and therefore 30 + 3 = 33. We get 33."
GOOD = "A total from equal groups: count the groups and what each holds; mind that both are whole."

RECIPE = """
name: told
pipeline: ppc
problems: {path: PROBLEMS}
generators: {default: {kind: openai, base_url: URL, model: fake, price: {input: 1, output: 2}}}
filters: {length: {preplan: [1, 1500]}}
dataset: {root: ROOT}
"""


def preplans(request: ChatRequest) -> str:
    """Spoiled at first, good when told so."""
    return GOOD if len(request.messages) > 2 else SPOILED


@pytest.fixture
async def told(tmp_path: Path) -> Dataset:
    (tmp_path / "p.jsonl").write_text(json.dumps({"id": "lamps", "question": QUESTION, "answer": "33"}))
    responder = scripted([("preplan", preplans)], otherwise=staged(answers={QUESTION: "33"}))
    async with FakeServer(FakeSettings(responder=responder)) as server:
        text = RECIPE.replace("PROBLEMS", str(tmp_path / "p.jsonl")).replace("ROOT", str(tmp_path / "d"))
        await run_build(parse_recipe(text.replace("URL", json.dumps(server.base_url)), "told.yaml"), "told.yaml")
    return Dataset.at(tmp_path / "d", "told")


async def test_every_attempt_is_told_with_what_was_asked(told: Dataset) -> None:
    life = lineage(told, "lamps")
    names = [(call.attempt["stage"], call.attempt["attempt"], call.attempt["kept"]) for call in life.calls]
    assert names[:2] == [("preplan", 0, False), ("preplan", 1, True)]
    first, second = life.calls[:2]
    assert first.text == SPOILED and {verdict["filter"] for verdict in first.verdicts} >= {"spoiler"}
    assert second.messages is not None and second.messages_from == "journal" and len(second.messages) == 4
    assert SPOILED in second.messages[2].content and QUESTION in second.messages[1].content
    assert first.cost_usd is not None and first.cost_usd > 0 and first.created is not None


async def test_a_lost_journal_leaves_what_can_be_rendered_again(told: Dataset) -> None:
    sent = [call.messages for call in lineage(told, "lamps/0").calls]
    for file in (told.root / ".journal").iterdir():
        file.unlink()
    calls = lineage(told, "lamps/0").calls
    assert calls[0].messages == sent[0] and calls[0].messages_from == "template"
    assert calls[1].messages is None and "complaints" in calls[1].messages_from
    assert calls[2].messages == sent[2]


async def test_its_fate_in_each_version(tmp_path: Path) -> None:
    await run_build(shipped("ppc-replay", tmp_path, "problems.limit=20"), "r")
    dataset = Dataset.at(tmp_path, "ppc-replay")
    refilter(dataset, changed_recipe(dataset.latest(), "v0", ["filters.spoiler.max_score=0"]))
    rejected = dataset.read().to_pandas(["trace_id"], status="rejected")["trace_id"][0]
    history = lineage(dataset, rejected).history
    assert [(passage.version, passage.status) for passage in history] == [(1, "rejected"), (0, "accepted")]
    assert history[0].reasons == ("spoiler:score_above_threshold",)


async def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    await run_build(shipped("cot-reference", tmp_path, "problems.limit=2", "samples_per_problem=2"), "r")
    dataset = Dataset.at(tmp_path, "cot-reference")
    problem = dataset.read().to_pandas(["problem_id"])["problem_id"][0]
    with pytest.raises(UserError, match=r"has 2 traces. Name one: .*/0, .*/1"):
        lineage(dataset, problem)
    with pytest.raises(UserError, match="no row 'nobody/0'"):
        lineage(dataset, "nobody/0")
    assert lineage(dataset, f"{problem}/1").calls[0].messages_from.startswith("no prompt was sent")


async def test_ids_with_slashes_are_found_as_traces_and_as_problems(tmp_path: Path) -> None:
    made = dataset(tmp_path, [row(0, problem_id="set/train/7", trace_id="set/train/7/0"), row(2)])
    assert lineage(made, "set/train/7").row["trace_id"] == lineage(made, "set/train/7/0").row["trace_id"]
    opened = forethought.open("toy", tmp_path)
    assert opened.explain("set/train/7").row["problem_id"] == opened.explain("set/train/7/0").row["problem_id"]
