"""A recipe and its pipeline made into what the engine runs: prompts loaded, filters built, every name checked."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from filters.base import Filter
from filters.registry import build_filters
from pipelines.registry import find_pipeline
from pipelines.stage import Check, Pipeline, Stage
from schemas.errors import UserError
from schemas.recipe import Recipe, StageOptions
from schemas.validation import unknown_value
from synth.prompting import Prompt, load_prompt

FALLBACK_ROLE = "default"
"""A generator of this name serves every role that the recipe does not name."""


@dataclass(frozen=True, slots=True)
class ResolvedStage:
    """A stage with everything it needs to be run."""

    stage: Stage
    """The declaration, with the recipe's changes applied."""
    role: str
    """The key of the recipe's generators that serves it."""
    prompts: tuple[Prompt, ...]
    """Its loaded variants."""
    checks: tuple[Filter, ...]
    """Its own filters, those switched off left out."""


@dataclass(frozen=True)
class Plan:
    """What one recipe comes to."""

    recipe: Recipe
    """The recipe, resolved."""
    pipeline: Pipeline
    """The paradigm."""
    stages: tuple[ResolvedStage, ...]
    """In order."""
    filters: Mapping[str, Filter]
    """Every filter that is switched on, by name."""
    checks: tuple[tuple[Filter, Check], ...]
    """Filters of the whole trace."""
    tags: Mapping[str, str]
    """Tag name by stage, for rendering."""
    judge_prompts: Mapping[str, Prompt]
    """The prompts that filters ask models with, by id or path."""

    @property
    def instruction(self) -> str:
        """The user's turn that is trained on, with `{question}` in it."""
        return self.recipe.render.instruction or self.pipeline.instruction

    @cached_property
    def digest(self) -> str:
        """Digest of recipe, instruction and prompts: rows made under the same digest are interchangeable."""
        prompts = [prompt.hash for resolved in self.stages for prompt in resolved.prompts]
        prompts += [prompt.hash for prompt in self.judge_prompts.values()]
        text = json.dumps([self.recipe.digest, self.instruction, *prompts])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def resolve(recipe: Recipe, where: str) -> Plan:
    """Check every name in a recipe and load what it names; asks no model and writes nothing.

    Raises:
        UserError: naming the wrong key, what was expected and the nearest known name.
    """
    pipeline = find_pipeline(recipe.pipeline, where)
    _known_keys("stage", recipe.stages, pipeline.stage_names, f"{where}, stages")
    _known_keys("stage", recipe.render.tags, pipeline.tags, f"{where}, render.tags")
    tags = {**pipeline.tags, **recipe.render.tags}
    built = build_filters(pipeline.filter_names, _filter_settings(recipe, pipeline), where)
    for judge in built.values():
        _known_keys("stage", judge.settings.named_stages, pipeline.stage_names, f"{where}, filters.{judge.name}")
    stages = tuple(_resolve_stage(stage, recipe, pipeline, built, where) for stage in pipeline.stages)
    _all_roles_served(recipe, stages, built, where)
    checks = tuple((built[check.filter], check) for check in pipeline.checks if check.filter in built)
    return Plan(recipe, pipeline, stages, built, checks, tags, _judge_prompts(built))


def _judge_prompts(built: Mapping[str, Filter]) -> dict[str, Prompt]:
    prompts: dict[str, Prompt] = {}
    for judge in built.values():
        for ref, names in judge.prompts.items():
            prompts[ref] = load_prompt(ref)
            prompts[ref].require(names)
    return prompts


def _filter_settings(recipe: Recipe, pipeline: Pipeline) -> dict[str, dict[str, Any]]:
    defaults = pipeline.filter_defaults or {}
    names = {*defaults, *recipe.filters}
    return {name: {**defaults.get(name, {}), **recipe.filters.get(name, {})} for name in sorted(names)}


def _resolve_stage(
    stage: Stage, recipe: Recipe, pipeline: Pipeline, built: Mapping[str, Filter], where: str
) -> ResolvedStage:
    options = recipe.stages.get(stage.name, StageOptions())
    stage = _with_options(stage, options, pipeline, f"{where}, stages.{stage.name}")
    prompts = tuple(load_prompt(ref) for ref in stage.prompts)
    for prompt in prompts:
        prompt.require([*stage.sees, *(prompt.optional & set(pipeline.stage_names))])
    checks = tuple(built[name] for name in stage.checks if name in built)
    leaking = [check.name for check in checks if check.uses_gold]
    if leaking:
        raise ValueError(f"{pipeline.name}.{stage.name}: {leaking} know the gold and must be trace filters")
    return ResolvedStage(stage, _role_of(stage, recipe, where), prompts, checks)


def _with_options(stage: Stage, options: StageOptions, pipeline: Pipeline, where: str) -> Stage:
    earlier = pipeline.stage_names[: pipeline.stage_names.index(stage.name)]
    _known_keys("earlier stage", options.also_sees, earlier, f"{where}.also_sees")
    return replace(
        stage,
        sees=tuple(dict.fromkeys([*stage.sees, *options.also_sees])),
        retries=stage.retries if options.retries is None else options.retries,
        prompts=stage.prompts if options.prompts is None else options.prompts,
        response_format=stage.response_format if options.structured else None,
    )


def _role_of(stage: Stage, recipe: Recipe, where: str) -> str:
    for role in (stage.role, FALLBACK_ROLE):
        if role in recipe.generators:
            return role
    raise _unserved(f"stage '{stage.name}'", stage.role, where)


def _all_roles_served(
    recipe: Recipe, stages: tuple[ResolvedStage, ...], built: Mapping[str, Filter], where: str
) -> None:
    """Every role has its generator, and no generator stands there for nothing: it may be misspelt."""
    used = {resolved.role for resolved in stages}
    for judge in built.values():
        for role in judge.roles:
            if role not in recipe.generators:
                raise _unserved(f"filter '{judge.name}'", role, where)
            used.add(role)
    wanted = used | {resolved.stage.role for resolved in stages}
    for role in recipe.generators:
        if role not in used:
            raise unknown_value("role (nothing asks it)", role, wanted, where=f"{where}, generators")


def _unserved(who: str, role: str, where: str) -> UserError:
    fix = f"Add generators.{role} (generators.{FALLBACK_ROLE} serves every stage whose role is not named)."
    return UserError(f"{who} needs a generator for the role '{role}'", where=where, fix=fix)


def _known_keys(what: str, keys: Any, known: Any, where: str) -> None:
    for key in keys:
        if key not in known:
            raise unknown_value(what, key, known, where=where)
