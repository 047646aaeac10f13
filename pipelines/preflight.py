"""What can be known to be wrong before a run begins, found in a second or two rather than after its start-up."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.resolve import Plan, resolve
from pipelines.workshop import build_generators
from schemas.recipe import Recipe
from store.dataset import Dataset
from store.problems import read_problems
from synth.protocol import Generator, Surveyable

if TYPE_CHECKING:
    from synth.endpoint_check import Finding


async def preflight(recipe: Recipe, where: str) -> Plan:
    """Check recipe, problem source, dataset lock and endpoints; the run checks them all again.

    A top-up's endpoints are left to the run, which asks them nothing when there is nothing new.

    Raises:
        UserError: for the first thing that the user must fix.
    """
    plan = resolve(recipe, where)
    for _ in islice(read_problems(recipe.problems, plan.pipeline.needs_answer), 1):
        pass
    with Dataset.at(recipe.dataset.root, recipe.name).lock("preflight"):
        if recipe.dataset.mode == "replace":
            await _check(build_generators(plan, where).values())
    return plan


async def survey_endpoints(generators: Mapping[str, Generator]) -> "dict[str, Sequence[Finding]]":
    """Each endpoint's state by role, of those roles that have endpoints. Nothing is generated."""
    found: dict[str, Sequence[Finding]] = {}
    for role, generator in generators.items():
        if isinstance(generator, Surveyable):
            found[role] = await generator.survey()
    return found


async def _check(generators: Iterable[Generator]) -> None:
    try:
        for generator in generators:
            await generator.check()
    finally:
        for generator in generators:
            await generator.close()
