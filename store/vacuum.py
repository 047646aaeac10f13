"""Versions dropped for good: their rows are removed from the disk, as far as no kept version holds them too.

The log keeps what was said of them (counts, recipe, cost), so version numbers never shift. Delta's own vacuum knows
only the newest version, and would take all others; this one keeps every file of every version that is kept.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas.errors import UserError
from store.dataset import Dataset, VersionInfo
from store.dropped import Dropped
from store.holdings import Holdings, holdings
from store.object_place import SIDE
from store.reports import page_path, report_path

AGE = re.compile(r"([1-9][0-9]{0,5})([hdw])")
HOURS = {"h": 1, "d": 24, "w": 168}


@dataclass(frozen=True, slots=True)
class Loss:
    """What a vacuum takes."""

    versions: tuple[VersionInfo, ...]
    """Versions that become unreadable, newest first."""
    kept: tuple[int, ...]
    """Numbers of versions that stay readable, newest first."""
    files: tuple[str, ...]
    """Files to be removed, relative to the table's folder."""
    bytes: int
    """Their size."""
    shared: int
    """Files of the dropped versions that stay, because kept versions hold them too."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.versions and not self.files


def chosen_versions(
    versions: Sequence[VersionInfo], keep_last: int | None, older_than: timedelta | None, now: datetime
) -> list[int]:
    """Numbers of the versions to drop: beyond the last `keep_last` and older than `older_than`, never the newest.

    With neither, none; with both, only those that both say.
    """
    if keep_last is None and older_than is None:
        return []
    readable = [info for info in versions if info.dropped is None]
    beyond = readable[max(1, keep_last or 1) :]
    return [
        info.number for info in beyond if older_than is None or datetime.fromisoformat(info.created) < now - older_than
    ]


def parse_age(text: str) -> timedelta:
    """`30d`, `12h` or `4w` as a time span.

    Raises:
        UserError: it is none.
    """
    found = AGE.fullmatch(text.strip())
    if not found:
        raise UserError(f"'{text}' is no age", where="--older-than", fix="Write hours, days or weeks: 12h, 30d or 4w.")
    return timedelta(hours=int(found[1]) * HOURS[found[2]])


def loss_of(dataset: Dataset, numbers: Collection[int]) -> Loss:
    """What dropping these versions takes, and what was left lying by killed runs; nothing is touched.

    Raises:
        UserError: no such dataset or version, one that was dropped already, or the newest one.
    """
    versions = dataset.versions()
    _refuse(dataset, versions, numbers)
    with dataset.place.errors():
        return _loss(holdings(dataset.place), versions, numbers)


def _loss(held: Holdings, versions: Sequence[VersionInfo], numbers: Collection[int]) -> Loss:
    kept = [info.number for info in versions if info.dropped is None and info.number not in numbers]
    needed, asked = held.of(kept), held.of(numbers)
    named = needed | asked | held.of(info.number for info in versions if info.dropped is not None)
    pages = {f"{SIDE}/{page_path(number).as_posix()}" for number in numbers}
    sizes = held.sizes((named - needed) | (held.loose() - named) | pages)
    return Loss(
        versions=tuple(info for info in versions if info.number in numbers),
        kept=tuple(kept),
        files=tuple(sorted(sizes)),
        bytes=sum(sizes.values()),
        shared=len(asked & needed),
    )


def drop_versions(dataset: Dataset, numbers: Collection[int]) -> Loss:
    """Drop versions for good. A kill in the middle leaves kept versions whole; the next writer finishes the rest.

    Returns:
        What was taken.

    Raises:
        UserError: as `loss_of`; or another run writes the dataset, or the disk refuses.
    """
    now = datetime.now(UTC)
    with dataset.lock(f"vacuum-{now:%Y%m%dT%H%M%S}"), dataset.place.errors():
        loss, held = loss_of(dataset, numbers), holdings(dataset.place)
        when = now.isoformat(timespec="seconds")
        versions = {**held.dropped().versions, **{info.number: when for info in loss.versions}}
        held.note(Dropped(versions, loss.files))
        held.remove(loss.files)
        held.note(Dropped(versions))
        for info in loss.versions:  # of a table elsewhere a copy lies on this machine
            report_path(dataset, info.number, ".html").unlink(missing_ok=True)
    return loss


def _refuse(dataset: Dataset, versions: Sequence[VersionInfo], numbers: Iterable[int]) -> None:
    known, where = {info.number: info for info in versions}, f"dataset '{dataset.name}'"
    for number in numbers:
        if number not in known:
            fix = f"`forethought versions {dataset.name}` lists them."
            raise UserError(f"no version {number}", where=where, fix=fix)
        if known[number].dropped is not None:
            raise UserError(f"version {number} was dropped already, on {known[number].dropped}", where=where)
        if number == versions[0].number:
            fix = "Run or refilter first, so that there is a newer one; or remove the folder to lose everything."
            raise UserError(f"version {number} is the newest, which cannot be dropped", where=where, fix=fix)
