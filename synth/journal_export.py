"""Writes a journal out as lines of JSON: sharing the journal is sharing the run, since `replay` answers from it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from synth.journal_files import existing_files, open_reader
from synth.journal_repair import DAMAGE
from synth.journal_rows import checksum, request_from

logger = logging.getLogger(__name__)

NEWEST = """
SELECT fingerprint, max_tokens, completion, request, origin, created, cost_usd, checksum, family FROM answers AS a
WHERE NOT EXISTS (SELECT 1 FROM answers AS b WHERE b.family = a.family AND b.fingerprint = a.fingerprint
                  AND b.id > a.id)
ORDER BY id
"""
"""The newest answer to each request, in the order they came."""


def export_journal(folder: Path, target: Path) -> int:
    """Write every request with its newest answer as a line of JSON; returns how many. The journal may be in use.

    Rows whose request no longer gives its fingerprint are left out. The target appears only when it is complete.

    Raises:
        UserError: there is no journal, or the target cannot be written.
    """
    partial = target.with_name(target.name + ".partial")
    written = 0
    try:
        with partial.open("w", encoding="utf-8") as out:
            for entry in journal_entries(folder):
                out.write(json.dumps(entry) + "\n")
                written += 1
        partial.replace(target)
    except OSError as error:
        raise UserError(f"cannot write the export: {error.strerror}", where=str(target)) from error
    return written


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
