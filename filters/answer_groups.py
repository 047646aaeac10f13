r"""Answers that mean the same, counted together: 1/2, 0.5 and \frac{1}{2} are three votes for one answer."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from filters.equivalence import EquivalenceSettings, compare_fast, shared_pool

MOST_GROUPS = 50
"""Further answers that differ are only counted with answers spelt like them: comparing all would take the square."""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Answers that mean the same."""

    answer: str
    """As the first of them was written."""
    size: int
    """How many there are."""


async def group_answers(
    answers: Iterable[tuple[str | None, bool]], settings: EquivalenceSettings | None = None
) -> list[AnswerGroup]:
    """Groups of equivalent answers, largest first, those of one size in the order of their first members.

    Args:
        answers: each answer, None where there is none, and whether it is right. Right answers are one group, since they
            equal the gold; a wrong one never joins them. Samples without an answer have no vote.
        settings: how answers are compared.
    """
    policy = settings or EquivalenceSettings()
    spelt = Counter((text, right) for text, right in answers if text is not None)
    sizes: Counter[tuple[str, bool]] = Counter()
    for (text, right), count in spelt.items():
        alike = [home for home in sizes if home[1] == right]
        home = alike[0] if right and alike else await _first_equal(text, alike[:MOST_GROUPS], policy)
        sizes[home or (text, right)] += count
    return [AnswerGroup(text, size) for (text, _), size in sizes.most_common()]


async def _first_equal(
    text: str, homes: Sequence[tuple[str, bool]], policy: EquivalenceSettings
) -> tuple[str, bool] | None:
    for home in homes:
        if await _equal(home[0], text, policy):
            return home
    return None


async def _equal(first: str, other: str, policy: EquivalenceSettings) -> bool:
    outcome = compare_fast(first, other, policy)
    if outcome is None:
        outcome = await asyncio.wrap_future(shared_pool().submit(first, other, policy))
    return outcome.equal
