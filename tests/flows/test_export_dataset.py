"""The export flow: the plain function, with its artifact."""

from pathlib import Path

from flows.export_dataset import export_version
from tests.pipelines.exporting import dataset, row


def test_a_flow_writes_the_folder(tmp_path: Path) -> None:
    dataset(tmp_path / "root", [row(number) for number in range(12)])
    options = {"validation": 0.0, "system": "Be brief.", "against": []}
    result = export_version("toy", "axolotl", str(tmp_path / "out"), str(tmp_path / "root"), options)
    assert result["rows"] == {"train": 8} and (tmp_path / "out/export.json").exists()
