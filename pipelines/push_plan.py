"""What a push is asked for, and what it comes to."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from hashlib import file_digest
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Literal, Protocol

from pipelines.split import SplitSettings
from schemas.errors import UserError
from store.dataset import View
from store.export_shards import SHARD_BYTES
from store.exports.format import Format
from store.exports.registry import find_format

LAYOUT = 2
"""Counts changes of what a push writes: with another one an unchanged version is pushed again."""
DEFAULT_FORMATS = ("trl-sft",)
"""What is pushed unless the user names formats."""

Outcome = Literal["pushed", "tagged", "unchanged", "dry_run"]
"""`tagged`: the commit was there already, of a push that was interrupted or under a tag that was removed."""


@dataclass(frozen=True, slots=True)
class PushOptions:
    """What the user asks for."""

    repository: str
    """`owner/name`."""
    formats: tuple[str, ...] = DEFAULT_FORMATS
    """Names of formats; each becomes a configuration, the first the default one."""
    version: int | None = None
    """The version; by default the newest."""
    private: bool = False
    """Make a new repository private; refuse one that is public."""
    dry_run: bool = False
    """Ask the Hub nothing."""
    force: bool = False
    """Push over what is there: files that are not ours, a newer version, a tag of other rows."""
    status: str | None = None
    """As of an export."""
    system: str | None = None
    """As of an export."""
    split: SplitSettings = SplitSettings()
    """As of an export."""
    against: tuple[str, ...] = ()
    """As of an export."""
    let_pass: tuple[str, ...] = ()
    """As of an export."""
    shard_bytes: int = SHARD_BYTES
    """As of an export."""


@dataclass(frozen=True, slots=True)
class PushResult:
    """What a push came to."""

    name: str
    """The dataset."""
    version: int
    """Its version."""
    repository: str
    """`owner/name`."""
    outcome: Outcome
    """What was done."""
    tag: str
    """Names the version there."""
    content_digest: str
    """Of the version's rows."""
    url: str | None = None
    """The repository's page; None for a dry run."""
    commit: str | None = None
    """The commit that the tag names; None for a dry run."""
    private: bool | None = None
    """Whether the repository is; None for a dry run."""
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    """Configuration to split to rows; empty where nothing had to be written."""
    files: list[dict[str, Any]] = field(default_factory=list)
    """Path, size in bytes and sha256 of every file that the push holds."""
    removed: list[str] = field(default_factory=list)
    """Files of the push before that are gone now."""
    notes: list[str] = field(default_factory=list)
    """What the user should know."""
    card: str = ""
    """The card of a dry run."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(int(file["size"]) for file in self.files)


class PushWatch(Protocol):
    """Told how a push goes on."""

    def say(self, what: str) -> None:
        """What is done now."""

    def begin(self, files: int, size: int) -> None:
        """An upload begins: so many files, so many bytes."""

    def arrived(self, files: int, size: int) -> None:
        """So many more files and bytes have arrived."""


class Unwatched:
    """Nobody looks."""

    def say(self, what: str) -> None:
        """Nothing."""

    def begin(self, files: int, size: int) -> None:
        """Nothing."""

    def arrived(self, files: int, size: int) -> None:
        """Nothing."""


def formats_of(options: PushOptions) -> list[Format]:
    """The formats, each once.

    Raises:
        UserError: an unknown one, or none.
    """
    made = list(dict.fromkeys(options.formats))
    if not made:
        raise UserError("a push needs a format", where="--format")
    return list({found.name: found for found in map(find_format, made)}.values())


def tag_of(view: View) -> str:
    """How a version is called on the Hub, e.g. `v3`."""
    return f"v{view.version}"


def export_key(view: View, format: str, options: PushOptions) -> str | None:
    """Digest of all that decides what an export holds; None if an evaluation set is not a file and so may change."""
    sets = [(name, _file_digest(Path(name))) for name in options.against]
    if any(digest is None for _, digest in sets):
        return None
    info = view.info
    made_by = [info.number, info.run_id, info.content_digest, info.recipe_digest, installed_version("forethought")]
    asked = [format, options.status, options.system, asdict(options.split), sets, options.let_pass, options.shard_bytes]
    return hashlib.sha256(json.dumps([LAYOUT, view.name, made_by, asked]).encode()).hexdigest()


def request_digest(keys: list[str | None], options: PushOptions) -> str | None:
    """Digest of a whole push: one that is equal has nothing to add. None if that cannot be known beforehand."""
    if None in keys:
        return None
    return hashlib.sha256(json.dumps([options.repository, keys]).encode()).hexdigest()


def _file_digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
