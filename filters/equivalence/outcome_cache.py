"""The outcomes of recent comparisons: samples of one problem give the same few answers again and again."""

import threading
from collections import OrderedDict

from filters.equivalence.record import Equivalence, Reason

PASSING = frozenset({Reason.TIMEOUT, Reason.CRASH})
"""Outcomes that may owe something to the machine's state; they are never remembered."""


class OutcomeCache:
    """The least recently used outcome is forgotten first. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._outcomes: OrderedDict[object, Equivalence] = OrderedDict()

    def get(self, key: object) -> Equivalence | None:
        """The outcome known for a key, or None."""
        with self._lock:
            if key in self._outcomes:
                self._outcomes.move_to_end(key)
            return self._outcomes.get(key)

    def put(self, key: object, outcome: Equivalence) -> None:
        """Remember an outcome, unless another try might end differently."""
        if outcome.reason in PASSING:
            return
        with self._lock:
            self._outcomes[key] = outcome
            while len(self._outcomes) > self._size:
                self._outcomes.popitem(last=False)
