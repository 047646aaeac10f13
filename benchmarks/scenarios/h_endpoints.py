"""H: two endpoints for one role, one 5 times slower; then that one dies for five seconds and comes back."""

import asyncio

from benchmarks.bench_endpoints import best, measure, ours, raw
from benchmarks.outcome import Outcome

RUNS = ((False, "seconds"), (True, "absent"))
"""Whether the slow one dies, and how it says Retry-After."""
BAR = 1.15
"""Our reading of `load follows capacity`: at most so many times the ideal."""
SPARE_CALLS = 10
"""Our reading of `dropped and probed again`: at most so many calls beyond those in flight when it died."""


def outcomes(quick: bool) -> list[Outcome]:
    """2,750 requests."""
    requests = 1200 if quick else 2750
    return [_outcome(requests, dies, style) for dies, style in (RUNS[:1] if quick else RUNS)]


def _outcome(requests: int, dies: bool, style: str) -> Outcome:
    plain, _ = asyncio.run(measure(raw, requests, dies, style))
    run, pair = asyncio.run(measure(ours, requests, dies, style))
    least, beyond = best(requests, run, pair), run.knocks - pair.lost
    fast = sum(answers for (url, _), answers in run.answers.items() if url == pair.urls[0])
    return Outcome(
        scenario="H",
        what=f"{requests:,} requests, endpoints of 0.1 and 0.5 s{', the slow one dead from 4 to 9 s' if dies else ''}",
        ideal=least,
        raw=plain.seconds,
        ours=run.seconds,
        bar=f"at most {BAR} x ideal, at most {SPARE_CALLS} calls lost beyond those in flight",
        met=run.seconds <= BAR * least and beyond <= SPARE_CALLS and sum(run.answers.values()) == requests,
        note=f"{fast / requests:.0%} by the fast one; {run.rejected:,} rejected, raw {plain.rejected:,}"
        + (
            f"; {run.knocks} calls lost, {pair.lost} of them in flight at the death, raw {plain.knocks}" if dies else ""
        ),
    )
