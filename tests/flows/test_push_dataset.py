"""The push flow: the plain function, with its artifact; what it does on the Hub is tested in tests/hub."""

from pathlib import Path

from flows.push_dataset import push_version
from tests.pipelines.exporting import dataset, row


def test_a_flow_plans_a_push(tmp_path: Path) -> None:
    dataset(tmp_path / "root", [row(number) for number in range(12)])
    options = {"formats": ["axolotl", "jsonl"], "validation": 0.0, "dry_run": True}
    result = push_version("toy", "team/toy", str(tmp_path / "root"), options)
    assert result["outcome"] == "dry_run" and result["rows"] == {"axolotl": {"train": 8}, "jsonl": {"train": 8}}
