"""Stands between the engine and the generators: nothing is asked twice, nothing paid for is lost, all is counted.

A request is answered, in this order, from the journal, by joining the identical request in flight, or by its role's
generator; a fresh answer is on disk before anybody sees it. One asker belongs to one event loop.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from functools import partial

from schemas.errors import FailureKind, GenerationError
from schemas.request import Completion, Request
from synth.accounting import Account, Reporting, Usage, price_of
from synth.journal import Journal
from synth.journal_rows import Answer, Key
from synth.protocol import Generator
from synth.turnstile import Turnstile


class Asker:
    """Answers requests by role."""

    def __init__(
        self, generators: Mapping[str, Generator], journal: Journal | None = None, turnstile: Turnstile | None = None
    ) -> None:
        self.generators = dict(generators)
        self.journal = journal
        self.turnstile = turnstile or Turnstile()
        self._accounts = {role: Account(price_of(generator)) for role, generator in generators.items()}
        self._in_flight: dict[bytes, _Shared] = {}
        self._reporting: set[str] = set()
        for role, generator in generators.items():
            if isinstance(generator, Reporting):
                self._reporting.add(role)
                generator.listener = _Listener(role, self._accounts[role], journal, self.turnstile)

    async def ask(self, role: str, request: Request) -> Completion:
        """Answer one request.

        Raises:
            GenerationError: it has no answer.
            UserError: nothing can be answered, or kept, until the user fixes something.
        """
        account = self._accounts[role]
        account.asked += 1
        if not self.generators[role].traits.journaled:
            return await self._generate(role, request)
        key = Key.of(request)
        known = self.journal.find(key) if self.journal is not None else None
        if known is not None:
            account.from_journal += 1
            return known
        shared = self._in_flight.get(key.fingerprint)
        if shared is None or shared.dropped:
            shared = self._in_flight[key.fingerprint] = _Shared(self._answer_and_keep(role, request, key))
            shared.task.add_done_callback(partial(self._landed, key.fingerprint, shared))
        else:
            account.shared += 1
        return await shared.wait()

    def usage(self, role: str | None = None) -> Usage:
        """The totals of a role, or of all."""
        if role is not None:
            return self._accounts[role].snapshot()
        return sum((account.snapshot() for account in self._accounts.values()), Usage())

    async def check(self) -> None:
        """Check every generator.

        Raises:
            UserError: a first request would fail.
        """
        for generator in self._distinct():
            await generator.check()

    async def close(self) -> None:
        """Cancel what is in flight and close the generators; the journal is its opener's to close."""
        tasks = [shared.task for shared in self._in_flight.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for generator in self._distinct():
            await generator.close()

    async def _answer_and_keep(self, role: str, request: Request, key: Key) -> Completion:
        if self.journal is not None:
            self.journal.raise_if_full()
        if role not in self._reporting:
            await self.turnstile.enter(role, request)
        completion = None
        try:
            completion = await self._generate(role, request)
            if self.journal is not None:
                cost = self._accounts[role].cost(completion)
                await self.journal.put(Answer(key, request, completion, cost))
        finally:
            # a call that failed has left already if its generator reports it; what is cancelled may have been paid for
            self.turnstile.leave(request, completion, cost_unknown=True)
        return completion

    async def _generate(self, role: str, request: Request) -> Completion:
        account = self._accounts[role]
        try:
            completion = await self.generators[role].complete(request)
        except GenerationError as error:
            account.book_failure(error.calls)
            raise
        account.book(completion)
        return completion

    def _landed(self, fingerprint: bytes, shared: "_Shared", task: asyncio.Task[Completion]) -> None:
        if self._in_flight.get(fingerprint) is shared:
            del self._in_flight[fingerprint]
        if not task.cancelled():
            task.exception()  # whoever waited has it; with nobody left it must not be reported as forgotten

    def _distinct(self) -> list[Generator]:
        return list({id(generator): generator for generator in self.generators.values()}.values())


class _Shared:
    """One request in flight and those who wait for it; cancelled only when all of them are."""

    __slots__ = ("dropped", "task", "waiters")

    def __init__(self, work: Coroutine[None, None, Completion]) -> None:
        self.task = asyncio.create_task(work)
        self.waiters = 0
        self.dropped = False

    async def wait(self) -> Completion:
        self.waiters += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self.waiters -= 1
            if not self.waiters and not self.task.done():
                self.dropped = True  # whoever comes now must not join a request that is being cancelled
                self.task.cancel()


class _Listener:
    """Books a generator's failed calls to its role, and keeps those whose cost is unknown in the journal."""

    def __init__(self, role: str, account: Account, journal: Journal | None, turnstile: Turnstile) -> None:
        self._role = role
        self._account = account
        self._journal = journal
        self._turnstile = turnstile

    async def call_begins(self, request: Request) -> None:
        await self._turnstile.enter(self._role, request)

    def call_failed(self, request: Request, kind: FailureKind, cost_unknown: bool) -> None:
        self._turnstile.leave(request, cost_unknown=cost_unknown)
        self._account.book_failed_call(kind, cost_unknown)
        if cost_unknown and self._journal is not None:
            self._journal.note_abandoned(bytes.fromhex(request.fingerprint), request, kind)
