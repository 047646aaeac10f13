"""What a run would ask and cost, before anything is asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from filters.base import Filter
from filters.tokens import count_regex_v1
from pipelines.resolve import Plan, ResolvedStage
from schemas.problem import PROBLEM_FIELDS, Problem

TYPICAL_OUTPUT = 400
"""Tokens a stage is taken to write when neither a length window nor max_tokens says otherwise (our choice)."""


@dataclass(frozen=True, slots=True)
class StageEstimate:
    """One stage of one run, without retries; or a filter that asks a model, with as many questions as it may ask."""

    stage: str
    """Name of the stage or of the filter."""
    role: str
    """The role that serves it."""
    requests: int
    """One per trace for a stage; at most, for a filter."""
    prompt_tokens: int
    """Of the rendered prompts, counted with the default tokenizer."""
    completion_tokens: int
    """As typically written."""
    most_completion_tokens: int | None
    """If every answer used max_tokens; None when the recipe sets none."""
    usd: float | None
    """Of the typical case; None without a price."""
    most_usd: float | None
    """If every answer used max_tokens and every retry was needed; None without a price or max_tokens."""
    asks_model: bool = True
    """False for a role that answers by rules or from a recording: no tokens, no cost."""


def estimate(
    plan: Plan, problems: Sequence[Problem], count: int, free_roles: Collection[str] = ()
) -> list[StageEstimate]:
    """Estimate a run over `count` problems from a few of them, which are rendered for real.

    Args:
        plan: what would be run.
        problems: a few of the problems.
        count: how many there are.
        free_roles: the roles whose generators ask no model.
    """
    traces = count * plan.recipe.samples_per_problem
    outputs = {resolved.stage.name: _typical(plan, resolved) for resolved in plan.stages}
    stages = [_stage_estimate(plan, resolved, problems, traces, outputs) for resolved in plan.stages]
    judges = [judge for judge in plan.filters.values() if judge.most_questions]
    found = stages + [_judge_estimate(plan, judge, problems, traces) for judge in judges]
    return [_free(item) if item.role in free_roles else item for item in found]


def _free(item: StageEstimate) -> StageEstimate:
    """What is left of an estimate where nobody is asked."""
    nothing: dict[str, Any] = {"prompt_tokens": 0, "completion_tokens": 0, "most_completion_tokens": 0}
    return replace(item, **nothing, usd=0.0, most_usd=0.0, asks_model=False)


def _judge_estimate(plan: Plan, judge: Filter, problems: Sequence[Problem], traces: int) -> StageEstimate:
    """Every trace is asked about as often as may be; texts that are judged are taken at their typical length."""
    section = plan.recipe.generators[judge.roles[0]]
    requests = traces * judge.most_questions
    prompt = round(sum(_judge_prompt(plan, ref, problems) for ref in judge.prompts) * requests)
    cap = _max_tokens(section)
    completion = min(TYPICAL_OUTPUT, cap) * requests if cap else TYPICAL_OUTPUT * requests
    return StageEstimate(
        stage=judge.name,
        role=judge.roles[0],
        requests=requests,
        prompt_tokens=prompt,
        completion_tokens=completion,
        most_completion_tokens=cap * requests if cap else None,
        usd=_usd(section, prompt, completion),
        most_usd=_usd(section, prompt, cap * requests) if cap else None,
    )


def _judge_prompt(plan: Plan, ref: str, problems: Sequence[Problem]) -> float:
    prompt = plan.judge_prompts[ref]
    names = prompt.variables - prompt.optional
    texts = []
    for problem in problems:
        values = {name: getattr(problem, name, None) or "" for name in names}
        texts.append("\n".join(message.content for message in prompt.render(values)))
    judged = len(names - set(PROBLEM_FIELDS)) * TYPICAL_OUTPUT
    return sum(map(count_regex_v1, texts)) / max(1, len(texts)) + judged


def _stage_estimate(
    plan: Plan, resolved: ResolvedStage, problems: Sequence[Problem], traces: int, outputs: Mapping[str, int]
) -> StageEstimate:
    section = plan.recipe.generators[resolved.role]
    prompt = round(_mean_prompt(resolved, problems, outputs) * traces)
    completion = outputs[resolved.stage.name] * traces
    cap = _max_tokens(section)
    tries = 1 + resolved.stage.retries
    return StageEstimate(
        stage=resolved.stage.name,
        role=resolved.role,
        requests=traces,
        prompt_tokens=prompt,
        completion_tokens=completion,
        most_completion_tokens=cap * traces if cap else None,
        usd=_usd(section, prompt, completion),
        most_usd=_usd(section, prompt * tries, cap * traces * tries) if cap else None,
    )


def _mean_prompt(resolved: ResolvedStage, problems: Sequence[Problem], outputs: Mapping[str, int]) -> float:
    """Rendered on the problems at hand; texts of earlier stages are taken at their typical length."""
    values = [_values(resolved, problem) for problem in problems]
    texts = ["\n".join(m.content for m in resolved.prompts[0].render(v)) for v in values]
    upstream = sum(outputs.get(name, 0) for name in resolved.stage.sees)
    return sum(count_regex_v1(text) for text in texts) / max(1, len(texts)) + upstream


def _values(resolved: ResolvedStage, problem: Problem) -> dict[str, str]:
    return {name: getattr(problem, name, None) or "" for name in resolved.stage.sees}


def _typical(plan: Plan, resolved: ResolvedStage) -> int:
    cap = _max_tokens(plan.recipe.generators[resolved.role])
    return min(TYPICAL_OUTPUT, cap) if cap else TYPICAL_OUTPUT


def _max_tokens(section: Mapping[str, Any]) -> int | None:
    sampling = section.get("sampling") or {}
    return sampling.get("max_tokens") or sampling.get("max_completion_tokens")


def _usd(section: Mapping[str, Any], prompt: int, completion: int) -> float | None:
    """By the dearest of a role's endpoints, since nobody knows which will be asked."""
    endpoints = section.get("endpoints") or [{}]
    prices = [(entry if isinstance(entry, Mapping) else {}).get("price", section.get("price")) for entry in endpoints]
    if not all(prices):
        return None
    return max(float(prompt * price.get("input", 0) + completion * price.get("output", 0)) for price in prices) / 1e6
