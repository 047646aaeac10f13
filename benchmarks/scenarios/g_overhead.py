"""G: what our own work costs, with a generator that answers at once: the engine alone, and a whole run.

Traces per second of CPU, since the bar is about our work and not about who else uses the machine. Memory and cost must
stay flat: the last third of a whole run is held against its middle.
"""

from collections.abc import Sequence

from benchmarks.bench_engine_overhead import child
from benchmarks.outcome import Outcome

ENGINE_BAR, RSS_BAR_MB, FLAT = 3000, 700, 1.15
"""Traces a CPU second, megabytes, and how much more the end may take than the middle."""
WARM = 100_000
"""Problems from which on a run is long enough to tell warm-up from growth."""

Point = tuple[str, int, float, float]
"""Phase, traces done, CPU seconds, megabytes."""


def outcomes(quick: bool) -> list[Outcome]:
    """The engine alone, and a whole run from the problems' file to the version, filters off."""
    engine, whole = (5_000, 6_000) if quick else (50_000, 200_000)
    told = child(["--traces", str(engine), "--one", "engine"])
    points = child(["--whole", str(whole), "--one", "whole"])
    return [
        Outcome(
            scenario="G engine",
            what=f"PPC, {engine:,} problems through the engine alone, no latency",
            unit="traces/CPU s",
            ours=told["cpu"],
            cpu_ours=1000 / told["cpu"] / 3,
            bar=f"at least {ENGINE_BAR:,}",
            met=told["cpu"] >= ENGINE_BAR,
            note=f"{told['wall']:,.0f} traces/s of wall time, {told['rss']:.0f} MB",
        ),
        _whole(whole, [tuple(point) for point in points]),
    ]


def _whole(problems: int, points: Sequence[Point]) -> Outcome:
    made = [point for point in points if point[0] == "generating"]
    third = max(1, len(made) // 3)
    middle, last = _cost(made[third : 2 * third + 1]), _cost(made[-third - 1 :])
    peak = max(point[3] for point in points)
    warm, end = made[third][3], made[-1][3]
    spent = points[-1][2]
    return Outcome(
        scenario="G run",
        what=f"a whole run of {problems:,} problems, no latency, filters off",
        unit="traces/CPU s",
        ours=problems / spent,
        cpu_ours=1000 * spent / problems / 3,
        bar=f"under {RSS_BAR_MB} MB, memory and cost per problem flat",
        met=peak < RSS_BAR_MB and (problems < WARM or (last <= FLAT * middle and end <= FLAT * warm)),
        note=f"{warm:.0f} MB after a third, {end:.0f} at the end, {peak:.0f} in the commit; {middle:.2f} ms a trace "
        f"in the middle, {last:.2f} at the end",
    )


def _cost(points: Sequence[Point]) -> float:
    """Milliseconds of CPU a trace between the first and the last point."""
    (_, before, cpu, _), (_, after, later, _) = points[0], points[-1]
    return 1000 * (later - cpu) / max(1, after - before)
