"""A run as others may watch it: the command line draws it, a log prints it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field

from pipelines.means import ColumnMeans
from pipelines.progress import Progress
from pipelines.timeline import Timeline
from synth.accounting import Usage
from synth.budget import Budget
from synth.limiter import Limiter


@dataclass(slots=True)
class RunState:
    """Live, written by the run and read by whoever watches."""

    phase: str = "reading problems"
    """What is being done, in one or two words; `Snapshot.phase` lists them."""
    progress: Progress = field(default_factory=Progress)
    """Traces."""
    means: ColumnMeans = field(default_factory=ColumnMeans)
    """Means over accepted rows."""
    usage: Callable[[], Usage] = Usage
    """Requests, tokens and cost so far."""
    timeline: Timeline = field(default_factory=Timeline)
    """Finished traces over time."""
    limiters: Callable[[], list[Limiter]] = list
    """The limiters of the endpoints that were asked."""
    budget: Budget | None = None
    """What may be spent, where the recipe caps it."""

    def trace_finished(self) -> None:
        """One more, now."""
        self.timeline.add(self.progress.elapsed_s, self._spent)

    def _spent(self) -> tuple[int, float]:
        usage = self.usage()
        return usage.prompt_tokens + usage.completion_tokens, usage.cost_usd


Watch = Callable[[RunState], AbstractContextManager[object]]
"""Opened around a run with its state."""

_watch: ContextVar[Watch] = ContextVar("watch", default=lambda state: nullcontext())


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Have the runs that start inside watched. Flow parameters must be plain data, hence a context variable."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def watched(state: RunState) -> AbstractContextManager[object]:
    """What the run opens around its work."""
    return _watch.get()(state)
