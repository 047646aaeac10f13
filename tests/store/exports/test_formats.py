"""Each shape as its trainer reads it: its own loading code in small, and the rewards that are to read it."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines.ppc import PIPELINE
from rewards.for_openrlhf import reward_func
from rewards.for_trl import ppc_reward
from rewards.for_verl import compute_score
from store.exports.format import Context, Format, Place, Row, usage_text
from store.exports.registry import ALIASES, FORMATS, find_format
from tests.pipelines.exporting import dataset, export, row, rows_of

CONTEXT = Context("toy", "ppc", PIPELINE.stage_names, ("spoiler_score",), PIPELINE.shape.schema())
PLACE = Place("train", 3)
CHATS = [name for name, made in FORMATS.items() if made.takes_system and made.kind != "table"]


def made_row(made: Format, system: str | None = None, **changes: Any) -> Row:
    context = Context("toy", "ppc", CONTEXT.stages, CONTEXT.numbers, CONTEXT.schema, system)
    found = made.row(row(0, **changes), context, PLACE)
    assert set(found) == set(made.schema(context).names)
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_a_good_row_passes_and_a_blank_one_does_not(name: str) -> None:
    made = FORMATS[name]
    assert made.check(made_row(made)) is None
    blank = (
        {"answer": " "} if made.kind == "rl" else {"execution": ""} if made.kind == "stepwise" else {"response": " "}
    )
    assert made.check(made_row(made, **blank)) in ("no_answer", "no_response", "no_steps")
    if made.kind != "table":
        assert made.check(made_row(made, prompt="")) is not None


@pytest.mark.parametrize("name", CHATS)
def test_a_system_prompt_stands_before_every_conversation(name: str) -> None:
    made = FORMATS[name]
    found = made_row(made, "Be brief.")
    assert made.check(found) is None
    text = json.dumps(found)
    assert text.count("Be brief.") == 1 and "Be brief." not in json.dumps(made_row(made))


@pytest.mark.parametrize("name", FORMATS)
def test_no_name_is_the_trainers_own(name: str) -> None:
    made = FORMATS[name]
    assert not set(made.schema(CONTEXT).names) & made.reserved
    assert not ({"prompt", "messages"} <= set(made.schema(CONTEXT).names)), "TRL would guess which one is meant"


@pytest.mark.parametrize("name", FORMATS)
def test_the_usage_is_filled_in(name: str) -> None:
    whole = usage_text(FORMATS[name], "exports/toy", "toy", ["train", "validation"])
    assert "exports/toy" in whole and not re.search(r"\{(folder|name|train|validation|options)\}", whole)
    assert "validation" not in usage_text(FORMATS[name], "exports/toy", "toy", ["train"])
    assert whole.count("```") == 2


def test_short_names_lead_to_formats() -> None:
    assert set(ALIASES.values()) <= set(FORMATS) and find_format("openrlhf").name == "openrlhf-sft"


def test_roles_that_a_chat_template_would_refuse_are_found() -> None:
    made = FORMATS["trl-sft-messages"]
    turns = [{"role": "assistant", "content": "a"}, {"role": "user", "content": "b"}]
    assert made.check({"messages": turns}) == "roles_out_of_order"
    assert made.check({"messages": [*turns[1:], *turns[1:], *turns[:1]]}) == "roles_out_of_order"


def test_a_prompt_that_openrlhf_would_turn_into_a_picture_is_left_out() -> None:
    made = FORMATS["openrlhf-rl"]
    assert made.check(made_row(made, prompt="What is in <image>?")) == "picture_placeholder"


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, Any]]:
    return [row(number) for number in (0, 2, 3, 5, 6, 8)]


def test_the_reward_for_trl_reads_the_export(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", rows)
    export(made, tmp_path / "out", "trl-grpo")
    found = rows_of(tmp_path / "out", "train")
    columns: dict[str, Any] = {name: [line[name] for line in found] for name in found[0] if name != "prompt"}
    texts = [f"{line['reference_execution']}" for line in found]
    full = [row["response"] for row in rows if row["trace_id"] in columns["trace_id"]]
    prompts = [line["prompt"] for line in found]
    assert ppc_reward(completions=full, prompts=prompts, **columns) == pytest.approx([1.3] * len(found))
    assert all("\\boxed{1}" in text for text in texts)
    only: dict[str, Any] = {name: values for name, values in columns.items() if name not in ("answer", "question")}
    assert ppc_reward(completions=full, prompts=prompts, **only) == pytest.approx([1.3] * len(found)), "by `solution`"


def test_the_reward_for_verl_reads_the_export(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", rows)
    export(made, tmp_path / "out", "verl-rl")
    frame = pq.read_table(next((tmp_path / "out").glob("train-*.parquet"))).to_pandas()
    by_id = {row["trace_id"]: row["response"] for row in rows}
    for index, line in enumerate(frame.to_dict("records")):
        info = line["extra_info"]
        assert (info["index"], info["split"]) == (index, "train") and line["reward_model"]["style"] == "rule"
        assert [dict(turn)["role"] for turn in line["prompt"]] == ["user"]
        gold = line["reward_model"]["ground_truth"]
        scored = compute_score(line["data_source"], by_id[info["trace_id"]], gold, info)
        assert scored["score"] == pytest.approx(1.3) and scored["acc"] == 1.0


def test_the_reward_for_openrlhf_reads_the_export(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", rows)
    export(made, tmp_path / "out", "openrlhf-rl")
    by_id = {row["trace_id"]: row["response"] for row in rows}
    for line in rows_of(tmp_path / "out", "train"):
        prompt = f"<|user|>{line['input']}<|assistant|>"
        result = reward_func([prompt + by_id[line["trace_id"]]], [prompt], [line["answer"]])
        assert result["rewards"] == pytest.approx(1.3)


@pytest.mark.parametrize("name", ["llamafactory-alpaca", "llamafactory-sharegpt"])
def test_llamafactory_finds_and_aligns_the_rows(name: str, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """Its loader reads every file of a folder, and a column that `columns` does not name is null."""
    export(dataset(tmp_path / "root", rows), tmp_path / "out", name, system="Be brief.")
    info = json.loads((tmp_path / "out/dataset_info.json").read_text(encoding="utf-8"))
    assert set(info) == {"toy_train", "toy_validation"}
    for entry in info.values():
        files = list((tmp_path / "out" / entry["file_name"]).iterdir())
        assert files and {file.suffix for file in files} == {".parquet"}
        columns = entry["columns"]
        for line in pq.read_table(files[0]).to_pylist():
            system, user, assistant = _alpaca(line, columns) if "prompt" in columns else _sharegpt(line, columns)
            assert system == "Be brief." and user.startswith("With ") and assistant.startswith("<preplan>")


def _alpaca(line: dict[str, Any], columns: dict[str, str]) -> tuple[str, str, str]:
    query = [line[columns[key]] for key in ("prompt", "query") if line[columns[key]]]
    return line[columns["system"]], "\n".join(query), line[columns["response"]]


def _sharegpt(line: dict[str, Any], columns: dict[str, str]) -> tuple[str, str, str]:
    turns = line[columns["messages"]]
    assert [turn["from"] for turn in turns] == ["system", "human", "gpt"], "its default tags"
    system, user, assistant = (turn["value"] for turn in turns)
    return system, user, assistant


@pytest.mark.parametrize("system", [None, "Be brief."])
def test_openrlhf_gets_two_strings_or_two_lists(system: str | None, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    export(dataset(tmp_path / "root", rows), tmp_path / "out", "openrlhf-sft", system=system)
    kinds = {(type(line["input"]), type(line["output"])) for line in rows_of(tmp_path / "out", "train")}
    assert kinds == {(list, list) if system else (str, str)}
