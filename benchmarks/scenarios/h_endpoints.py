"""H: two endpoints for one role, one 5 times slower; then that one dies for five seconds and comes back."""

import asyncio

from benchmarks.bench_endpoints import ideal, measure, ours, raw
from benchmarks.outcome import Outcome

RUNS = ((False, "seconds"), (True, "absent"))
"""Whether the slow one dies, and how it says Retry-After."""
BAR = 1.25
"""Our reading of `load follows capacity`: at most so many times the ideal."""


def outcomes(quick: bool) -> list[Outcome]:
    """2,750 requests."""
    requests = 1200 if quick else 2750
    return [_outcome(requests, dies, style) for dies, style in (RUNS[:1] if quick else RUNS)]


def _outcome(requests: int, dies: bool, style: str) -> Outcome:
    plain, _ = asyncio.run(measure(raw, requests, dies, style))
    run, pair = asyncio.run(measure(ours, requests, dies, style))
    best = ideal(requests, dies)
    fast = sum(answers for (url, _), answers in run.answers.items() if url == pair.urls[0])
    return Outcome(
        scenario="H",
        what=f"{requests:,} requests, endpoints of 0.1 and 0.5 s{', the slow one dead from 4 to 9 s' if dies else ''}",
        ideal=best,
        raw=plain.seconds,
        ours=run.seconds,
        bar=f"at most {BAR} x ideal, the dead one only probed",
        met=run.seconds <= BAR * best and run.knocks <= 50 and sum(run.answers.values()) == requests,
        note=f"{fast / requests:.0%} by the fast one; {run.rejected:,} rejected, raw {plain.rejected:,}; "
        f"{run.knocks} calls at the dead one, raw {plain.knocks}",
    )
