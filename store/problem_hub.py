"""Problem sets on the Hugging Face Hub, streamed: nothing is downloaded beyond the rows that are read."""

import re
from collections.abc import Iterator
from typing import Any

from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.source_rows import SourceRow

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
"""`owner/name`, or the bare name of an old dataset. `load_dataset` would take a folder of that name first."""


def hub_rows(source: ProblemSource) -> Iterator[SourceRow]:
    """The rows of a Hub dataset's split, in order.

    Raises:
        UserError: it is not there, not open to us, or the connection broke.
    """
    place = hub_place(source)
    try:
        for number, values in enumerate(_load(source), start=1):
            yield SourceRow(place, number, values)
    except (GeneratorExit, UserError):
        raise
    except Exception as error:  # datasets, fsspec and huggingface_hub share no root below it
        raise UserError(f"cannot be had: {_first_line(error)}", where=place, fix=_advice(error)) from error


def hub_place(source: ProblemSource) -> str:
    """How messages name the dataset."""
    parts = [f"hub dataset {source.hub}", source.config, f"split {source.split}"]
    return ", ".join(part for part in parts if part)


def _load(source: ProblemSource) -> Any:
    import datasets

    name = source.hub or ""
    if not REPOSITORY.fullmatch(name):
        raise UserError(f"'{name}' is no Hub dataset's name", where="problems.hub", fix="Write it as owner/name.")
    return datasets.load_dataset(name, name=source.config, split=source.split, revision=source.revision, streaming=True)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _advice(error: Exception) -> str:
    text = f"{type(error).__name__} {error}".lower()
    if "config" in text:
        return "Choose one with problems.config."
    if "split" in text:
        return "Choose one with problems.split."
    if "offline" in text:
        return "Unset HF_HUB_OFFLINE, or give a local file as problems.path."
    if any(word in text for word in ("401", "403", "gated", "notfound", "404", "doesn't exist")):
        return "Check the name and the revision; for a private or gated dataset log in (hf auth login) or set HF_TOKEN."
    return "Check the connection, or download it and give a local file as problems.path."
