"""PPC's reward as OpenRLHF loads it from a file (checked against the code of 0.11).

    --reward.remote_url $(python -c "import rewards.for_openrlhf as adapter; print(adapter.__file__)")
    --data.label_key answer

OpenRLHF 0.11 calls it with one query at a time, from threads, and wraps what comes back in a tensor of one: the values
are plain numbers then. Given several queries, as by older versions, they are lists.
"""

from collections.abc import Sequence
from typing import Any

from rewards.ppc import PpcSettings, ppc_rewards
from rewards.record import Reward, Turn
from rewards.texts import after_prompt, without_end_of_turn
from schemas.errors import UserError

SETTINGS = PpcSettings()
"""A file of your own that calls `score_queries` with other settings is as good as this one."""

Values = float | list[float]


def reward_func(
    queries: Sequence[str], prompts: Sequence[str], labels: Sequence[str | None], **ignored: Any
) -> dict[str, Any]:
    """Rewards, scores in [0, 1] for dynamic filtering (1 for a right answer), and the parts as `extra_logs`.

    Args:
        queries: prompt and completion together, special tokens included.
        prompts: the prompts; their numbers do not count as spoilers.
        labels: gold answers.
        ignored: what other versions pass beside.

    Raises:
        UserError: a label is missing.
        ValueError: a query does not hold its prompt.
    """
    return score_queries(queries, prompts, labels, SETTINGS)


def score_queries(
    queries: Sequence[str], prompts: Sequence[str], labels: Sequence[str | None], settings: PpcSettings
) -> dict[str, Any]:
    """The same with settings."""
    rows = zip(queries, prompts, labels, strict=True)
    rewards = ppc_rewards([_turn(query, prompt, label) for query, prompt, label in rows], settings)
    names = [name for name, part in rewards[0].parts.items() if part.note != "no_judge"] if rewards else []
    return {
        "rewards": _values([reward.total for reward in rewards]),
        "scores": _values([float(_value(reward, "outcome") == 1.0) for reward in rewards]),
        "extra_logs": {name: _values([_value(reward, name) for reward in rewards]) for name in names},
    }


def _turn(query: str, prompt: str, label: str | None) -> Turn:
    if label is None or not str(label).strip():
        raise UserError("a prompt has no label", fix="Name the column of gold answers in --data.label_key.")
    return Turn(without_end_of_turn(after_prompt(query, prompt)), str(label), prompt)


def _value(reward: Reward, name: str) -> float:
    return reward.parts[name].value or 0.0


def _values(values: list[float]) -> Values:
    return values[0] if len(values) == 1 else values
