"""What a scenario came to: one record, whatever was measured, so that one table holds them all."""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of the table."""

    scenario: str
    """A letter, and where a scenario has several runs a word about this one."""
    what: str
    """What was done, in a few words."""
    unit: str = "s"
    """Of the three numbers that follow."""
    ideal: float | None = None
    """With a client that costs nothing; None where that says nothing."""
    raw: float | None = None
    """What a bare aiohttp loop came to in the same minutes; None where there is nothing to compare with."""
    ours: float
    """What we came to."""
    cpu_raw: float | None = None
    """Milliseconds of CPU a request, client only, of the bare loop."""
    cpu_ours: float | None = None
    """The same of ours. Unlike wall time it hardly depends on who else uses the machine."""
    bar: str
    """What issue 4 asks for."""
    met: bool
    """Whether that was reached in this run."""
    note: str = ""
    """Other numbers worth a look."""

    def cells(self) -> list[str]:
        """As text, in the order of COLUMNS."""
        return [
            self.scenario,
            self.what,
            self.unit,
            number(self.ideal),
            number(self.raw),
            number(self.ours),
            ratio(self.ours, self.ideal),
            ratio(self.ours, self.raw),
            number(self.cpu_raw),
            number(self.cpu_ours),
            self.bar,
            "yes" if self.met else "NO",
            self.note,
        ]


COLUMNS = (
    ("scenario", "what", "unit", "ideal", "raw aiohttp", "ours", "ours/ideal", "ours/raw")
    + ("ms CPU/request raw", "ours ", "bar", "met", "also")
)  # fmt: skip
"""Headings."""


def number(value: float | None) -> str:
    """With three digits that matter, or a dash."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def ratio(value: float, base: float | None) -> str:
    """One over the other, or a dash."""
    return f"{value / base:.2f}" if base else "-"


def markdown(outcomes: Sequence[Outcome]) -> str:
    """The table as results.md holds it."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(outcome.cells() for outcome in outcomes)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def table(outcomes: Sequence[Outcome]) -> Table:
    """The table for a terminal."""
    drawn = Table(title="Scenarios A to H of issue 4")
    for heading in COLUMNS:
        drawn.add_column(heading, justify="left" if heading in ("scenario", "what", "bar", "also") else "right")
    for outcome in outcomes:
        drawn.add_row(*outcome.cells())
    return drawn


class Clock:
    """Wall time and this process's CPU between its making and `stop`."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        self.wall = self.cpu = 0.0

    def stop(self) -> "Clock":
        """Read both, in seconds."""
        self.wall, self.cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return self


def peak_mb() -> float:
    """Megabytes this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
