"""Ctrl-C at a terminal goes to every process of the run. What a run needs to end in good order must not hear it.

An engine that ended there and then would take the answers in flight with it, and without Prefect's server a run could
not even say that it was interrupted. Their owner hears the signal, and ends them when it no longer needs them.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes that this thread starts within the block never hear Ctrl-C, nor does what they start."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a new process inherits it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
