"""D: the capacity falls from 200 to 20 and comes back.

Ideal counts 200 calls of 0.1 s at once, for five seconds 20, then 200 again. There is no bare loop to compare with: one
that is not told the capacity has nothing to follow it with.
"""

import asyncio

from benchmarks.bench_limits import CHANGES, Run, scenario_d
from benchmarks.outcome import Outcome

LATENCY_S, FULL, LOW = 0.1, 200, 20
SECONDS_TO_FOLLOW = 5
"""What `within seconds` is taken to mean."""


def outcomes(quick: bool) -> list[Outcome]:
    """With Retry-After, and without."""
    requests = 8_000 if quick else 20_000
    return [_outcome(style, requests) for style in (("seconds",) if quick else ("seconds", "absent"))]


def _outcome(style: str, requests: int) -> Outcome:
    run = asyncio.run(scenario_d(style, requests))
    down, up = _down(run), _up(run)
    answered = sum(run.by_second.values())
    lost = requests - answered
    within = down is not None and up is not None and max(down, up) <= SECONDS_TO_FOLLOW
    return Outcome(
        scenario="D",
        what=f"{requests:,} requests, capacity 200, 20 from 5 s, 200 from 10 s, Retry-After {style}",
        ideal=_ideal(requests),
        ours=run.seconds,
        cpu_ours=1000 * run.cpu / requests,
        bar=f"follows within {SECONDS_TO_FOLLOW} s both ways, no row lost",
        met=not lost and within,
        note=f"followed down in {_said(down)}, up in {_said(up)}; {run.rejected:,} rejected; {lost} lost",
    )


def _ideal(requests: int) -> float:
    falls, rises = (second for second, _ in CHANGES)
    full, low = FULL / LATENCY_S, LOW / LATENCY_S
    before, during = full * falls, low * (rises - falls)
    if requests <= before:
        return requests / full
    if requests <= before + during:
        return falls + (requests - before) / low
    return rises + (requests - before - during) / full


def _down(run: Run) -> int | None:
    """Seconds after the fall until fewer calls are turned away in a second than are answered."""
    falls, rises = (second for second, _ in CHANGES)
    calm = (s for s in range(falls, rises) if run.rejected_by_second[s] < run.by_second[s])
    return next((second + 1 - falls for second in calm), None)


def _up(run: Run) -> int | None:
    """Seconds after the rise until answers come at half the pace of the best second before the fall, or all is done."""
    falls, rises = (second for second, _ in CHANGES)
    if not run.by_second or max(run.by_second) < rises:
        return 0
    best = max(run.by_second[second] for second in range(falls))
    fast = (s for s in range(rises, max(run.by_second) + 1) if run.by_second[s] >= best / 2)
    return next((second + 1 - rises for second in fast), None)


def _said(seconds: int | None) -> str:
    return "no time" if seconds is None else f"{seconds} s"
