"""The folder an export goes to: it is there whole, or it is not there.

Everything is written into a hidden folder beside the target, which takes the target's name when all is done. A killed
export leaves the hidden folder only; the next one to the same target removes it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from store.disk import disk_errors, sync

MANIFEST = "export.json"
"""What was exported, from what, with which files; the mark of a folder that is ours."""


@contextmanager
def new_folder(target: Path, *, force: bool) -> Iterator[Path]:
    """A folder to write into; it becomes `target` when the block ends well, and is thrown away when it does not.

    Args:
        target: where the export goes; absent or empty, unless forced.
        force: replace the export that is there.

    Raises:
        UserError: something is there, and it is no export of ours or `force` is not given; or the disk refuses.
    """
    target = Path(os.path.abspath(target.expanduser()))  # noqa: PTH100 (resolve() would follow a link to elsewhere)
    _refuse(target, force=force)
    work = target.with_name(f".{target.name}.{os.getpid()}.part")
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_remains(target)
        try:
            work.mkdir()
            yield work
            sync(work)
            _take_place(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a small JSON file, indented and in the order given."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What the folder's manifest says; None if it is no export of ours."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "format" in found and "files" in found else None


def _refuse(target: Path, *, force: bool) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UserError("it is no folder", where=f"--out {target}", fix="Name a folder that is not there yet.")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if read_manifest(target) is None:
        raise UserError("the folder is not empty, and what it holds is no export", where=f"--out {target}")
    if not force:
        fix = "Name another folder, or replace it with --force."
        raise UserError("an export is there already", where=f"--out {target}", fix=fix)


def _clear_remains(target: Path) -> None:
    """Remove what exports that were killed left beside the target; one that still runs keeps its own."""
    for remains in target.parent.glob(f".{target.name}.*.part"):
        owner = remains.name.removeprefix(f".{target.name}.").removesuffix(".part")
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(remains, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _take_place(work: Path, target: Path) -> None:
    """Rename over nothing, over an empty folder, or after moving the old export aside."""
    old = None
    if target.is_dir() and any(target.iterdir()):
        old = work.with_name(f".{target.name}.{os.getpid()}.old.part")
        target.rename(old)
    work.rename(target)
    sync(target.parent)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)
