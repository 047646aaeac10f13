"""The notebook runs from nothing to its export, says what is so, and is committed without outputs."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import forethought

NOTEBOOK = Path(__file__).parents[2] / "notebooks/inspect.ipynb"


@pytest.fixture
def notebook() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def test_it_is_committed_without_outputs(notebook: Any) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code and all(not cell.outputs and cell.execution_count is None for cell in code)
    assert len(notebook.cells) <= 25
    assert all(len(line) <= 120 for cell in code for line in cell.source.splitlines())


def test_its_links_lead_somewhere(notebook: Any) -> None:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (NOTEBOOK.parent / target).exists(), target


def test_it_runs_from_nothing_to_an_export(notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORETHOUGHT_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.setenv("FORETHOUGHT_EXPORTS", str(tmp_path / "exports"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    for proxy in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(proxy, "http://127.0.0.1:9")  # whatever it would ask the network for fails
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    client = NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}}, shutdown_kernel="immediate"
    )
    client.execute(cwd=str(NOTEBOOK.parent))

    dataset = forethought.open("ppc-replay", tmp_path / "datasets")
    assert [info.number for info in dataset.versions()] == [1, 0]
    exported = list((tmp_path / "exports/ppc-trl-sft").glob("*.parquet"))
    assert len(exported) == 2

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
    shown = "\n".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert "<mark" in shown and "filters.spoiler.max_score" in shown and "&lt;preplan&gt;" in shown
    assert not [output for output in outputs if output.get("name") == "stderr"]
