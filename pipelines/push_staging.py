"""What a push would send, made beside the dataset: finished exports are kept, so that a push that died goes on."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from pipelines.export import ExportOptions, ExportResult, export_with_facts
from pipelines.push_plan import PushOptions, export_key
from store.card import CardConfig, CardFacts
from store.dataset import Dataset, View
from store.disk import disk_errors
from store.export_folder import MANIFEST, read_manifest, write_json
from store.exports.format import Format
from store.hub_repository import PushFile

STAYS = frozenset({"README.md", MANIFEST, "contamination.jsonl"})
"""Not pushed: one card and one manifest stand for all formats, and evaluation questions have no place beside
training rows."""


@dataclass(frozen=True, slots=True)
class StagedExport:
    """One format, ready to go."""

    folder: Path
    """The export."""
    facts: CardFacts
    """What its card says."""
    result: ExportResult
    """What it came to."""

    @property
    def name(self) -> str:
        """The format's name, and the folder's in the repository."""
        return self.result.format

    def files(self) -> Iterator[PushFile]:
        """What of it is pushed, in the order of paths."""
        known = {file["path"]: file["sha256"] for file in (read_manifest(self.folder) or {})["files"]}
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            inside = path.relative_to(self.folder).as_posix()
            if inside not in STAYS:
                digest = known.get(inside) or _digest(path)
                yield PushFile(f"{self.name}/{inside}", path.stat().st_size, digest, path)


def staging_folder(dataset: Dataset, options: PushOptions, version: int) -> Path:
    """Where a version is staged for a repository."""
    return _repository_folder(dataset, options) / f"v{version}"


def lock_file(dataset: Dataset) -> Path:
    """Held while a push stages and uploads."""
    return dataset.side_folder / "push" / "lock"


def clear_staging(dataset: Dataset, options: PushOptions, keep: int | None = None) -> None:
    """Forget what was staged for a repository, but for one version."""
    for folder in _repository_folder(dataset, options).glob("v*"):
        if folder.name != f"v{keep}":
            shutil.rmtree(folder, ignore_errors=True)


def stage_export(dataset: Dataset, view: View, made: Format, options: PushOptions) -> StagedExport:
    """The export of one format: the one that an earlier push left if it is the same, else a new one.

    Raises:
        UserError: as `pipelines.export.export_dataset`.
    """
    place = staging_folder(dataset, options, view.version)
    key = export_key(view, made.name, options)
    folder, memo = place / made.name, place / f"{made.name}.json"
    if key is not None and (found := _left(folder, memo, key)):
        return found
    asked = ExportOptions(
        format=made.name,
        out=folder,
        version=view.version,
        status=options.status,
        system=options.system,
        split=options.split,
        against=options.against,
        let_pass=options.let_pass,
        force=True,
        shard_bytes=options.shard_bytes,
    )
    memo.unlink(missing_ok=True)
    result, facts = export_with_facts(dataset, asked)
    with disk_errors(memo):
        part = memo.with_suffix(".part")
        write_json(part, {"key": key, "result": asdict(result), "facts": asdict(facts)})
        part.replace(memo)
    return StagedExport(folder, facts, result)


def _left(folder: Path, memo: Path, key: str) -> StagedExport | None:
    """What an earlier push left, if it is whole and of the same request."""
    try:
        told = json.loads(memo.read_text(encoding="utf-8"))
        if told["key"] != key:
            return None
        files = (read_manifest(folder) or {})["files"]
        if any((folder / file["path"]).stat().st_size != file["size"] for file in files):
            return None
        return StagedExport(folder, _facts(told["facts"]), ExportResult(**told["result"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _facts(told: dict[str, Any]) -> CardFacts:
    return CardFacts(**{**told, "configs": [CardConfig(**config) for config in told["configs"]]})


def _repository_folder(dataset: Dataset, options: PushOptions) -> Path:
    return dataset.side_folder / "push" / options.repository.replace("/", "--")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
