"""From `problems.path` to the files it means, or to a sentence that says what is there instead."""

import difflib
import glob
from pathlib import Path

from schemas.errors import UserError
from store.problem_files import READERS, suffix

KNOWN = ".jsonl, .csv (both also .gz) or .parquet"


def problem_files(path: str) -> list[Path]:
    """The file of that name, or all files that the glob pattern matches, in the order of their names.

    Raises:
        UserError: nothing is there, or it is a folder, empty, or of a kind we do not read.
    """
    try:
        return _found(path)
    except OSError as error:
        raise UserError(f"cannot be looked at: {error.strerror or error}", where=path) from error


def _found(path: str) -> list[Path]:
    plain = Path(path).expanduser()
    if plain.exists() or not glob.has_magic(path):
        return [_checked(plain)]
    start = Path(plain.anchor or ".")
    found = sorted(start.glob(str(plain.relative_to(plain.anchor))))
    files = [_checked(file) for file in found if not file.is_dir()]
    if not files:
        raise UserError("no file matches this pattern", where=path, fix=_nearby(plain))
    return files


def _checked(file: Path) -> Path:
    if not file.exists():
        raise UserError("there is no such file", where=str(file), fix=_nearby(file))
    if file.is_dir():
        raise UserError("this is a folder, a file is expected", where=str(file), fix=_pattern_for(file))
    if suffix(file) not in READERS:
        raise UserError(f"files are read by suffix: {KNOWN}", where=str(file), fix=_conversion(file))
    if file.is_file() and file.stat().st_size == 0:
        raise UserError("the file is empty", where=str(file), fix="Was it written completely?")
    return file


def _nearby(file: Path) -> str:
    """The nearest name in the folder; or that the folder is not there either."""
    folder = file.parent
    if not folder.is_dir():
        return f"There is no folder {folder} either; paths are relative to {Path.cwd()}."
    names = [entry.name for entry in sorted(folder.iterdir()) if entry.is_file() and suffix(entry) in READERS]
    near = difflib.get_close_matches(file.name, names, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {folder / near[0]}?"
    return f"Problem files in {folder}: {', '.join(names[:8]) or 'none'}."


def _pattern_for(folder: Path) -> str:
    kinds = sorted({suffix(entry) for entry in folder.iterdir() if suffix(entry) in READERS})
    return f"Write {folder}/*{kinds[0]} to read all its files." if kinds else f"It holds no {KNOWN} file."


def _conversion(file: Path) -> str:
    if file.suffix.lower() == ".json":
        return f"One object a line is expected; try: jq -c '.[]' {file.name} > {file.stem}.jsonl"
    return f"Rename or convert it to one of {KNOWN}."
