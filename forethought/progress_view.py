"""Live progress of a run: one line that moves on a terminal, plain lines now and then elsewhere."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from pipelines.run_state import RunState

LIVE_PERIOD_S = 0.25
"""Between two pictures on a terminal."""
LINE_PERIOD_S = 10.0
"""Between two lines in a log."""


def watch_run(quiet: bool) -> Callable[[RunState], AbstractContextManager[object]]:
    """What to open around a run to see it move; nothing when the output is for a script."""
    return (lambda state: nullcontext()) if quiet else Watcher


class Watcher:
    """Draws a run's state from a thread of its own, so that a busy event loop does not freeze it."""

    def __init__(self, state: RunState, console: Console | None = None) -> None:
        self._state = state
        self._console = console or Console(stderr=True)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        if self._console.is_terminal:
            self._draw_live()
        else:
            self._print_lines()

    def _draw_live(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[line]}"),
        )
        bar = Progress(*columns, console=self._console)
        task = bar.add_task(self._state.phase, total=None, line="")
        with Live(bar, console=self._console, refresh_per_second=1 / LIVE_PERIOD_S):
            while not self._stop.wait(LIVE_PERIOD_S):
                self._update(bar, task)
            self._update(bar, task)

    def _update(self, bar: Progress, task: TaskID) -> None:
        progress = self._state.progress
        bar.update(
            task,
            description=self._state.phase,
            total=progress.total,
            completed=progress.done,
            line=status_line(self._state),
        )

    def _print_lines(self) -> None:
        while not self._stop.wait(LINE_PERIOD_S):
            self._console.print(plain_line(self._state), highlight=False, soft_wrap=True)
        self._console.print(plain_line(self._state), highlight=False, soft_wrap=True)


def plain_line(state: RunState) -> str:
    """One line of a log."""
    progress = state.progress
    return f"{state.phase}: {progress.done}/{progress.total or '?'} traces, {status_line(state)}"


def status_line(state: RunState) -> str:
    """Statuses, request rate, tokens, cost and time to go, in a fixed order."""
    counts = [f"{count} {status}" for status, count in sorted(state.progress.statuses.items())]
    usage = state.usage()
    parts = counts
    if usage.answered:
        parts.append(f"{usage.answered / max(state.progress.elapsed_s, 1e-9):.0f} req/s")
    if usage.from_journal:
        parts.append(f"{usage.from_journal:,} from journal")
    if usage.prompt_tokens or usage.completion_tokens:
        parts.append(f"{short_count(usage.prompt_tokens + usage.completion_tokens)} tokens")
    if usage.cost_usd:
        parts.append(f"${usage.cost_usd:.2f}")
    eta = state.progress.eta_s
    if eta is not None:
        parts.append(f"ETA {clock(eta)}")
    return ", ".join(parts)


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
