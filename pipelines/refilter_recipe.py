"""The recipe of a version with other filters: what a refilter may change of it, and whom it may ask anew."""

from collections.abc import Sequence
from typing import Any

import yaml

from pipelines.resolve import Plan, resolve
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import VersionInfo

CHANGEABLE = ("filters", "render", "screens")
"""Sections of a recipe that a refilter may change; all others would need a generator."""
ASKING = ("budget", "engine")
"""Sections that it may change besides where it asks models; generators too, as far as only filters ask them."""
ALL = "all"
"""Stands for every filter that asks a model."""


def changed_recipe(
    info: VersionInfo,
    where: str,
    overrides: Sequence[str] = (),
    other: Recipe | None = None,
    ask: Sequence[str] = (),
) -> Recipe:
    """The recipe of a version with other filters.

    Args:
        info: the version; it must have been made by a run.
        where: names the version in errors.
        overrides: `filters.a.b=c` and `render.a=b`.
        other: a recipe of the same pipeline, whose filters and rendering replace the version's.
        ask: the filters that ask their models anew, or `all`. Then generators that only filters ask may change too,
            and what is spent on them.

    Raises:
        UserError: an override or recipe that would change more than that.
    """
    if info.recipe is None:
        raise UserError("no run of ours made this version, so its filters are not known", where=where)
    data = yaml.safe_load(info.recipe)
    writers = _writers(parse_recipe(info.recipe, f"the recipe of {where}"), where) if ask else set()
    for override in overrides:
        _refuse_more(override, writers, asks=bool(ask))
    if other is not None:
        data |= _taken(other, data, writers, asks=bool(ask))
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    recipe = parse_recipe(text, f"the recipe of {where}", overrides)
    if ask and _writers(recipe, where) != writers:
        raise _wrote()
    return recipe


def asked_anew(plan: Plan, ask: Sequence[str]) -> frozenset[str]:
    """The names of the filters that ask their models anew.

    Raises:
        UserError: a filter that asks nobody or is not there, or there is none that asks.
    """
    asking = [name for name, judge in plan.filters.items() if judge.roles]
    there = f"Those that ask are {', '.join(asking)}." if asking else "None of them asks a model; switch one on."
    for name in ask:
        if name != ALL and name not in asking:
            raise UserError(f"no filter '{name}' of this recipe asks a model", where="--ask", fix=there)
    if ask and not asking:
        raise UserError(
            "no filter of this recipe asks a model", where="--ask", fix="Leave --ask out, or switch one on."
        )
    return frozenset(asking if ALL in ask else ask)


def _writers(recipe: Recipe, where: str) -> set[str]:
    """The roles that write a recipe's texts: what they are is told of the stored ones, so it must stay."""
    return {stage.role for stage in resolve(recipe, f"the recipe of {where}").stages}


def _refuse_more(override: str, writers: set[str], *, asks: bool) -> None:
    section, _, rest = override.split("=")[0].strip().partition(".")
    role = rest.partition(".")[0]
    if section in CHANGEABLE or (asks and section in ASKING):
        return
    if asks and section == "generators" and role and role not in writers:
        return
    if asks and section == "generators":
        raise _wrote()
    fix = f"Set {' or '.join(f'{name}.*' for name in CHANGEABLE)}; run the recipe to change anything else."
    raise UserError(f"a refilter cannot change '{section}', it asks no generator", where="--set", fix=fix)


def _wrote() -> UserError:
    fix = "Set generators.ROLE.* of a role that only filters ask."
    return UserError("a refilter cannot change the generators that wrote the texts", where="--set", fix=fix)


def _taken(other: Recipe, data: dict[str, Any], writers: set[str], *, asks: bool) -> dict[str, Any]:
    """What counts of another recipe."""
    if other.pipeline != data["pipeline"]:
        what = f"that recipe is of pipeline '{other.pipeline}', the version of '{data['pipeline']}'"
        raise UserError(what, where="--recipe")
    theirs = other.model_dump(mode="json")
    taken = {name: theirs[name] for name in (*CHANGEABLE, *(ASKING if asks else ()))}
    if asks:
        asked = {role for judge in resolve(other, "--recipe").filters.values() for role in judge.roles}
        wrote = {role: section for role, section in data["generators"].items() if role in writers}
        taken["generators"] = {role: theirs["generators"][role] for role in asked} | wrote
    return taken
