"""What people do with a journal outside of runs: look at it and shrink it."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from synth.journal_files import claim, existing_files, open_reader, open_writer
from synth.journal_repair import DAMAGE, repair_if_needed
from synth.journal_rows import checksum

logger = logging.getLogger(__name__)

TOTALS = """
SELECT json_extract(request, '$.model'), count(*), min(created), max(created), total(cost_usd), count(cost_usd),
       total(json_extract(completion, '$.prompt_tokens')), total(json_extract(completion, '$.completion_tokens'))
FROM answers WHERE json_valid(request) AND json_valid(completion) GROUP BY 1
"""
"""Sums by model."""
DROP_OLDER = """
DELETE FROM answers AS a
WHERE EXISTS (SELECT 1 FROM answers AS b WHERE b.family = a.family AND b.fingerprint = a.fingerprint AND b.id > a.id)
"""
"""Removes answers that a newer one to the same request has replaced."""


@dataclass(slots=True)
class JournalStats:
    """What a journal holds, over all its files."""

    files: int = 0
    """Files, one per process that wrote at the same time."""
    bytes: int = 0
    """Size of the files with their write-ahead logs."""
    answers: int = 0
    """Answers on disk."""
    abandoned: int = 0
    """Calls that may have been paid for without an answer."""
    prompt_tokens: int = 0
    """Of all answers, as the endpoints counted them."""
    completion_tokens: int = 0
    """Of all answers, as the endpoints counted them."""
    cost_usd: float = 0.0
    """Of the answers whose price was known."""
    unpriced: int = 0
    """Answers whose price was not known."""
    oldest: float | None = None
    """Unix time of the first answer."""
    newest: float | None = None
    """Unix time of the last one."""
    models: Counter[str] = field(default_factory=Counter)
    """Answers by model."""
    unreadable: list[str] = field(default_factory=list)
    """Names of files that cannot be read; the next run repairs them."""


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What a vacuum did."""

    bytes_before: int
    """Size of the journal."""
    bytes_after: int
    """Size of the journal."""
    dropped: int
    """Answers removed, because a newer one to the same request replaced them or they could not be trusted."""
    busy: tuple[str, ...]
    """Files that were left alone, because a process writes to them."""


def journal_stats(folder: Path) -> JournalStats:
    """Count what a journal holds; it may be in use.

    Raises:
        UserError: there is no journal.
    """
    stats = JournalStats(bytes=_size(folder))
    for path in existing_files(folder):
        stats.files += 1
        try:
            _count(path, stats)
        except DAMAGE as error:
            logger.warning("journal file %s cannot be read: %s", path.name, error)
            stats.unreadable.append(path.name)
    return stats


def vacuum_journal(folder: Path) -> Vacuumed:
    """Drop replaced answers and give free space back, in every file that no process writes to.

    Raises:
        UserError: there is no journal.
    """
    before, dropped, busy = _size(folder), 0, []
    for path in existing_files(folder):
        ours = claim(path)
        if ours is None:
            busy.append(path.name)
            continue
        with ours:
            repair_if_needed(ours)
            ours.begin()
            dropped += _vacuum(path)
            ours.end()
    return Vacuumed(before, _size(folder), dropped, tuple(busy))


def _vacuum(path: Path) -> int:
    db = open_writer(path)
    try:
        db.create_function("trusted", 5, _is_trusted, deterministic=True)
        torn = db.execute(
            "DELETE FROM answers WHERE NOT trusted(family, fingerprint, max_tokens, CAST(completion AS BLOB), checksum)"
        ).rowcount
        older = db.execute(DROP_OLDER).rowcount
        db.execute("VACUUM")
        return torn + older
    finally:
        db.close()


def _is_trusted(family: bytes, fingerprint: bytes, cap: int | None, completion: bytes, check: int) -> bool:
    return checksum(family, fingerprint, cap, completion) == check


def _count(path: Path, stats: JournalStats) -> None:
    db = open_reader(path)
    try:
        for model, answers, oldest, newest, cost, priced, prompt, completion in db.execute(TOTALS):
            stats.models[model.decode("utf-8", "replace")] += answers
            stats.answers += answers
            stats.cost_usd += cost
            stats.unpriced += answers - priced
            stats.prompt_tokens += int(prompt)
            stats.completion_tokens += int(completion)
            stats.oldest = min(oldest, stats.oldest or oldest)
            stats.newest = max(newest, stats.newest or newest)
        stats.abandoned += db.execute("SELECT count(*) FROM abandoned").fetchone()[0]
    finally:
        db.close()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("answers-*.sqlite*") if path.is_file())
