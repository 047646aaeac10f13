"""Finds how many calls in flight are enough for an endpoint that queues instead of refusing. Pure: told the time.

Such an endpoint (vLLM, SGLang) takes every call; beyond what it can batch, more calls only wait longer, and time out in
the end. So with `concurrency: auto` each further step must earn its keep: the answers per second at the new level are
compared with those at the one before, and where they hardly rise the step is taken back and tried again much later.
"""

from dataclasses import dataclass

FREE = 64
"""Up to here nothing is measured: too few answers to tell, and little to lose."""
SHARE = 0.3
"""A step of x% more calls must bring at least this share of x% more answers a second."""
HOLD_S = 30.0
"""Seconds after which a step that did not pay is tried again."""


@dataclass(slots=True)
class Level:
    """Answers counted at one limit."""

    limit: int
    """Calls in flight."""
    begun: float | None = None
    """When counting began: at the first answer to a call of this level, since earlier ones tell of the level before."""
    answers: int = 0
    """Answers since then."""
    rate: float = 0.0
    """Answers per second, once enough are counted."""


class Knee:
    """Compares the level in use with the one before."""

    def __init__(self) -> None:
        self._now = Level(0)
        self._before: Level | None = None

    def moved(self, limit: int) -> None:
        """The limit is another now."""
        if limit > self._now.limit and self._now.rate:
            self._before = self._now
        elif limit < self._now.limit:
            self._before = None
        self._now = Level(limit)

    def answered(self, now: float, of_this_level: bool) -> None:
        """An answer came, to a call of the level in use or of an earlier one."""
        level = self._now
        if level.begun is not None:
            level.answers += 1
            if level.answers >= max(level.limit, FREE) and now > level.begun:
                level.rate = level.answers / (now - level.begun)
                level.begun, level.answers = now, 0
        elif of_this_level:
            level.begun = now

    def paid(self) -> bool | None:
        """Whether the last step earned its keep; None while too few answers are counted to tell."""
        level, before = self._now, self._before
        if level.limit < FREE:
            return True
        if not level.rate:
            return None
        if before is None:
            return True
        growth = level.limit / before.limit - 1
        return level.rate >= before.rate * (1 + SHARE * growth)

    @property
    def step_back(self) -> int:
        """The limit before the last step."""
        return self._before.limit if self._before is not None else self._now.limit
