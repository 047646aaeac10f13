"""The mismatched-preplan control: every row gets the preplan of another problem, of like length.

PPC's authors swap in a foreign preplan to see whether it is used at all: performance collapses (methods.md 1.1 and
1.3.6). How they choose it is not known. Ours: a permutation among accepted rows, so that every preplan is used once;
only among preplans of like length, so that length tells nothing; and never one of the same problem, of its family, or
with the same words, so that it is really foreign. All functions are pure.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

HOW = "mismatched-preplans"
"""What a version made so says of its making."""


@dataclass(frozen=True, slots=True)
class Item:
    """What matters of one row."""

    length: int
    """Of its preplan, in tokens."""
    marks: tuple[Hashable, ...]
    """Rows that share a mark must not swap: problem, family, wording."""


@dataclass(frozen=True, slots=True)
class MismatchSettings:
    """How partners are chosen."""

    seed: int = 0
    """The same seed, rows and tolerance choose the same partners."""
    tolerance: float = 0.25
    """The longest preplan of a bucket is at most this share longer than the shortest (our choice)."""

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < float("inf"):
            raise ValueError(f"tolerance is {self.tolerance}: it must be finite and not negative")


def foreign_partners(items: Sequence[Item], settings: MismatchSettings) -> list[int | None]:
    """For each row the row whose preplan it gets: a permutation without fixed points of the rows that have one.

    None for rows that cannot be matched: as few as the marks of their bucket allow.
    """
    random = Random(settings.seed)
    partners: list[int | None] = [None] * len(items)
    for bucket in length_buckets([item.length for item in items], settings.tolerance):
        for row, donor in _deranged(_kin(bucket, items), random):
            partners[row] = donor
    return partners


def length_buckets(lengths: Sequence[int], tolerance: float) -> list[list[int]]:
    """Indices in buckets, from the shortest on: a bucket ends where the next one would be too long for its first."""
    buckets: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if buckets and lengths[index] <= lengths[buckets[-1][0]] * (1 + tolerance):
            buckets[-1].append(index)
        else:
            buckets.append([index])
    return buckets


def _kin(bucket: Iterable[int], items: Sequence[Item]) -> list[list[int]]:
    """The rows of a bucket in groups that must not swap among themselves: those linked by shared marks."""
    groups: list[tuple[set[Hashable], list[int]]] = []
    home: dict[Hashable, int] = {}
    for index in bucket:
        marks = set(items[index].marks)
        linked = sorted({home[mark] for mark in marks if mark in home})
        members = [index]
        for other in linked:
            marks |= groups[other][0]
            members = groups[other][1] + members
            groups[other] = (set(), [])
        home.update(dict.fromkeys(marks, len(groups)))
        groups.append((marks, members))
    return [members for _, members in groups if members]


def _deranged(groups: Sequence[list[int]], random: Random) -> list[tuple[int, int]]:
    """Pairs of row and donor from different groups; each row once as either.

    The groups stand one behind the other, and everybody takes from as many places further on as the largest group is
    long. That leaves every group exactly when none holds more than half of the rows, so a larger one is cut down first.
    """
    groups = [random.sample(group, len(group)) for group in groups]
    random.shuffle(groups)
    largest = max(groups, key=len)
    others = sum(map(len, groups)) - len(largest)
    del largest[others:]
    line = [index for group in groups for index in group]
    step = max(map(len, groups))
    return [(row, line[(place + step) % len(line)]) for place, row in enumerate(line)]
