"""Problem sets on the Hugging Face Hub, streamed: nothing is downloaded beyond the rows that are read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.source_rows import SourceRow

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
"""`owner/name`, or the bare name of an old dataset."""


PATIENCE_S = 20
"""How long the Hub may take to say that a dataset is there; `datasets` alone would try for minutes (our choice)."""


@dataclass(frozen=True, slots=True)
class HubSource:
    """A dataset that is there, at the commit where it was found."""

    source: ProblemSource
    """As the recipe says it."""
    commit: str
    """The commit that its revision, or its main branch, stood at: all rows come from it."""

    def rows(self) -> Iterator[SourceRow]:
        """The rows of the split, in order.

        Raises:
            UserError: no such configuration or split, or the connection broke.
        """
        place = hub_place(self.source)
        with _sentences(place):
            for number, values in enumerate(self._stream(), start=1):
                yield SourceRow(place, number, values)

    def _stream(self) -> Any:
        import datasets

        source = self.source
        return datasets.load_dataset(
            source.hub, name=source.config, split=source.split, revision=self.commit, streaming=True
        )


def find_on_hub(source: ProblemSource) -> HubSource:
    """Ask the Hub for the dataset.

    Raises:
        UserError: it is not there, not open to us, or the Hub cannot be reached.
    """
    name = source.hub or ""
    if not REPOSITORY.fullmatch(name):
        raise UserError(f"'{name}' is no Hub dataset's name", where="problems.hub", fix="Write it as owner/name.")
    if Path(name).exists():
        fix = "Run from another folder, or name its files as problems.path."
        raise UserError("the working directory has a folder of this name, read in its stead", where=name, fix=fix)
    from huggingface_hub import HfApi

    with _sentences(hub_place(source)):
        found = HfApi().dataset_info(name, revision=source.revision, timeout=PATIENCE_S)
    return HubSource(source, found.sha or source.revision or "main")


def hub_place(source: ProblemSource) -> str:
    """How messages name the dataset."""
    parts = [f"hub dataset {source.hub}", source.config, f"split {source.split}"]
    return ", ".join(part for part in parts if part)


@contextmanager
def _sentences(place: str) -> Iterator[None]:
    """Whatever datasets, fsspec and huggingface_hub raise, as a sentence; they share no root below Exception."""
    try:
        yield
    except Exception as error:
        raise UserError(f"cannot be had: {_first_line(error)}", where=place, fix=_advice(error)) from error


WORDS = {
    "RepositoryNotFoundError": "there is no such dataset, or it is private",
    "GatedRepoError": "its owner wants you to accept the terms first",
    "RevisionNotFoundError": "it has no such revision",
    "OfflineModeIsEnabled": "the Hub is switched off by HF_HUB_OFFLINE",
}
"""What the Hub's errors mean, by class name; their texts begin with request ids."""


def _first_line(error: Exception) -> str:
    plain = next((WORDS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in WORDS), None)
    return plain or (str(error).strip().splitlines() or [type(error).__name__])[0]


def _advice(error: Exception) -> str:
    text = f"{type(error).__name__} {error}".lower()
    if "builderconfig" in text or "config name is missing" in text:
        return "Choose one with problems.config."
    if "bad split" in text or "unknown split" in text:
        return "Choose one with problems.split."
    if "offline" in text:
        return "Unset HF_HUB_OFFLINE, or give a local file as problems.path."
    if any(word in text for word in ("401", "403", "404", "notfound", "gated")):
        return "Check name and revision; for a private or gated dataset log in (hf auth login) or set HF_TOKEN."
    return "Check the connection, or download it and give a local file as problems.path."
