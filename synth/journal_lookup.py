"""Answered requests found again for people: what was asked under a fingerprint, when, and what it cost."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schemas.request import Message
from synth.journal_files import journal_files, open_reader
from synth.journal_repair import DAMAGE
from synth.journal_rows import checksum, request_from

LOOKUP = """
SELECT fingerprint, max_tokens, completion, checksum, family, request, created, cost_usd
FROM answers WHERE fingerprint IN ({}) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """One answered request, as the journal remembers it."""

    messages: tuple[Message, ...]
    """What was sent."""
    created: float
    """When its answer was written, Unix time."""
    cost_usd: float | None
    """What it cost; None without a price."""


def asked_requests(folder: Path, fingerprints: Iterable[str]) -> dict[str, AskedRequest]:
    """The requests of some fingerprints, as far as the journal in `folder` has them; the newest answer of each.

    Reads every file whole (there is no index on fingerprints): meant for looking at one trace.
    """
    wanted = [bytes.fromhex(fingerprint) for fingerprint in dict.fromkeys(fingerprints) if fingerprint]
    found: dict[str, AskedRequest] = {}
    for path in journal_files(folder) if wanted else ():
        reader = open_reader(path)
        try:
            rows = reader.execute(LOOKUP.format(", ".join("?" * len(wanted))), wanted).fetchall()
        except DAMAGE:
            continue
        finally:
            reader.close()
        for fingerprint, cap, completion, check, family, request, created, cost in rows:
            if checksum(family, fingerprint, cap, completion) == check:
                found[fingerprint.hex()] = AskedRequest(request_from(json.loads(request)).messages, created, cost)
    return found
