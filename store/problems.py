"""Problem sets: scanned once before anything is asked, then read lazily for the run. See docs/problems.md for formats.

Both passes filter alike. Memory grows with the number of problems only by two 16-byte digests each, which is what it
takes to know duplicates and to keep ids unique.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

from schemas.errors import UserError
from schemas.problem import Problem, content_key
from schemas.recipe import ProblemSource
from store.columns import check_columns
from store.content import combine, digest_text, record_hash
from store.problem_files import file_rows
from store.problem_hub import find_on_hub, hub_place
from store.problem_paths import problem_files
from store.problem_rows import BadReason, Fault, FieldMap, field_map, problem_from_row
from store.quarantine import Quarantine
from store.source_rows import SourceRow


@dataclass(frozen=True, slots=True)
class ProblemReport:
    """What a scan found."""

    count: int
    """Good problems, each once."""
    rows: int
    """Rows looked at, blank lines apart."""
    bad: dict[BadReason, int]
    """Bad rows by reason."""
    duplicates: int
    """Rows that repeat the content of an earlier one; they collapse into it."""
    renamed: int
    """Problems whose id an earlier, different problem has; they get `~` and 8 hex digits of their content."""
    content_digest: str
    """Digest of the problems, whatever their order."""
    quarantine: str | None
    """The file that lists the bad rows; None without bad rows or without such a file."""
    revision: str | None = None
    """The Hub dataset's commit; None for files. A source with it as `revision` reads the same rows for ever."""

    @property
    def bad_count(self) -> int:
        """All bad rows."""
        return sum(self.bad.values())


def scan_problems(
    source: ProblemSource,
    needs_answer: bool,
    quarantine_path: Path | None = None,
    limit: int | None = None,
    see: Callable[[Problem], object] = id,
) -> ProblemReport:
    """Read a whole source, up to its limit of problems, and say what is in it; bad rows go to `quarantine_path`.

    Args:
        source: the recipe's `problems`.
        needs_answer: True makes a row without gold answer a bad one.
        quarantine_path: replaced; there is a file afterwards exactly when there are bad rows.
        limit: stop after so many good problems, if that is fewer than the source's own limit.
        see: called with every good problem.

    Raises:
        UserError: the source cannot be read, lacks a mapped column, holds no problem, or too many of its rows are bad.
    """
    sieve = _Sieve(needs_answer, field_map(source.fields))
    total = 0
    with Quarantine(quarantine_path) as quarantine:
        for problem in islice(sieve.problems(_rows(source, sieve), quarantine), _limit(source, limit)):
            total = combine(total, record_hash(asdict(problem)))
            see(problem)
    report = _report(sieve, digest_text(total), quarantine_path)
    _refuse(report, sieve, source)
    return report


def read_problems(source: ProblemSource, needs_answer: bool, limit: int | None = None) -> Iterator[Problem]:
    """The good problems of a source, lazily, in its order; bad rows and duplicates are passed over as in the scan.

    Raises:
        UserError: the source cannot be read or lacks a mapped column.
    """
    sieve = _Sieve(needs_answer, field_map(source.fields))
    yield from islice(sieve.problems(_rows(source, sieve), Quarantine(None)), _limit(source, limit))


@dataclass(slots=True)
class _Sieve:
    """Lets good problems through, each once, and counts the rest."""

    needs_answer: bool
    fields: FieldMap
    count: int = 0
    rows: int = 0
    duplicates: int = 0
    renamed: int = 0
    bad: Counter[BadReason] = field(default_factory=Counter)
    first_bad: str = ""
    revision: str | None = None
    keys: set[bytes] = field(default_factory=set)
    ids: set[bytes] = field(default_factory=set)

    def problems(self, rows: Iterable[SourceRow], quarantine: Quarantine) -> Iterator[Problem]:
        for row in rows:
            self.rows += 1
            outcome = row.fault or problem_from_row(row.values, self.fields, self.needs_answer)
            if isinstance(outcome, Fault):
                self._count_bad(row, outcome)
                quarantine.add(row, outcome)
            elif (unique := self._unique(outcome)) is not None:
                self.count += 1
                yield unique

    def _count_bad(self, row: SourceRow, fault: Fault) -> None:
        self.bad[fault.reason] += 1
        self.first_bad = self.first_bad or f"{row.file}, line {row.line}: {fault.reason}: {fault.message}"

    def _unique(self, problem: Problem) -> Problem | None:
        """The problem under an id of its own; None when its content was there before."""
        key = bytes.fromhex(content_key(problem.question, problem.answer))[:16]
        if key in self.keys:
            self.duplicates += 1
            return None
        self.keys.add(key)
        if _id_key(problem.id) in self.ids:
            self.renamed += 1
            problem = replace(problem, id=f"{problem.id}~{key.hex()[:8]}")
        self.ids.add(_id_key(problem.id))
        return problem


def _id_key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _limit(source: ProblemSource, limit: int | None) -> int | None:
    return min((n for n in (source.limit, limit) if n is not None), default=None)


def _rows(source: ProblemSource, sieve: _Sieve) -> Iterator[SourceRow]:
    """All rows of the source, after a look at the columns of the first ones."""
    if source.path is None:
        found = find_on_hub(source)
        sieve.revision = found.commit
        return check_columns(found.rows(), sieve.fields, sieve.needs_answer, hub_place(source))
    files = problem_files(source.path)
    rows = chain.from_iterable(map(file_rows, files))
    return check_columns(rows, sieve.fields, sieve.needs_answer, str(files[0]))


def _report(sieve: _Sieve, digest: str, quarantine_path: Path | None) -> ProblemReport:
    return ProblemReport(
        count=sieve.count,
        rows=sieve.rows,
        bad=dict(sorted(sieve.bad.items())),
        duplicates=sieve.duplicates,
        renamed=sieve.renamed,
        content_digest=digest,
        quarantine=str(quarantine_path) if quarantine_path and sieve.bad else None,
        revision=sieve.revision,
    )


def _refuse(report: ProblemReport, sieve: _Sieve, source: ProblemSource) -> None:
    """Stop before any model call when there is nothing to ask, or too much of the source is broken."""
    where = source.path or hub_place(source)
    share = report.bad_count / report.rows if report.rows else 0.0
    if report.count and share <= source.max_bad_share:
        return
    if not report.rows:
        raise UserError("it holds no rows", where=where)
    counts = ", ".join(f"{count} {reason}" for reason, count in report.bad.items())
    bound = f"{share:.1%} where problems.max_bad_share allows {source.max_bad_share:.1%}"
    what = f"{report.bad_count} of {report.rows} rows are bad ({bound}): {counts}. The first: {sieve.first_bad}"
    listed = f"All are listed in {report.quarantine}. " if report.quarantine else ""
    raise UserError(what, where=where, fix=f"{listed}Repair them, or raise problems.max_bad_share.")
