"""Reads files of labelled texts, ours and those of others, for `forethought evaluate-filter`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from schemas.labelled import LabelledText
from store.problem_files import READERS, file_rows, suffix
from store.source_rows import SourceRow

AUDITED = {"clean": False, "setup": False, "computes": True, "final": True}
"""Labels of audited plans. A set-up writes an equation down and leaves it ("x - 5 = 7"): we call it clean."""

FIX = "A row needs `text` and `leak` or `label_leak` (true, false) or `label_audited` (clean, setup, computes, final)."


def read_labelled_texts(path: Path) -> list[LabelledText]:
    """Every row of a JSONL, CSV or Parquet file that has a text.

    A row has `text`; its label is `leak` or `label_leak` (true or false) or `label_audited` (`AUDITED`). Its kind is
    `kind` beside `leak`; beside `label_leak` the part of `label_basis` after the colon; else the audited label. The
    gold is `answer` or `gold_answer`. `id`, `question`, `solution`, `plan`, `execution`, `fragments`, `pair` and
    `split` are taken if they are there. Rows with an empty text are left out.

    Raises:
        UserError: the file cannot be read, or a row lacks a label; names the line.
    """
    if suffix(path) not in READERS:
        raise UserError("not a file of labelled texts", where=str(path), fix=f"Known: {', '.join(READERS)}.")
    found = [_labelled(row) for row in file_rows(path)]
    texts = [text for text in found if text.text.strip()]
    if not texts:
        raise UserError("holds no labelled text", where=str(path), fix=FIX)
    return texts


def _labelled(row: SourceRow) -> LabelledText:
    where = f"{row.file}, line {row.line}"
    if row.fault:
        raise UserError(row.fault.message, where=where)
    values = row.values
    text = values.get("text")
    if not isinstance(text, str | None):
        raise UserError(f"`text` is no text: {text!r}", where=where, fix=FIX)
    leak, kind = _label(values, where)
    return LabelledText(
        id=str(values.get("id") or f"line-{row.line}"),
        text=text or "",
        leak=leak,
        kind=kind,
        question=_string(values, "question") or "",
        answer=_string(values, "answer") or _string(values, "gold_answer"),
        solution=_string(values, "solution"),
        plan=_string(values, "plan"),
        execution=_string(values, "execution"),
        fragments=_strings(values.get("fragments")),
        pair=_string(values, "pair"),
        split=_string(values, "split"),
    )


def _label(values: Mapping[str, Any], where: str) -> tuple[bool, str]:
    for key in ("leak", "label_leak"):
        if key in values:
            leak = _truth(values[key], key, where)
            basis = str(values.get("label_basis") or "").rpartition(":")[2].strip()
            kind = (values.get("kind") if key == "leak" else basis) or ("leak" if leak else "clean")
            return leak, str(kind)
    if values.get("label_audited") in AUDITED:
        return AUDITED[values["label_audited"]], values["label_audited"]
    raise UserError("the row has no label that is known", where=where, fix=FIX)


def _truth(value: object, key: str, where: str) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False}
    if str(value).lower() not in known:
        raise UserError(f"`{key}` is neither true nor false: {value!r}", where=where, fix=FIX)
    return known[str(value).lower()]


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _string(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    return None if value is None or value == "" else str(value)
