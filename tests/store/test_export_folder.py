"""An export is there whole or not at all, also when its process is killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import UserError
from store.export_folder import new_folder, read_manifest, write_json

ROOT = Path(__file__).parents[2]
DYING = """
import os, signal, sys
from pathlib import Path
from store.export_folder import new_folder

with new_folder(Path(sys.argv[1]), force=True) as folder:
    (folder / "train-00000.parquet.part").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
MANIFEST = {"format": "toy", "files": []}


def make(target: Path, text: str, *, force: bool = False) -> None:
    with new_folder(target, force=force) as folder:
        (folder / "rows").write_text(text, encoding="utf-8")
        write_json(folder / "export.json", MANIFEST)


def test_a_killed_export_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out"
    make(target, "old")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", DYING, str(target)], env=environment, check=False, timeout=300)
    assert killed.returncode == -9
    assert (target / "rows").read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2, "what it left is hidden beside"
    make(target, "new", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "and cleared by the next one"
    assert (target / "rows").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_interrupted_export_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), new_folder(tmp_path / "deep" / "out", force=False) as folder:
        (folder / "rows").write_text("half", encoding="utf-8")
        raise error
    assert not list((tmp_path / "deep").iterdir())


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    make(tmp_path / "out", "rows")
    assert read_manifest(tmp_path / "out") == MANIFEST


def test_only_our_own_folders_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "mine").write_text("mine", encoding="utf-8")
    for name in ("file", "link", "work"):
        with pytest.raises(UserError):
            make(tmp_path / name, "rows", force=True)
    assert (tmp_path / "work" / "mine").exists() and (tmp_path / "file").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(UserError, match="cannot be written"):
        make(tmp_path / "closed" / "out", "rows")
