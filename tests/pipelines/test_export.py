"""Exports of a hand-made dataset: what goes out, what stays behind, and what `datasets` and trainers find there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.push_prompts import used_prompts
from pipelines.split import SplitSettings
from schemas.errors import UserError
from store.exports.registry import FORMATS
from tests.pipelines.exporting import dataset, export, question, row, rows_of

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    rows = [row(number) for number in range(COUNT)]
    rows.append(row(0, trace_id="p0/1", sample=1))  # a second sample of a problem
    rows.append(row(90, status="failed", response=None, execution=None, verdicts=[], error="plan: timeout: x"))
    rows.append(row(92, family="twins", question="A twin asks how old the other one is, who is 30 years old now."))
    rows.append(row(95, family="twins", question="Another twin asks, but in quite different words, for an age."))
    rows.append(row(93, question=question(0).upper()))
    rows.append(row(96, question=question(0).replace("2 of", "8 of")))
    return dataset(tmp_path_factory.mktemp("exports"), rows)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_goes_out_whole(name: str, made: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = export(made, out, name)
    found = {split: rows_of(out, split) for split in ("train", "validation")}
    assert {split: len(rows) for split, rows in found.items()} == result.rows
    assert all(result.rows.values())
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()) == sorted(result.files)
    for column in found["train"][0]:
        kinds = {type(row[column]) for rows in found.values() for row in rows} - {type(None)}
        assert len(kinds) <= 1, f"{column} is of one type"


@pytest.mark.parametrize("name", FORMATS)
def test_datasets_loads_the_folder(name: str, made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    out = tmp_path / "out"
    result = export(made, out, name)
    loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
    assert {split: len(rows) for split, rows in loaded.items()} == result.rows
    assert set(loaded["train"].column_names) == set(rows_of(out, "train")[0])
    with pytest.raises(FileNotFoundError):
        datasets.load_from_disk(str(out))  # OpenRLHF and Axolotl try this first, and go on at this error alone


def problems(rows: list[Mapping[str, Any]]) -> set[str]:
    return {row["problem_id"] for row in rows}


def test_what_belongs_together_is_on_one_side(made: Any, tmp_path: Path) -> None:
    for seed in range(4):
        out = tmp_path / str(seed)
        export(made, out, "jsonl", split=SplitSettings(0.3, seed))
        train, validation = (problems(rows_of(out, split)) for split in ("train", "validation"))
        assert not train & validation
        for group in ({"p92", "p95"}, {"p0", "p93", "p96"}):
            assert not group & train or not group & validation


def test_the_same_export_has_the_same_bytes(made: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export(made, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_rows_go_into_files_of_bounded_size(tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", [row(number, status="accepted") for number in range(2500)])
    result = export(made, tmp_path / "out", "trl-sft", shard_bytes=1)
    names = [name for name in result.files if name.startswith("train")]
    assert names == [f"train-{n:05d}-of-{len(names):05d}.parquet" for n in range(len(names))] and len(names) > 1
    ids = [row["trace_id"] for row in rows_of(tmp_path / "out", "train")]
    assert ids == sorted(ids, key=lambda name: int(name[1:-2])), "in the order of the dataset"


def test_statuses_and_reasons_are_counted(made: Any, tmp_path: Path) -> None:
    result = export(made, tmp_path / "accepted")
    assert result.left_out["status is failed"] == 1 and result.left_out["status is rejected"] > 15
    everything = export(made, tmp_path / "all", status="all")
    assert sum(everything.rows.values()) == sum(result.rows.values()) + result.left_out["status is rejected"]
    rejected = export(made, tmp_path / "rejected", status="rejected")
    assert sum(rejected.rows.values()) == result.left_out["status is rejected"]


def test_rl_has_a_row_per_problem_and_a_gold_answer(tmp_path: Path) -> None:
    rows = [row(0), row(0, trace_id="p0/1"), row(2, answer=None), row(3), row(5)]
    result = export(dataset(tmp_path / "root", rows), tmp_path / "out", "trl-grpo")
    assert sum(result.rows.values()) == 3
    assert result.left_out == {"another row of its problem is there": 1, "trl-grpo: no_answer": 1}


def test_steps_are_stages_with_the_labels_of_their_verdicts(made: Any, tmp_path: Path) -> None:
    export(made, tmp_path / "out", "trl-stepwise")
    found = {
        row["trace_id"]: row["labels"] for split in ("train", "validation") for row in rows_of(tmp_path / "out", split)
    }
    assert found["p0/0"] == [True, True, True] and found["p1/0"] == [False, True, True]
    with pytest.raises(UserError, match="every step would be labelled True"):
        export(made, tmp_path / "same", "trl-stepwise", status="accepted")
    assert not (tmp_path / "same").exists()


def test_a_pipeline_of_one_stage_has_no_steps(tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", [row(0)], extra={"pipeline": "cot"})
    with pytest.raises(UserError, match="judged as a whole"):
        export(made, tmp_path / "out", "trl-stepwise")


def test_what_an_evaluation_set_asks_stays_behind(made: Any, tmp_path: Path) -> None:
    asked = [{"problem": question(0)}, {"problem": question(5).replace("7 of", "70 of")}, {"problem": "What is 2 + 2?"}]
    path = tmp_path / "exam.jsonl"
    path.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    result = export(made, tmp_path / "out", against=(str(path),))
    assert result.against == {"exam.jsonl": 3}
    counts = {kind["rule"]: kind["rows"] for kind in result.overlaps}
    assert counts == {"same_question": 3, "numbers_changed": 2}
    kept = {row["trace_id"] for split in result.rows for row in rows_of(tmp_path / "out", split)}
    assert not kept & {"p0/0", "p0/1", "p93/0", "p96/0", "p5/0"}
    lines = [json.loads(line) for line in (tmp_path / "out/contamination.jsonl").read_text("utf-8").splitlines()]
    assert {line["trace_id"]: line["rule"] for line in lines}["p5/0"] == "numbers_changed"
    assert all(line["excluded"] and line["question"] and line["evaluation_question"] for line in lines)
    assert str(tmp_path) not in "".join(p.read_text("utf-8") for p in (tmp_path / "out").glob("*.[jm]*"))


def test_a_rule_can_be_reported_only(made: Any, tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    path.write_text(f'prompt\n"{question(5).replace("7 of", "70 of")}"\n', encoding="utf-8")
    result = export(made, tmp_path / "out", against=(str(path),), let_pass=("numbers_changed",))
    (kind,) = result.overlaps
    assert (kind["rule"], kind["excluded"], kind["rows"]) == ("numbers_changed", False, 1)
    assert "p5/0" in {row["trace_id"] for split in result.rows for row in rows_of(tmp_path / "out", split)}


def test_the_card_says_what_is_known_and_nothing_else(made: Any, tmp_path: Path) -> None:
    export(made, tmp_path / "out")
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---")[1])
    assert front["license"] == "mit" and front["language"] == ["en"] and front["size_categories"] == ["n<1K"]
    for known in ("teacher", "ppc/plan (abababababab)", "temperature 0.7", "CC-BY-4.0", "max_score", "1,000", "0.2500"):
        assert known in text, known
    assert "not held against any evaluation set" in text and "somebody" not in text
    bare = dataset(tmp_path / "bare", [row(0), row(2)], recipe="name: toy\npipeline: ppc\n")
    export(bare, tmp_path / "unlicensed")
    front = yaml.safe_load((tmp_path / "unlicensed/README.md").read_text(encoding="utf-8").split("---")[1])
    assert "license" not in front and "language" not in front


def test_json_lines_load_when_a_split_lacks_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    made = dataset(tmp_path / "root", [row(number) for number in range(9)])
    first = export(made, tmp_path / "first", "jsonl", status="all", split=SplitSettings(0.3))
    there = {found["problem_id"] for found in rows_of(tmp_path / "first", "validation")}
    assert first.rows["validation"] and there
    rows = [row(number, family=f"f{number}" if f"p{number}" in there else None) for number in range(9)]
    export(dataset(tmp_path / "again", rows), tmp_path / "out", "jsonl", status="all", split=SplitSettings(0.3))
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert set(loaded["train"]["family"]) == {None} and None not in loaded["validation"]["family"]


def test_rows_that_filters_turned_down_are_named_as_such(made: Any, tmp_path: Path) -> None:
    export(made, tmp_path / "out", status="all")
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "rows that filters turned down, since they were asked for" in text
    assert manifest(tmp_path / "out")["statuses"] == ["accepted", "rejected"]
    export(made, tmp_path / "kept")
    assert "turned down" not in (tmp_path / "kept/README.md").read_text(encoding="utf-8")


def test_words_of_others_are_no_markup_on_a_card(tmp_path: Path) -> None:
    hostile = "![t](http://evil.example/x.png)<img src=x>`|\x1b[2J"
    export(dataset(tmp_path / "root", [row(0, source=hostile), row(2)]), tmp_path / "out")
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "evil.example" in text and "![" not in text and "<img" not in text and "\x1b" not in text
    assert "1 row of 1 problem in" in text


def test_rules_are_given_no_prompt(tmp_path: Path) -> None:
    derived = {**row(0)["provenance"][0], "generator": "reference", "model": "rules"}
    made = dataset(tmp_path / "root", [row(0, provenance=[derived]), row(2, provenance=[derived])])
    export(made, tmp_path / "out")
    assert "ppc/plan (" not in (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert used_prompts(made.read()) == []


def test_a_derived_dataset_says_so(tmp_path: Path) -> None:
    extra = {"pipeline": "ppc", "derived": {"how": "mismatched-preplans", "from": "toy", "version": 3}}
    export(dataset(tmp_path / "root", [row(0), row(2)], extra=extra), tmp_path / "out")
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "how mismatched-preplans, from toy, version 3" in text and "A control, not for training" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"format": "trl-stf"}, "Did you mean 'trl-sft'"),
        ({"version": 7}, "version"),
        ({"status": "acepted"}, "Did you mean 'accepted'"),
        ({"against": ("nowhere.jsonl",)}, "nowhere.jsonl"),
        ({"let_pass": ("near",)}, "Known: "),
        ({"format": "trl-sft-text", "system": "Be brief."}, "no place for a system prompt"),
    ],
)
def test_what_the_user_must_fix_is_a_sentence(options: dict[str, Any], words: str, made: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        export(made, tmp_path / "out", **options)
    assert words in caught.value.message
    assert not any(tmp_path.iterdir())


def test_a_folder_that_is_in_use_is_left_alone(made: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(made, out)
    before = manifest(out)
    with pytest.raises(UserError, match="--force"):
        export(made, out, "jsonl")
    assert manifest(out) == before
    export(made, out, "jsonl", force=True)
    assert manifest(out)["format"] == "jsonl" and not list(out.glob("*.parquet"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UserError, match="no export"):
        export(made, tmp_path / "mine", force=True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    made = dataset(tmp_path / "root", [row(1), row(4)])
    with pytest.raises(UserError, match="nothing to export: 2 status is rejected. Take another --version"):
        export(made, tmp_path / "out")
    assert not (tmp_path / "out").exists()
