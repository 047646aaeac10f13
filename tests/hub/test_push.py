"""What a push leaves on the Hub, and when it leaves it alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from pipelines.ppc import PIPELINE
from store.dataset import Dataset, RunRecord
from store.fake_hub import FakeHub
from synth.prompting import load_prompt
from tests.hub.pushing import Pusher, environment
from tests.pipelines.exporting import RECIPE, dataset, question, row

FORMATS = ["trl-sft", "verl-rl", "llamafactory"]
LOAD = """
import json, sys
import datasets
datasets.disable_progress_bars()
found = {}
for config in ("trl-sft", "verl-rl", "llamafactory-sharegpt", None):
    loaded = datasets.load_dataset("team/loaded", config, revision="v0")
    found[str(config)] = {split: rows.to_list() for split, rows in loaded.items()}
streamed = datasets.load_dataset("team/loaded", "trl-sft", revision="v0", split="train", streaming=True)
found["streamed"] = {"train": list(streamed)}
print(json.dumps(found))
"""


def card(hub: FakeHub, repository: str, revision: str = "main") -> str:
    return hub.repositories[repository].at(revision).files["README.md"].content.decode()


def add_version(root: Path, number: int, **record: Any) -> None:
    """Another version of `toy`."""
    info = RunRecord("run-2", "def", RECIPE, "0.1.0", {}, {"count": number}, {"pipeline": "ppc"}, **record)
    with Dataset.at(root, "toy").lock("run-2") as writer:
        staged = writer.stage(PIPELINE.shape.schema())
        staged.write_shard(0, [row(place) for place in range(number)])
        writer.commit(staged, info)


def test_every_config_loads_from_the_hub_by_its_tag(hub: FakeHub, pushes: Pusher, root: Path, tmp_path: Path) -> None:
    result = pushes.push(root, "team/loaded", formats=FORMATS)
    run = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment(hub.url, tmp_path), capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    for config in ("trl-sft", "verl-rl", "llamafactory-sharegpt"):
        assert {split: len(rows) for split, rows in found[config].items()} == result["rows"][config]
    assert found["None"] == found["trl-sft"] and found["streamed"]["train"] == found["trl-sft"]["train"]
    assert found["trl-sft"]["train"][0]["completion"][0]["content"].startswith("<preplan>")


def test_a_push_is_one_commit_that_its_tag_names(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    result = pushes.push(root, "team/one", formats=FORMATS)
    repository = hub.repositories["team/one"]
    assert [commit.summary for commit in repository.commits[1:]] == [f"toy v0, content {result['content_digest']}"]
    assert repository.tags == {"v0": result["commit"]} and not repository.private
    there = repository.at("v0").files
    assert {path for path in there if path != ".gitattributes"} == {file["path"] for file in result["files"]}
    assert all(there[file["path"]].sha256 == file["sha256"] for file in result["files"])
    assert there["trl-sft/train-00000-of-00001.parquet"].lfs and not there["README.md"].lfs


def test_the_card_has_what_the_hub_reads_and_what_people_ask(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    pushes.push(root, "team/card", formats=FORMATS)
    front = yaml.safe_load(card(hub, "team/card").split("---\n")[1])
    assert front["license"] == "mit" and front["language"] == ["en"] and front["size_categories"] == ["n<1K"]
    assert [config["config_name"] for config in front["configs"]] == ["trl-sft", "verl-rl", "llamafactory-sharegpt"]
    assert front["configs"][0]["data_files"][0] == {"split": "train", "path": "trl-sft/train-*.parquet"}
    text = card(hub, "team/card")
    for words in ("teacher", "temperature 0.7", "CC-BY-4.0", "rejected: spoiler:score", "prompt tokens: 1,000", "`v0`"):
        assert words in text, words
    assert 'load_dataset("team/card", "trl-sft", revision="v0")' in text and "--include 'verl-rl/*'" in text
    assert "/home/somebody" not in text and "FOLDER" not in text


def test_nothing_is_assumed_about_licence_and_language(hub: FakeHub, pushes: Pusher, tmp_path: Path) -> None:
    dataset(tmp_path, [row(number) for number in range(6)], recipe="name: toy\npipeline: ppc\n")
    result = pushes.push(tmp_path, "team/silent")
    front = yaml.safe_load(card(hub, "team/silent").split("---\n")[1])
    assert "license" not in front and "language" not in front
    assert any("no licence" in note for note in result["notes"])


def test_prompts_go_along_with_their_texts(hub: FakeHub, pushes: Pusher, tmp_path: Path) -> None:
    mine = tmp_path / "mine.j2"
    mine.write_text("--- user ---\nPlan: {{ question }}\n", encoding="utf-8")
    used = [load_prompt("ppc/plan"), load_prompt(str(mine))]
    prototype = row(0)["provenance"][0]
    attempts = [prototype | {"prompt_id": prompt.id, "prompt_hash": prompt.hash} for prompt in used]
    attempts.append(prototype | {"prompt_id": "ppc/preplan", "prompt_hash": "0" * 16})
    recipe = f"{RECIPE}stages: {{plan: {{prompts: [ppc/plan, {mine}]}}}}\n"
    dataset(tmp_path, [row(number, provenance=attempts) for number in range(6)], recipe=recipe)
    pushes.push(tmp_path, "team/prompts")
    files = hub.repositories["team/prompts"].at("v0").files
    assert files["prompts/mine.j2"].content == mine.read_bytes()
    assert "{{ question }}" in files["prompts/ppc/plan.md"].content.decode()
    text = card(hub, "team/prompts")
    assert f"[ppc/plan](prompts/ppc/plan.md) | `{used[0].hash}`" in text
    assert "prompts/ppc/preplan.md" not in files and "ppc/preplan (its text is not at hand)" in text


def test_an_unchanged_version_is_left_alone(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    first = pushes.push(root, "team/same", formats=FORMATS)
    before = hub.count("commit") + hub.count("put") + hub.count("tag") + hub.count("lfs")
    again = pushes.push(root, "team/same", formats=FORMATS)
    assert again["outcome"] == "unchanged" and again["commit"] == first["commit"] and not again["files"]
    assert hub.count("commit") + hub.count("put") + hub.count("tag") + hub.count("lfs") == before


def test_a_new_version_replaces_the_old_one_and_its_tag_stays(hub: FakeHub, pushes: Pusher, tmp_path: Path) -> None:
    dataset(tmp_path, [row(number) for number in range(9)])
    old = pushes.push(tmp_path, "team/grows", formats=["trl-sft", "axolotl"])
    add_version(tmp_path, 12)
    new = pushes.push(tmp_path, "team/grows")
    assert new["tag"] == "v1" and new["rows"] == {"trl-sft": {"train": 7, "validation": 1}}
    assert "axolotl/train-00000-of-00001.parquet" in new["removed"]
    repository = hub.repositories["team/grows"]
    assert repository.tags == {"v0": old["commit"], "v1": new["commit"]}
    assert not any(path.startswith("axolotl/") for path in repository.at("main").files)
    assert any(path.startswith("axolotl/") for path in repository.at("v0").files)
    older = pushes.push(tmp_path, "team/grows", version=0, formats=["trl-sft", "axolotl"])
    assert older["outcome"] == "unchanged"


def test_another_format_of_a_version_moves_its_tag(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    pushes.push(root, "team/more")
    result = pushes.push(root, "team/more", formats=["trl-sft", "jsonl"])
    repository = hub.repositories["team/more"]
    assert repository.tags == {"v0": result["commit"]} and repository.branches["main"] == result["commit"]
    assert "jsonl/train-00000-of-00001.jsonl" in repository.at("v0").files


def test_overlaps_are_counted_on_the_card_and_not_published(
    hub: FakeHub, pushes: Pusher, root: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "exam.jsonl"
    exam.write_text(json.dumps({"id": "e1", "question": question(5)}), encoding="utf-8")
    pushes.push(root, "team/guarded", against=[str(exam)])
    files = hub.repositories["team/guarded"].at("v0").files
    assert not any("contamination" in path for path in files)
    text = card(hub, "team/guarded")
    assert "| `trl-sft` | exam.jsonl | 1 | same_question | 1 | left out |" in text and str(tmp_path) not in text
    assert "contamination.jsonl" not in text
    assert pushes.push(root, "team/guarded", against=[str(exam)])["outcome"] == "unchanged"


def test_nothing_is_left_beside_the_dataset(pushes: Pusher, root: Path) -> None:
    pushes.push(root, "team/tidy")
    assert not list((root / "toy/_forethought/push").rglob("*.parquet"))
