"""Train and validation, told apart by problem: what is trained on is not what is validated on, in no disguise.

Rows belong together if they share a problem, a family, the question in normal form, or the question with its numbers
masked; what belongs together through others does too. A group's side is drawn from its name and the seed alone, so a
problem stays on its side when the dataset grows. Pure; memory is a few dozen bytes per problem.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from schemas.errors import UserError

SCALE = 1 << 64
MOST = 0.9
"""Of the rows in validation: more is a slip, e.g. 5 for 5%."""


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """How validation is drawn."""

    validation: float = 0.05
    """Share of rows, about; 0 for none."""
    seed: int = 0
    """The same seed draws the same problems."""
    stratify: bool = False
    """Draw the share in each difficulty by itself. The share is met closely then; a problem may change sides when the
    dataset grows."""

    def __post_init__(self) -> None:
        if not 0 <= self.validation <= MOST:
            fix = f"Give a number from 0, for none, to {MOST}."
            raise UserError(f"{self.validation} is no share of rows", where="validation", fix=fix)


@dataclass(slots=True)
class Groups:
    """Rows joined by shared keys (union-find)."""

    _nodes: dict[int, int] = field(default_factory=dict)
    _parents: "array[int]" = field(default_factory=lambda: array("q"))
    _least: "array[int]" = field(default_factory=lambda: array("Q"))
    _rows: "array[int]" = field(default_factory=lambda: array("q"))
    _sizes: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, name: int, keys: Iterable[int]) -> int:
        """Add a row.

        Args:
            name: 64 bits that stand for the row's problem.
            keys: 64 bits each for whatever else it must not be parted from.

        Returns:
            The row's number, from 0.
        """
        node = self._node(name)
        for key in keys:
            node = self._join(node, self._node(key))
        root = self._root(node)
        self._least[root] = min(self._least[root], name)
        self._sizes[root] += 1
        self._rows.append(node)
        return len(self._rows) - 1

    def group(self, row: int) -> int:
        """The group a row belongs to, once all rows are there."""
        return self._root(self._rows[row])

    def name(self, group: int) -> int:
        """The least name of a group's rows: the same in whatever order they came."""
        return self._least[group]

    def size(self, group: int) -> int:
        """How many rows a group has."""
        return self._sizes[group]

    def __len__(self) -> int:
        return len(self._rows)

    def _node(self, key: int) -> int:
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = len(self._parents)
            self._parents.append(node)
            self._least.append(SCALE - 1)
            self._sizes.append(0)
        return node

    def _root(self, node: int) -> int:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def _join(self, one: int, other: int) -> int:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._parents[second] = first
            self._least[first] = min(self._least[first], self._least[second])
            self._sizes[first] += self._sizes[second]
        return first


def key(kind: str, text: str) -> int:
    """64 bits that stand for a text of a kind, the same in every process."""
    data = f"{kind}\x1f{text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest())


def validation_groups(groups: Groups, strata: Iterable[str | None], settings: SplitSettings) -> set[int]:
    """The groups that go to validation.

    Args:
        groups: with all rows added.
        strata: each row's difficulty, in order; a group counts under that of its first row. Read if asked to stratify.
        settings: share, seed, strata.
    """
    if not settings.validation:
        return set()
    if not settings.stratify:
        return _drawn(groups, settings)
    members: dict[str | None, dict[int, None]] = {}
    placed: set[int] = set()
    for row, stratum in enumerate(strata):
        group = groups.group(row)
        if group not in placed:
            placed.add(group)
            members.setdefault(stratum, {})[group] = None
    return {group for found in members.values() for group in _quota(groups, list(found), settings)}


def _drawn(groups: Groups, settings: SplitSettings) -> set[int]:
    """Each group by its own lot; if that draws none of several, the group of the lowest lot."""
    found = {groups.group(row) for row in range(len(groups))}
    chosen = {group for group in found if _lot(groups.name(group), settings.seed) < settings.validation * SCALE}
    if not chosen and len(found) > 1:
        return {min(found, key=lambda group: _lot(groups.name(group), settings.seed))}
    return chosen


def _quota(groups: Groups, found: list[int], settings: SplitSettings) -> list[int]:
    """Groups by rising lot until the share of their rows is reached as nearly as whole groups allow."""
    wanted = settings.validation * sum(map(groups.size, found))
    chosen, rows = [], 0
    for group in sorted(found, key=lambda group: _lot(groups.name(group), settings.seed)):
        if rows + groups.size(group) / 2 > wanted:
            break
        chosen.append(group)
        rows += groups.size(group)
    return chosen


def _lot(name: int, seed: int) -> int:
    return int.from_bytes(blake2b(f"{seed}:{name}".encode(), digest_size=8).digest())
