"""What a run still has to make of a dataset: everything, or only what its newest version does not hold.

A problem is held when that version has all its samples under the run's recipe digest (and none of them failed, if
failed ones are to be tried again). Others are generated anew, and their rows take the place of those that are there.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from pipelines.resolve import Plan
from schemas.errors import ForethoughtError
from schemas.problem import Problem
from schemas.trace import Status
from store.dataset import Dataset, VersionInfo

COLUMNS = ("problem_id", "recipe_digest", "status")


class NothingNewError(ForethoughtError):
    """The newest version holds every problem of the source, so there is nothing to ask and nothing to commit."""

    def __init__(self, head: VersionInfo) -> None:
        self.head = head
        super().__init__(f"version {head.number} holds all of it")


@dataclass(slots=True)
class Todo:
    """Which problems a run generates."""

    head: VersionInfo | None = None
    """The version that is topped up; None when the run makes all of it."""
    held: frozenset[str] = frozenset()
    """Ids of problems that need nothing."""
    there: frozenset[str] = frozenset()
    """Ids of problems that the version has rows of."""
    count: int = 0
    """Problems of the source to be generated."""
    again: set[str] = field(default_factory=set)
    """Those of them whose rows are replaced."""

    @classmethod
    def of(cls, dataset: Dataset, plan: Plan, checkpoint: Callable[[], None] = lambda: None) -> Self:
        """What the recipe's `dataset.mode` makes of it. One id of memory per problem of the version.

        Args:
            dataset: where the newest version is.
            plan: what is to be run.
            checkpoint: called now and then; may raise to end the reading.
        """
        options = plan.recipe.dataset
        if options.mode == "replace" or not dataset.exists:
            return cls()
        view = dataset.read()
        good, there = Counter[str](), set[str]()
        for batch in view.batches(COLUMNS):
            checkpoint()
            for row in batch.to_pylist():
                there.add(row["problem_id"])
                usable = row["status"] != Status.FAILED.value or not options.retry_failed
                good[row["problem_id"]] += usable and row["recipe_digest"] == plan.digest
        held = frozenset(name for name, rows in good.items() if rows >= plan.recipe.samples_per_problem)
        return cls(view.info, held, frozenset(there))

    def wants(self, problem: Problem) -> bool:
        """Whether the run generates this problem."""
        return problem.id not in self.held

    def see(self, problem: Problem) -> None:
        """Count a problem of the source."""
        if self.wants(problem):
            self.count += 1
            if problem.id in self.there:
                self.again.add(problem.id)

    @property
    def only_again(self) -> bool:
        """True when every problem to be generated has rows already."""
        return self.head is not None and self.count == len(self.again)
