"""A run as it moves: a line that moves on a terminal, plain lines now and then in a log, JSON lines for machines."""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pipelines.run_state import RunState, Watch
from pipelines.snapshot import EndpointLoad, Observer, Snapshot
from schemas.validation import unknown_value


class ProgressMode(StrEnum):
    """How a run tells what it does, on stderr."""

    AUTO = "auto"
    """`live` on a terminal, else `plain`; nothing when the result is asked for as JSON."""
    LIVE = "live"
    """One line that moves."""
    PLAIN = "plain"
    """A line every ten seconds."""
    JSON = "json"
    """A JSON object every two seconds."""
    NONE = "none"
    """Nothing."""


def progress_mode(name: str) -> ProgressMode:
    """The mode of that name.

    Raises:
        UserError: there is none.
    """
    if name not in list(ProgressMode):
        raise unknown_value("progress mode", name, list(ProgressMode), where="--progress")
    return ProgressMode(name)


class View(Protocol):
    """One way of showing snapshots."""

    period_s: float
    """Seconds between two of them."""

    def show(self, snapshot: Snapshot) -> None:
        """Show the run as it is now."""

    def close(self) -> None:
        """There will be no more."""


def watch_run(mode: ProgressMode, *, quiet: bool = False, metrics_port: int | None = None) -> Watch:
    """What to open around a run to see it move.

    Raises:
        UserError: when opened, if the port is taken.
    """
    make = _view(mode, quiet)

    @contextmanager
    def watch(state: RunState) -> Iterator[None]:
        with ExitStack() as stack:
            if metrics_port is not None:
                from forethought.metrics_server import serving

                stack.enter_context(serving(state, metrics_port))
            if make is not None:
                stack.enter_context(Watcher(state, make()))
            yield

    return watch


def _view(mode: ProgressMode, quiet: bool) -> Callable[[], View] | None:
    if mode is ProgressMode.AUTO:
        mode = ProgressMode.LIVE if Console(stderr=True).is_terminal else ProgressMode.PLAIN
        mode = ProgressMode.NONE if quiet else mode
    views: dict[ProgressMode, Callable[[], View]] = {
        ProgressMode.LIVE: LiveView,
        ProgressMode.PLAIN: PlainView,
        ProgressMode.JSON: JsonView,
    }
    return views.get(mode)


class Watcher(AbstractContextManager["Watcher"]):
    """Shows a run's state from a thread of its own, so that a busy event loop does not freeze it."""

    def __init__(self, state: RunState, view: View) -> None:
        self._observer = Observer(state)
        self._view = view
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._view.period_s):
            self._view.show(self._observer.snapshot())
        self._view.show(self._observer.snapshot())  # the last word is how it ended
        self._view.close()


class LiveView:
    """One line that moves, with a bar."""

    period_s = 0.25

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[line]}"),
        )
        self._bar = Progress(*columns, console=console)
        self._task = self._bar.add_task("", total=None, line="")
        self._live = Live(self._bar, console=console, refresh_per_second=1 / self.period_s)
        self._live.start()

    def show(self, snapshot: Snapshot) -> None:
        """Redraw the line."""
        line = status_line(snapshot)
        self._bar.update(
            self._task, description=snapshot.phase, total=snapshot.total, completed=snapshot.done, line=line
        )

    def close(self) -> None:
        """Leave the last line standing."""
        self._live.stop()


class PlainView:
    """A line of a log now and then."""

    period_s = 10.0

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)

    def show(self, snapshot: Snapshot) -> None:
        """Print a line."""
        self._console.print(plain_line(snapshot), highlight=False, soft_wrap=True)

    def close(self) -> None:
        """Nothing to end."""


class JsonView:
    """A JSON object per line, with the fields of `pipelines.snapshot.Snapshot`."""

    period_s = 2.0

    def show(self, snapshot: Snapshot) -> None:
        """Print a line."""
        print(json.dumps(snapshot.as_dict(), ensure_ascii=False), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Nothing to end."""


def plain_line(snapshot: Snapshot) -> str:
    """One line of a log."""
    parts = (f"{snapshot.done}/{snapshot.total or '?'} traces", status_line(snapshot))
    return f"{snapshot.phase}: {', '.join(filter(None, parts))}"


def status_line(snapshot: Snapshot) -> str:
    """Statuses, request rate, tokens, cost and time to go, in a fixed order."""
    counted = {name: getattr(snapshot, name) for name in ("accepted", "failed", "rejected", "left_out")}
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in counted.items() if count]
    if snapshot.requests:
        parts.append(f"{snapshot.requests_per_s:.0f} req/s")
    if snapshot.from_journal:
        parts.append(f"{snapshot.from_journal:,} from journal")
    if snapshot.tokens:
        parts.append(f"{short_count(snapshot.tokens)} tokens")
    if snapshot.cost_usd:
        parts.append(f"${snapshot.cost_usd:.2f}")
    parts += [silence for load in snapshot.endpoints if (silence := _silence(load))]
    if len(snapshot.endpoints) > 1:
        parts.append(f"in flight {_loads(snapshot.endpoints)}")
    if snapshot.eta_s is not None and snapshot.done != snapshot.total:
        parts.append(f"ETA {clock(snapshot.eta_s)}")
    return ", ".join(parts)


SILENT_FROM_S = 30.0
"""Silence that is worth a word: longer than most single answers take (our choice)."""


def _silence(load: EndpointLoad) -> str:
    """That an endpoint takes calls and says nothing; whether it will, only its timeouts tell."""
    if load.silent_s < SILENT_FROM_S:
        return ""
    return f"{load.endpoint} has not answered for {load.silent_s:.0f} s"


def _loads(endpoints: Sequence[EndpointLoad]) -> str:
    """Each endpoint's calls in flight and its limit, or that it is down; in order of the first request."""
    return " + ".join("down" if load.dead else f"{load.in_flight}/{load.limit}" for load in endpoints)


def short_count(number: int) -> str:
    """12345 as 12.3k."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.1f}{unit}"
    return str(number)


def clock(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
