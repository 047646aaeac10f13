"""A pool of worker processes that run math-verify under a deadline and a memory limit.

    future = shared_pool().submit(gold, pred)             # concurrent.futures.Future[Equivalence]
    outcome = await asyncio.wrap_future(future)           # or future.result()

Each process belongs to one thread that feeds it, kills it at the deadline and replaces it. Processes start with the
first job, and end when the pool is closed, the interpreter exits, or this process dies in whatever way.
"""

import atexit
import os
import queue
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache

from filters.equivalence.limits import refused
from filters.equivalence.outcome_cache import OutcomeCache
from filters.equivalence.reading import read_gold, read_pred
from filters.equivalence.record import Equivalence, Method, Reason
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.worker_process import WorkerDiedError, WorkerProcess, WorkerStartError, WorkerTimeoutError

Job = tuple[str, str, EquivalenceSettings]
"""Gold and predicted answer, normalised, and the policy."""
Jobs = queue.SimpleQueue[tuple[Future[Equivalence], Job] | None]
"""What waits; None sends one thread home."""
CLOSING_S = 2.0
"""Seconds that closing waits for the threads to reap their processes."""


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How much the symbolic tier may take."""

    workers: int = 2
    """Worker processes at most, about 90 MB each; they start as they are needed."""
    deadline_s: float = 5.0
    """Seconds one comparison may take before its process is killed."""
    memory_mb: int = 2_048
    """Address space of a worker; what does not fit ends the comparison, not the run."""
    start_s: float = 60.0
    """Seconds a process may take to start: sympy is large and machines are busy."""
    cache_size: int = 10_000
    """Outcomes that are remembered."""


class WorkerPool:
    """Compares answers in worker processes. Thread-safe: use it from any thread and any event loop."""

    def __init__(self, settings: PoolSettings | None = None) -> None:
        self.settings = settings or PoolSettings()
        self._jobs: Jobs = queue.SimpleQueue()
        self._cache = OutcomeCache(self.settings.cache_size)
        self._lock = threading.Lock()
        self._owners: list[_Owner] = []
        self._unfinished = 0
        self._closed = False
        atexit.register(self.close)

    def submit(self, gold: str, pred: str, settings: EquivalenceSettings | None = None) -> Future[Equivalence]:
        """Compare in a worker. Cancelling the future before its turn saves the work.

        The future never fails for what the texts hold; it raises WorkerStartError if no process can be started.

        Raises:
            RuntimeError: if the pool is closed.
        """
        job = (read_gold(gold), read_pred(pred, gold), settings or EquivalenceSettings())
        future: Future[Equivalence] = Future()
        known = refused(*job) or self._cache.get(job)
        if known is not None:
            future.set_result(known)
            return future
        future.add_done_callback(lambda done: self._finished(done, job))
        with self._lock:
            if self._closed:
                raise RuntimeError("the worker pool is closed")
            self._unfinished += 1
            self._jobs.put((future, job))
            if len(self._owners) < min(self.settings.workers, self._unfinished):
                self._owners.append(_Owner(self._jobs, self.settings))
        return future

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that run now."""
        return [pid for owner in list(self._owners) if (pid := owner.pid) is not None]

    def close(self) -> None:
        """Kill the workers and refuse further jobs. Jobs that wait are cancelled, those that run end as crashes."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            owners = list(self._owners)
        with suppress(queue.Empty):
            while waiting := self._jobs.get_nowait():
                waiting[0].cancel()
        for owner in owners:
            owner.dismiss()
        for owner in owners:
            owner.thread.join(CLOSING_S)
        atexit.unregister(self.close)

    def _finished(self, future: Future[Equivalence], job: Job) -> None:
        with self._lock:
            self._unfinished -= 1
        if not future.cancelled() and future.exception() is None:
            self._cache.put(job, future.result())


class _Owner:
    """One thread and the process it feeds."""

    def __init__(self, jobs: Jobs, settings: PoolSettings) -> None:
        self.process: WorkerProcess | None = None
        self._jobs, self._settings = jobs, settings
        self._dismissed = False
        self.thread = threading.Thread(target=self._serve, name="answer-worker", daemon=True)
        self.thread.start()

    @property
    def pid(self) -> int | None:
        """Process id, once the process has started."""
        process = self.process
        return process.pid if process is not None and process.ready else None

    def dismiss(self) -> None:
        """End the process now and the thread after what it is doing."""
        self._dismissed = True
        self._jobs.put(None)
        if self.process is not None:
            self.process.terminate()

    def _serve(self) -> None:
        while (item := self._jobs.get()) is not None:
            future, job = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                outcome = self._compare(*job)
            except BaseException as error:  # whoever waits for the future must hear of it
                future.set_exception(error)
            else:
                future.set_result(outcome)
        if self.process is not None:
            self.process.kill()
            self.process = None

    def _compare(self, gold: str, pred: str, settings: EquivalenceSettings) -> Equivalence:
        deadline_s = self._settings.deadline_s
        request = {"gold": gold, "pred": pred, "settings": asdict(settings)}
        try:
            answer = self._ready().ask(request, deadline_s)
        except WorkerTimeoutError:
            self.process = None
            return Equivalence(Reason.TIMEOUT, Method.MATH_VERIFY, f"no answer within {deadline_s:g} s")
        except (WorkerDiedError, WorkerStartError) as error:
            self.process = None
            if isinstance(error, WorkerStartError) and not self._dismissed:
                raise
            return Equivalence(Reason.CRASH, Method.MATH_VERIFY, f"the worker died: {error}")
        return Equivalence(Reason(answer["reason"]), Method.MATH_VERIFY, answer["detail"])

    def _ready(self) -> WorkerProcess:
        """The process, started anew if it has ended; `dismiss` finds it from its first moment on."""
        if self.process is not None and not self.process.alive:
            self.process.kill()
            self.process = None
        if self.process is None:
            self.process = WorkerProcess(self._settings.memory_mb)
            if self._dismissed:
                self.process.terminate()
            self.process.wait_ready(self._settings.start_s)
        return self.process


def shared_pool(settings: PoolSettings | None = None) -> WorkerPool:
    """The pool of this process for these settings; a forked child gets its own."""
    return _pool_of(os.getpid(), settings or PoolSettings())


@cache
def _pool_of(pid: int, settings: PoolSettings) -> WorkerPool:
    return WorkerPool(settings)
