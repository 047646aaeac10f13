"""What is known of a version without opening its rows: the metadata of its commit.

Everything is stored as strings under `forethought.*` in Delta's commitInfo, so `DeltaTable.history()` shows it too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from store.content import digest_text
from store.tally import Tally

PREFIX = "forethought."
"""Of our keys in commitInfo; the other keys there are Delta's."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a run says about itself; the store adds what it counts while committing."""

    run_id: str
    """Names the run."""
    recipe_digest: str
    """Digest of everything that can change a row."""
    recipe: str
    """The resolved recipe, YAML."""
    code_version: str
    """Version of forethought."""
    usage: Mapping[str, Any] = field(default_factory=dict)
    """Requests, tokens and USD that the run spent; JSON values."""
    problems: Mapping[str, Any] = field(default_factory=dict)
    """The problem report; JSON values."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else should be kept; JSON values."""


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version. Fields of a version that somebody else's Delta writer made are None or empty."""

    number: int
    """Delta's own, from 0: `DeltaTable(path, version=number)` is the same version."""
    created: str
    """When it was committed, ISO 8601, UTC."""
    operation: str
    """Delta's word for it; ours are `replace` and `append`."""
    parent: int | None = None
    """The version it was made on top of; None for the first."""
    dropped: str | None = None
    """When its rows were dropped on purpose, ISO 8601, UTC; None while it can be read."""
    run_id: str | None = None
    """The run that made it."""
    recipe_digest: str | None = None
    """Digest of everything that can change a row."""
    recipe: str | None = None
    """The resolved recipe, YAML."""
    code_version: str | None = None
    """Version of forethought."""
    rows: int | None = None
    """Rows of the whole version."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Rows by status."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Rejected rows by `filter:reason`, most frequent first."""
    failures: Mapping[str, int] = field(default_factory=dict)
    """Failed rows by `stage: kind`, most frequent first."""
    content_digest: str | None = None
    """Digest of the rows: equal for equal content, see `store.content`."""
    usage: Mapping[str, Any] = field(default_factory=dict)
    """What the run spent; for an appended version only the run that appended."""
    problems: Mapping[str, Any] = field(default_factory=dict)
    """The run's problem report."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the run had to say."""


TEXTS = ("run_id", "recipe_digest", "recipe", "code_version", "content_digest")
NUMBERS = ("rows", "parent")
MAPPINGS = ("statuses", "reasons", "failures", "usage", "problems", "extra")


def to_metadata(record: RunRecord, counts: Tally, mode: str, parent: int | None) -> dict[str, str]:
    """The commit metadata, all strings."""
    metadata = {
        "mode": mode,
        "run_id": record.run_id,
        "recipe_digest": record.recipe_digest,
        "recipe": record.recipe,
        "code_version": record.code_version,
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "rows": str(counts.rows),
        "content_digest": digest_text(counts.content),
        "statuses": json.dumps(dict(sorted(counts.statuses.items()))),
        "reasons": json.dumps(dict(counts.reasons.most_common())),
        "failures": json.dumps(dict(counts.failures.most_common())),
        "usage": json.dumps(dict(record.usage)),
        "problems": json.dumps(dict(record.problems)),
        "extra": json.dumps(dict(record.extra)),
    }
    if parent is not None:
        metadata["parent"] = str(parent)
    return {PREFIX + key: value for key, value in metadata.items()}


def from_history(entry: Mapping[str, Any]) -> VersionInfo:
    """One entry of `DeltaTable.history()` as a version; ours or somebody else's."""
    own = {key.removeprefix(PREFIX): value for key, value in entry.items() if key.startswith(PREFIX)}
    stamp = datetime.fromtimestamp(entry.get("timestamp", 0) / 1000, UTC).isoformat(timespec="milliseconds")
    values: dict[str, Any] = {name: own[name] for name in TEXTS if name in own}
    values |= {name: int(own[name]) for name in NUMBERS if name in own}
    values |= {name: json.loads(own[name]) for name in MAPPINGS if name in own}
    return VersionInfo(
        number=entry["version"],
        created=own.get("created", stamp),
        operation=own.get("mode", str(entry.get("operation", "")).lower()),
        **values,
    )


def to_tally(info: VersionInfo) -> Tally | None:
    """The counts a version's metadata holds; None when somebody else made it."""
    if info.rows is None or info.content_digest is None:
        return None
    counts = Tally(rows=info.rows, content=int(info.content_digest, 16))
    counts.statuses.update(info.statuses)
    counts.reasons.update(info.reasons)
    counts.failures.update(info.failures)
    return counts
