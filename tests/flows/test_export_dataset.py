"""The export flow: the plain function, with its artifact."""

from pathlib import Path

import pytest

from flows.export_dataset import export_version
from flows.given import given_options
from pipelines.export import ExportOptions
from schemas.errors import UserError
from tests.pipelines.exporting import dataset, row


def test_a_flow_writes_the_folder(tmp_path: Path) -> None:
    dataset(tmp_path / "root", [row(number) for number in range(12)])
    options = {"validation": 0.0, "system": "Be brief.", "against": []}
    result = export_version("toy", "axolotl", str(tmp_path / "out"), str(tmp_path / "root"), options)
    assert result["rows"] == {"train": 8} and (tmp_path / "out/export.json").exists()


def test_a_mistyped_option_is_a_sentence_and_one_set_is_no_list_of_letters() -> None:
    with pytest.raises(UserError, match="options: unknown option 'sistem'. Did you mean 'system'"):
        given_options({"sistem": "Be brief."}, ExportOptions, ("format", "out"))
    with pytest.raises(UserError, match="unknown option 'out'"):
        given_options({"out": "elsewhere"}, ExportOptions, ("format", "out"))
    given = given_options({"against": "exam.jsonl", "seed": 3}, ExportOptions, ("format", "out"))
    assert given["against"] == ("exam.jsonl",) and given["split"].seed == 3
