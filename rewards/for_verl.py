"""PPC's reward as verl calls it, one completion at a time or a batch.

    custom_reward_function.path=$(python -c "import rewards.for_verl as adapter; print(adapter.__file__)")
    custom_reward_function.name=compute_score
    +custom_reward_function.reward_kwargs.settings.style=0.2

verl stacks the extra values of a batch into arrays, so every call returns the same names, all of them numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from filters.equivalence import EquivalenceSettings, PoolSettings
from filters.spoiler import SpoilerSettings
from rewards.ppc import PpcJudges, PpcSettings, ppc_rewards
from rewards.record import Reward, Turn
from schemas.errors import UserError

NESTED: Mapping[str, Callable[[Any], Any]] = {
    "tags": tuple,
    "spoiler": lambda fields: SpoilerSettings(**fields),
    "equivalence": lambda fields: EquivalenceSettings(**fields),
    "workers": lambda fields: PoolSettings(**fields),
}
"""Settings that are more than a number."""


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str | None,
    extra_info: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    judges: PpcJudges | None = None,
    **ignored: Any,
) -> dict[str, float]:
    """The reward as `score`, whether the answer is right as `acc`, and each part by name; a part left out is 0.

    Args:
        data_source: not used.
        solution_str: the completion, decoded without special tokens.
        ground_truth: the gold answer, `reward_model.ground_truth` of the row.
        extra_info: the row's; its `question`, if any, keeps the problem's own numbers from counting as spoilers.
        settings: fields of PpcSettings, from `reward_kwargs`.
        judges: raters, for callers in Python.
        ignored: what verl passes beside, such as a reward model's address.

    Raises:
        UserError: there is no gold answer, or an unknown setting.
    """
    return compute_scores([data_source], [solution_str], [ground_truth], [extra_info], settings, judges)[0]


def compute_scores(
    data_sources: Sequence[str],
    solution_strs: Sequence[str],
    ground_truths: Sequence[str | None],
    extra_infos: Sequence[Mapping[str, Any] | None],
    settings: Mapping[str, Any] | None = None,
    judges: PpcJudges | None = None,
    **ignored: Any,
) -> list[dict[str, float]]:
    """The same for a batch, as verl's batch reward manager calls it: slow comparisons run side by side."""
    rows = zip(data_sources, solution_strs, ground_truths, extra_infos, strict=True)
    turns = [_turn(source, text, gold, info or {}) for source, text, gold, info in rows]
    rewards = ppc_rewards(turns, _settings(settings or {}), judges or PpcJudges())
    return [_scores(reward) for reward in rewards]


def _turn(source: str, text: str, gold: str | None, info: Mapping[str, Any]) -> Turn:
    if gold is None or not str(gold).strip():
        raise UserError(
            f"row {info.get('index', '?')} of {source} has no gold answer", fix="Set reward_model.ground_truth."
        )
    return Turn(text, str(gold), str(info.get("question") or ""), info.get("reference_solution"))


def _settings(fields: Mapping[str, Any]) -> PpcSettings:
    try:
        return PpcSettings(**{name: NESTED.get(name, _as_it_is)(value) for name, value in fields.items()})
    except TypeError as error:
        known = ", ".join(PpcSettings.__slots__)
        raise UserError(f"reward_kwargs.settings: {error}", fix=f"Settings are {known}.") from error


def _as_it_is(value: Any) -> Any:
    return value


def _scores(reward: Reward) -> dict[str, float]:
    parts = {name: part.value or 0.0 for name, part in reward.parts.items()}
    return {"score": reward.total, "acc": float(parts["outcome"] == 1.0), **parts}
