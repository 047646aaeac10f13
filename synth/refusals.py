"""What refusals for overload (429, 503) say about an endpoint, and how long nobody asks it. Pure: told the time.

Refusals of calls that were sent before a cut belong to that cut, so there is one cut a round trip, however many calls
are refused. While most calls go on being served, those refused only asked too much: the endpoint holds what is in
flight, and nobody else waits. Where most are refused, where calls sent after the cut are refused again and again, or
where a long Retry-After says that a quota is used up, all rest (Retry-After, or a short backoff that doubles, both
jittered).
"""

import random
from dataclasses import dataclass, field

MARGIN = 20
"""One place in so many stays free below an observed capacity: an endpoint counts a call a little longer than we do."""
SMALL = 4
"""So few refused calls tell the capacity to the place: no margin then."""
MILD = 0.75
"""A rest after which this share of the limit is left was about the edge: no slow start after it."""
CUTS = 2
"""Cuts in a row, none of whose later calls was answered, before all rest."""
SHORT_RETRY_AFTER_S = 2.0
"""Up to here Retry-After may mean the refused call alone; more of it speaks of a quota, which all calls share."""
MAX_STRIKES = 20
"""Cuts in a row that lengthen the rest."""
MAX_PAUSE_S = 30.0
"""Bound of our own backoff (Retry-After may ask for more)."""


@dataclass(slots=True)
class Refusals:
    """The refusals of one endpoint."""

    draw: random.Random
    """Jitter."""
    paused_until: float = 0.0
    """No call starts before."""
    resting: bool = False
    """A rest has begun, and no call has started since."""
    strikes: int = 0
    """Cuts since an answer came to a call sent after the last one."""
    _cut_at: float = field(default=-1.0)
    _before: int = 0  # the limit when the cut began
    _mild: bool = False

    def begins_cut(self, sent_at: float) -> bool:
        """Whether a refused call was sent after the last cut."""
        return sent_at >= self._cut_at

    def cut(self, now: float, limit: int, in_flight: int, *, quiet: bool) -> None:
        """A cut begins; `quiet`: calls were taken since the last one, though none may be answered yet."""
        self.strikes = 1 if quiet else min(self.strikes + 1, MAX_STRIKES)
        self._cut_at = now
        self._before = min(limit, in_flight + 1)  # the limit may have grown since these were sent

    def answered(self, sent_at: float) -> None:
        """A call was served."""
        if sent_at >= self._cut_at:
            self.strikes = 0

    def held(self, in_flight: int, proven: int) -> int:
        """What the endpoint demonstrably takes; never less than half of before the cut."""
        margin = in_flight // MARGIN
        if self.strikes > 1:
            held = in_flight - max(margin, 1)
        elif self._before - in_flight <= SMALL:
            held = in_flight
        else:
            held = max(in_flight - margin, min(in_flight, proven))
        self._mild = held >= MILD * self._before
        return max(1, self._before // 2, held)

    def serious(self, in_flight: int, retry_after: float) -> bool:
        """Whether more than the refused calls should wait."""
        return self.strikes > CUTS or self.closing(in_flight) or retry_after > SHORT_RETRY_AFTER_S

    def accidental(self, in_flight: int) -> bool:
        """Whether so few calls were refused that it may have had nothing to do with how many there were."""
        return self.strikes == 1 and self._before - in_flight <= SMALL

    def closing(self, in_flight: int) -> bool:
        """Whether most calls were refused: a quota is used up, or there is much less room than there was."""
        return 2 * in_flight < self._before

    def rest(self, now: float, interval: float, retry_after: float) -> None:
        """Nobody is let in for a while; `interval` is the unit of our own backoff."""
        if self.resting:
            self.paused_until = max(self.paused_until, now + retry_after)
            return
        own = min(MAX_PAUSE_S, 2 * interval * 2 ** (self.strikes - 1)) * self.draw.uniform(0.5, 1.0)
        asked = retry_after * self.draw.uniform(1.0, 1.1)
        self.paused_until = max(self.paused_until, now + max(own, asked))  # `Retry-After: 0` is no leave to storm
        self._cut_at, self.resting = now, True

    def restart(self) -> None:
        """The endpoint was away: what begins now begins like after a rest from everything."""
        self.resting, self._mild, self.strikes = True, False, 0

    def resume(self, target: int, low: int) -> int:
        """The first calls after a rest: with how many to begin, when `target` was learnt and `low` is careful."""
        self.resting = False
        if self._mild:
            return target
        return min(target, low if self.strikes <= CUTS + 1 else 1)
