"""Garbage collection while traces are generated: rarely, and not of what was there before."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG, MIDDLE, OLD = 50_000, 50, 1_000
"""Thresholds: traces and answers are trees that die by reference counting, so there are few cycles to find."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect in larger portions; what is there by now is left out until the end.

    A collection stops the event loop and all answers that have just come: at Python's own thresholds it takes a
    twentieth of a run's time (scenario B of benchmarks).
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
        gc.collect()  # the commit that follows needs the memory
