"""What a client that costs nothing would need for chains of requests with given latencies: a simulation.

It has a bounded number of chains under way and of slots, and puts the request that has waited longest into a slot the
moment one is free. It shows what of a run's time is the draw of the latencies, and no client's fault.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice


def seconds(chains: Iterable[Sequence[float]], slots: int, under_way: int) -> float:
    """Seconds until the last chain has ended."""
    coming = iter(chains)
    waiting = deque((chain, 0) for chain in islice(coming, under_way))
    running: list[tuple[float, int, Sequence[float], int]] = []
    now, started = 0.0, 0
    while waiting or running:
        while waiting and len(running) < slots:
            chain, stage = waiting.popleft()
            started += 1
            heapq.heappush(running, (now + chain[stage], started, chain, stage))
        now, _, chain, stage = heapq.heappop(running)
        if stage + 1 < len(chain):
            waiting.append((chain, stage + 1))
        elif (following := next(coming, None)) is not None:
            waiting.append((following, 0))
    return now
