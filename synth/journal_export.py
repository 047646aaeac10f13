"""Writes a journal out as lines of JSON: sharing the journal is sharing the run, since `replay` answers from it."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from schemas.request import MAX_TOKENS_KEYS
from synth.journal_files import existing_files, open_reader
from synth.journal_repair import DAMAGE
from synth.journal_rows import Key, checksum, completion_from, fits, request_from
from synth.recording import asked_key

logger = logging.getLogger(__name__)

NEWEST = """
SELECT fingerprint, max_tokens, completion, request, origin, created, cost_usd, checksum, family FROM answers AS a
WHERE NOT EXISTS (SELECT 1 FROM answers AS b WHERE b.family = a.family AND b.fingerprint = a.fingerprint
                  AND b.id > a.id)
ORDER BY id
"""
"""The newest answer to each request, in the order they came."""


@dataclass(frozen=True, slots=True)
class UsedAnswers:
    """The answers that a dataset's version was made from, as its provenance tells."""

    fingerprints: frozenset[str]
    """Of every request that was answered, retried attempts and filters' questions included."""
    caps: tuple[Mapping[str, int], ...]
    """The caps on tokens they were made under: an answer may have been given under another one."""


@dataclass(slots=True)
class Exported:
    """What an export came to."""

    written: int = 0
    """Answers in the file."""
    missing: int = 0
    """Answers that were used and are not in the journal any more."""
    conflicts: int = 0
    """Prompts with several answers in the file, under other models or settings: a replay cannot tell them apart."""
    models: set[str] = field(default_factory=set)
    """The models that were asked."""
    _answers: dict[str, str] = field(default_factory=dict)
    _disputed: set[str] = field(default_factory=set)

    def add(self, entry: Mapping[str, Any]) -> None:
        """Count a line."""
        self.written += 1
        self.models.add(entry["request"]["model"])
        asked, text = asked_key(entry["request"]), hashlib.sha256(entry["completion"]["text"].encode()).hexdigest()
        if self._answers.setdefault(asked, text) != text:
            self._disputed.add(asked)
            self.conflicts = len(self._disputed)


def export_journal(folder: Path, target: Path, used: UsedAnswers | None = None) -> Exported:
    """Write requests with their newest answers as lines of JSON. The journal may be in use.

    Rows whose request no longer gives its fingerprint are left out. The target appears only when it is complete.

    Args:
        folder: the journal.
        target: the `.jsonl` file.
        used: only these answers; by default all that there are.

    Raises:
        UserError: there is no journal, it holds none of the answers, or the target cannot be written.
    """
    done = Exported()
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as out:
            for entry in journal_entries(folder) if used is None else _used_entries(folder, used, done):
                out.write(json.dumps(entry) + "\n")
                done.add(entry)
        if used is None or done.written:
            partial.replace(target)
    except OSError as error:
        raise UserError(f"cannot write the export: {error.strerror}", where=str(target)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return done


def _used_entries(folder: Path, used: UsedAnswers, done: Exported) -> Iterator[dict[str, Any]]:
    """The answers given to these very requests, then those that were reused under another cap on tokens."""
    missing = set(used.fingerprints)
    for entry in journal_entries(folder):
        if entry["fingerprint"] in missing:
            missing.discard(entry["fingerprint"])
            yield entry
    reused = _reused(folder, used.caps, missing) if missing else {}
    done.missing = len(missing - reused.keys())
    yield from {entry["fingerprint"]: entry for entry in reused.values()}.values()


def _reused(folder: Path, caps: Sequence[Mapping[str, int]], missing: Set[str]) -> dict[str, dict[str, Any]]:
    """By the fingerprint that was asked: the newest answer of its family that fits, as the journal chooses it."""
    found: dict[str, dict[str, Any]] = {}
    for entry in journal_entries(folder):
        given = request_from(entry["request"])
        for cap in caps:
            free = {name: value for name, value in given.sampling.items() if name not in MAX_TOKENS_KEYS}
            asked = replace(given, sampling={**free, **cap})
            if asked.fingerprint in missing:
                known = bytes.fromhex(entry["fingerprint"]), given.max_tokens
                if fits(Key.of(asked), *known, completion_from(entry["completion"])):
                    found[asked.fingerprint] = entry
    return found


def journal_entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Every request with its newest answer: fingerprint, request, completion, origin, created and cost_usd."""
    seen: set[bytes] = set()
    for path in existing_files(folder):
        db = open_reader(path)
        try:
            for fingerprint, cap, completion, request, origin, created, cost, check, family in db.execute(NEWEST):
                entry = _entry(fingerprint, completion, request, origin)
                trusted = checksum(family, fingerprint, cap, completion) == check
                if entry is not None and trusted and fingerprint not in seen:
                    seen.add(fingerprint)
                    yield {**entry, "created": created, "cost_usd": cost}
        except DAMAGE as error:
            logger.warning("journal file %s cannot be read to its end: %s", path.name, error)
        finally:
            db.close()


def _entry(fingerprint: bytes, completion: bytes, request: bytes, origin: bytes | None) -> dict[str, Any] | None:
    """A line of the export; None when the request does not give its fingerprint."""
    try:
        asked = json.loads(request)
        if bytes.fromhex(request_from(asked).fingerprint) != fingerprint:
            return None
        who = json.loads(origin) if origin is not None else None
        answer = json.loads(completion)
    except (ValueError, TypeError, KeyError):
        return None
    return {"fingerprint": fingerprint.hex(), "request": asked, "completion": answer, "origin": who}
