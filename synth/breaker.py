"""Stops asking an endpoint that fails nearly every call, and finds out when it is back. Pure: told the time.

Rejections for overload are not failures here: whoever says 429 is alive, and the limiter deals with it.

One broken connection says little (a reset, a restarted proxy), many at once no more: the calls in flight break
together. What tells is a call sent after that. So a broken connection puts the endpoint under suspicion: a few trials
are let in and nobody else until something is answered; if these are broken too, nobody is there.
"""

from collections import deque
from dataclasses import dataclass, field
from math import inf

WINDOW = 40
"""Calls looked at."""
FAILED = 36
"""This many failures among them open the breaker: 90%."""
FEW = 4
"""One failure in so many calls is few."""
IN_A_ROW = 12
"""So many failures with no answer in between do, too, of calls sent after the first of them."""
TRIALS = 2
"""Calls let in under suspicion; if all of their connections break, the breaker opens."""
SUSPICION_S = 1.0
"""Trials that take longer than this to fail have reached somebody (connections are refused at once)."""
CONNECTED_S = 12.0
"""Where no connection stood, a probe that lasts longer than one is waited for (10 s) has found somebody."""
FIRST_PROBE_S, LATER, LAST_PROBE_S = 0.5, 1.5, 8.0
"""Pause before the first probe of a dead endpoint, so many times as long before each further one, and its bound: one
that is back is found in at most half the time that it was away, or 8 s."""


@dataclass(slots=True)
class Breaker:
    """Closed: calls pass. Open: only one probe at a time, ever less often, until one is answered."""

    opened_at: float | None = None
    """When it opened; None while closed."""
    last_failure: str = ""
    """What the latest failed call said."""
    _served: float = -inf  # when the latest call that got an answer was sent
    _failures: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _failed: int = 0
    _row_since: float | None = None  # the first failure after the last answer
    _row: int = 0  # failures of calls sent since then
    _broken: int = 0  # broken connections among them
    _suspected_at: float | None = None
    _trials: int = 0
    _probe_at: float = 0.0
    _probe_wait: float = FIRST_PROBE_S
    _probe_sent: float | None = None  # None: none is under way

    def admits(self, now: float) -> bool:
        """Whether a call may start."""
        if self.opened_at is not None:
            wake = self.wake_at(now)
            return wake is not None and now >= wake
        return self._suspected_at is None or self._trials < TRIALS or now >= self._suspected_at + SUSPICION_S

    def admitted(self, now: float) -> None:
        """A call starts."""
        if self.opened_at is not None:
            self._probe_sent = now
        self._trials += self._suspected_at is not None

    def wake_at(self, now: float) -> float | None:
        """When it may let in more than now; None while anybody may come, or nobody before the probe has ended."""
        if self.opened_at is not None:
            if self._probe_sent is None:
                return self._probe_at
            return self._probe_sent + CONNECTED_S if self._broken >= TRIALS else None
        if self._suspected_at is None or self.admits(now):
            return None
        return self._suspected_at + SUSPICION_S

    def open_for(self, now: float) -> float:
        """Seconds since it opened; 0 while closed."""
        return 0.0 if self.opened_at is None else now - self.opened_at

    def alive(self, sent_at: float) -> bool:
        """A call got an answer, be it a refusal; whether that brings a dead endpoint back."""
        if self.opened_at is not None and sent_at < self.opened_at:
            return False  # a server that goes away may still answer those who came before
        self._served = max(self._served, sent_at)
        back = self.opened_at is not None
        if back:
            self.opened_at, self._probe_sent, self._probe_wait = None, None, FIRST_PROBE_S
            self._failures.clear()
            self._failed = 0
        self._row_since, self._suspected_at = None, None
        self._push(False)
        return back

    def serves_others(self, since: float) -> bool:
        """Whether a call sent after `since` was answered and few failed lately: what fails is the request, then."""
        return self._served > since and self._failed * FEW <= len(self._failures)

    def failed(self, now: float, sent_at: float, why: str, *, broken: bool = False) -> None:
        """A call failed: timeout, 5xx or a torn answer; `broken`: its connection broke, or never stood."""
        self.last_failure = why
        self._push(True)
        self._lengthen_row(now, sent_at, broken)
        if self._is_probe(sent_at):
            self._probe_sent = None
            self._probe_wait = min(LATER * self._probe_wait, LAST_PROBE_S)
            self._probe_at = now + self._probe_wait
        elif self.opened_at is None and self._is_dead():
            self.opened_at, self._probe_at = now, now + self._probe_wait
        elif broken and (self._suspected_at is None or now >= self._suspected_at + SUSPICION_S):
            self._suspected_at, self._trials = now, 0

    def left(self, sent_at: float) -> None:
        """A call was cancelled: it says nothing, but if it was the probe or a trial another may go."""
        if self._is_probe(sent_at):
            self._probe_sent = None
        self._trials = max(0, self._trials - 1)

    def _is_probe(self, sent_at: float) -> bool:
        return self._probe_sent is not None and sent_at >= self._probe_sent

    def _is_dead(self) -> bool:
        return self._failed >= FAILED or self._row >= IN_A_ROW or self._broken >= TRIALS

    def _lengthen_row(self, now: float, sent_at: float, broken: bool) -> None:
        if self._row_since is None:
            self._row_since, self._row, self._broken = now, 0, 0
        elif sent_at >= self._row_since:
            self._row += 1
            self._broken += broken

    def _push(self, failed: bool) -> None:
        if len(self._failures) == WINDOW:
            self._failed -= self._failures[0]
        self._failures.append(failed)
        self._failed += failed
