"""What runs in a worker process: one JSON line in, one JSON line out, until the pipe closes.

    python -P -m filters.equivalence.worker_main MEMORY_BYTES

A subprocess of its own rather than multiprocessing: nothing of the caller's `__main__` is imported again, so it works
from console scripts, pytest, threads and notebooks, and it shares no lock and no file with its parent.
"""

import json
import os
import select
import signal
import sys
from contextlib import suppress
from typing import IO, Any

PARENT_CHECK_S = 5.0
"""How often an idle worker makes sure that its parent still lives; a closed pipe ends it at once."""
GRACE_S = 1.0
"""The kernel ends a computation this long after its deadline, should the parent be gone and unable to."""


def main() -> None:
    """Serve requests from stdin until it closes."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not write into the protocol
    _limit_memory(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a parent may have ignored or blocked it, and we inherit that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    from filters.equivalence.judge import judge

    judge("x+1", "1+x", {})  # the parser builds its tables on first use: not at the cost of somebody's deadline
    _reply(replies, {"ready": True})
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for request in _requests():
        signal.setitimer(signal.ITIMER_REAL, request["deadline_s"] + GRACE_S)  # not handled, so it kills
        answer = judge(request["gold"], request["pred"], request["settings"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        _reply(replies, answer)


def _limit_memory(limit: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _requests() -> Any:
    parent, pending = os.getppid(), b""
    while os.getppid() == parent:
        if not select.select([0], [], [], PARENT_CHECK_S)[0]:
            continue
        chunk = os.read(0, 1 << 16)
        if not chunk:
            return
        pending += chunk
        *lines, pending = pending.split(b"\n")
        yield from map(json.loads, lines)


def _reply(replies: IO[str], message: dict[str, Any]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()


if __name__ == "__main__":
    main()
