"""PPC's reward as TRL's GRPOTrainer calls it (checked against TRL 1.16).

    from functools import partial
    from rewards.for_trl import ppc_reward

    GRPOTrainer(..., reward_funcs=ppc_reward)
    GRPOTrainer(..., reward_funcs=partial(ppc_reward, settings=PpcSettings(style=0.2)))

TRL hands over every column of the dataset as a list with one entry per completion, but for `prompt` and `completion`.
"""

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from rewards.ppc import DEFAULTS, NO_JUDGES, PpcJudges, PpcSettings, ppc_rewards
from rewards.record import Reward, Turn
from rewards.texts import message_text
from schemas.errors import UserError

GOLD_COLUMNS = ("answer", "solution")
"""Where a gold answer may stand; the first that a row has counts. A whole solution will do if it marks its answer."""


def ppc_reward(
    completions: Sequence[Any],
    prompts: Sequence[Any] | None = None,
    settings: PpcSettings = DEFAULTS,
    judges: PpcJudges = NO_JUDGES,
    **columns: Any,
) -> list[float | None]:
    """One number per completion; None for a row without a gold answer, or with one that cannot be read.

    The parts are logged where TRL passes `log_metric` (their means, as `ppc/format`, ...) and `log_extra` (per
    completion, in the table of completions).

    Args:
        completions: strings, or lists of messages whose last assistant message counts.
        prompts: the same for prompts; read only where there is no column `question`.
        settings: weights and rules; set them with functools.partial.
        judges: raters for adherence and proximity.
        columns: `answer` or `solution`, `question`, `reference_solution` for a proximity judge, and whatever else the
            trainer passes.

    Raises:
        UserError: the dataset has neither `answer` nor `solution`.
    """
    golds = _golds(columns, len(completions))
    questions = columns.get("question") or prompts or [""] * len(completions)
    solutions = columns.get("reference_solution") or [None] * len(completions)
    turns = [
        Turn(message_text(completion, "assistant"), gold, message_text(question or "", "user"), solution)
        for completion, gold, question, solution in zip(completions, golds, questions, solutions, strict=True)
    ]
    scored = iter(ppc_rewards([turn for turn in turns if turn.gold.strip()], settings, judges))
    rewards = [next(scored) if turn.gold.strip() else None for turn in turns]
    rewards = [reward if reward and reward.known else None for reward in rewards]
    _log(rewards, columns.get("log_metric"), columns.get("log_extra"))
    return [None if reward is None else reward.total for reward in rewards]


def _golds(columns: dict[str, Any], count: int) -> list[str]:
    """Each row's gold answer; empty if it has none."""
    present = [columns[name] for name in GOLD_COLUMNS if columns.get(name) is not None]
    if not present:
        seen = ", ".join(sorted(columns)) or "none"
        raise UserError(
            f"the dataset has no gold answers: its columns are {seen}", fix="Name the column answer or solution."
        )
    rows = zip(*present, strict=True)
    golds = [next((str(value) for value in row if value is not None and str(value).strip()), "") for row in rows]
    if len(golds) != count:
        raise ValueError(f"{count} completions came with {len(golds)} gold answers")
    return golds


def _log(
    rewards: Sequence[Reward | None],
    log_metric: Callable[[str, float], None] | None,
    log_extra: Callable[[str, list[Any]], None] | None,
) -> None:
    """Hand the parts to the trainer; a term that nobody measured is not logged."""
    values = [reward.values() if reward else {} for reward in rewards]
    for name in dict.fromkeys(name for row in values for name in row):
        if log_metric is not None:
            log_metric(f"ppc/{name}", fmean(row[name] for row in values if name in row))
        if log_extra is not None:
            log_extra(f"ppc_{name}", [row.get(name) for row in values])
