"""A run at one moment, as plain numbers: for progress lines, for metrics, for whoever watches from another thread."""

import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.run_state import RunState
from schemas.trace import Status
from synth.limiter import Limiter

WINDOW_S = 30.0
"""Rates and the time to go are of the last so many seconds, since answers from the journal come first and fast."""


@dataclass(frozen=True, slots=True)
class EndpointLoad:
    """One endpoint at one moment. The fields are part of the documented progress lines."""

    endpoint: str
    """Its base_url."""
    limit: int
    """Calls it may have in flight now."""
    in_flight: int
    """Calls it has."""
    waiting: int
    """Calls that wait for a place."""
    answered: int
    """Calls it answered, refusals for a request's own fault among them."""
    rejected: int
    """Calls it turned away for overload (429, 503, 529)."""
    failed: int
    """Calls that broke: connection, timeout, 5xx, torn answers."""
    dead: bool
    """It fails nearly all calls and is only probed now."""
    queued: int | None
    """Calls, anybody's, that wait inside it; null unless it is a vLLM server whose `/metrics` tells."""
    silent_s: float
    """Seconds since a call to it last ended, or since it has had calls at all; 0 while it has none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One run at one moment. The fields are part of the documented progress lines: add, never rename."""

    time: float
    """Unix time in seconds."""
    phase: str
    """`reading problems`, `generating`, `judging`, `stopping`, `committing`, `done`, `interrupted` or `failed`."""
    elapsed_s: float
    """Seconds since the run began."""
    done: int
    """Traces that are through."""
    total: int | None
    """Traces the run will make; null until the problems are counted."""
    in_flight: int
    """Traces being worked on."""
    accepted: int
    """Of those done."""
    rejected: int
    """Of those done: a filter said no."""
    failed: int
    """Of those done: a generator could not answer."""
    left_out: int
    """Of those done: the budget ended first."""
    requests: int
    """Requests that a generator answered in this run."""
    from_journal: int
    """Requests that the journal answered."""
    requests_per_s: float
    """Answered by generators, over the last seconds."""
    prompt_tokens: int
    """Of answers made in this run."""
    completion_tokens: int
    """Of answers made in this run."""
    tokens: int
    """Both."""
    cost_usd: float
    """Of answers made in this run, where a price is known."""
    abandoned: int
    """Calls whose cost is unknown."""
    failed_calls: dict[str, int]
    """Failed calls by kind, those that were tried again included."""
    eta_s: float | None
    """Seconds to go at the pace of the last seconds; null while nothing is known."""
    endpoints: list[EndpointLoad]
    """Every endpoint that was asked."""
    budget: dict[str, dict[str, float]]
    """`caps` and `spent` by name; empty without a budget."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = asdict(self)
        for name in ("time", "elapsed_s", "requests_per_s", "cost_usd", "eta_s"):
            told[name] = None if told[name] is None else round(told[name], 6 if name == "cost_usd" else 3)
        return told


class Observer:
    """Takes snapshots of one run and remembers the last seconds of them for rates."""

    def __init__(self, state: RunState) -> None:
        self.state = state
        self._past: deque[tuple[float, int, int]] = deque([(time.monotonic(), 0, 0)])
        self._heard: dict[int, tuple[int, float]] = {}
        """By limiter: how many calls had ended when it was last heard of, and when that was."""

    def snapshot(self) -> Snapshot:
        """The run now."""
        state, progress, usage = self.state, self.state.progress, self.state.usage()
        statuses = dict(progress.statuses)
        requests_per_s, traces_per_s = self._rates(usage.answered, progress.done)
        left = None if progress.total is None else max(0, progress.total - progress.done)
        return Snapshot(
            time=time.time(),
            phase=state.phase,
            elapsed_s=progress.elapsed_s,
            done=progress.done,
            total=progress.total,
            in_flight=progress.in_flight,
            accepted=statuses.get(Status.ACCEPTED, 0),
            rejected=statuses.get(Status.REJECTED, 0),
            failed=statuses.get(Status.FAILED, 0),
            left_out=progress.left_out,
            requests=usage.answered,
            from_journal=usage.from_journal,
            requests_per_s=requests_per_s,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            tokens=usage.prompt_tokens + usage.completion_tokens,
            cost_usd=usage.cost_usd,
            abandoned=usage.abandoned,
            failed_calls=dict(usage.failed_calls),
            eta_s=left / traces_per_s if left is not None and traces_per_s else None,
            endpoints=[self._load(limiter) for limiter in state.limiters()],
            budget=state.budget.told() if state.budget is not None else {},
        )

    def _rates(self, answered: int, done: int) -> tuple[float, float]:
        now = time.monotonic()
        while len(self._past) > 1 and self._past[1][0] <= now - WINDOW_S:
            self._past.popleft()
        then, answered_then, done_then = self._past[0]
        self._past.append((now, answered, done))
        seconds = max(now - then, 1e-9)
        return (answered - answered_then) / seconds, (done - done_then) / seconds

    def _load(self, limiter: Limiter) -> EndpointLoad:
        outcomes = dict(limiter.outcomes)
        return EndpointLoad(
            endpoint=limiter.name,
            limit=limiter.policy.limit,
            in_flight=limiter.in_flight,
            waiting=limiter.waiting,
            answered=outcomes.get("answered", 0),
            rejected=outcomes.get("rejected", 0),
            failed=outcomes.get("failed", 0),
            dead=limiter.breaker.opened_at is not None,
            queued=limiter.queue_depth,
            silent_s=self._silence(id(limiter), sum(outcomes.values()), limiter.in_flight),
        )

    def _silence(self, limiter: int, ended: int, in_flight: int) -> float:
        """A server that accepts and never answers shows here long before its calls time out."""
        now = time.monotonic()
        count, since = self._heard.get(limiter, (-1, now))
        if ended != count or not in_flight:
            since = now
        self._heard[limiter] = ended, since
        return round(now - since, 3)
