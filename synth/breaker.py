"""Stops asking an endpoint that fails nearly every call, and finds out when it is back. Pure: told the time.

Rejections for overload are not failures here: whoever says 429 is alive, and the limiter deals with it.
"""

from collections import deque
from dataclasses import dataclass, field

WINDOW = 40
"""Calls looked at."""
FAILED = 36
"""This many failures among them open the breaker: 90%."""
FIRST_PROBE_S, LAST_PROBE_S = 1.0, 30.0
"""Pause before the first probe of a dead endpoint, doubling up to the last."""


@dataclass(slots=True)
class Breaker:
    """Closed: calls pass. Open: only one probe at a time, ever less often, until one is answered."""

    opened_at: float | None = None
    """When it opened; None while closed."""
    last_failure: str = ""
    """What the latest failed call said."""
    _failures: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _failed: int = 0
    _probe_at: float = 0.0
    _probe_wait: float = FIRST_PROBE_S
    _probing: bool = False

    def admits(self, now: float) -> bool:
        """Whether a call may start."""
        return self.opened_at is None or (not self._probing and now >= self._probe_at)

    def admitted(self) -> None:
        """A call starts."""
        self._probing = self.opened_at is not None

    def wake_at(self) -> float | None:
        """When the next probe may start; None while closed or while one is under way."""
        return None if self.opened_at is None or self._probing else self._probe_at

    def open_for(self, now: float) -> float:
        """Seconds since it opened; 0 while closed."""
        return 0.0 if self.opened_at is None else now - self.opened_at

    def alive(self) -> None:
        """A call got an answer, be it a refusal."""
        if self.opened_at is not None:
            self.opened_at, self._probing, self._probe_wait = None, False, FIRST_PROBE_S
            self._failures.clear()
            self._failed = 0
        self._push(False)

    def failed(self, now: float, why: str) -> None:
        """A call failed: broken connection, timeout, 5xx or a torn answer."""
        self.last_failure = why
        self._push(True)
        if self.opened_at is None and self._failed >= FAILED:
            self.opened_at, self._probe_at = now, now + self._probe_wait
        elif self._probing:
            self._probing = False
            self._probe_wait = min(2 * self._probe_wait, LAST_PROBE_S)
            self._probe_at = now + self._probe_wait

    def left(self) -> None:
        """A call was cancelled: it says nothing, but if it was the probe another may go."""
        self._probing = False

    def _push(self, failed: bool) -> None:
        if len(self._failures) == WINDOW:
            self._failed -= self._failures[0]
        self._failures.append(failed)
        self._failed += failed
