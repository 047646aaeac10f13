"""`forethought check`: everything that can be known of a recipe before it costs anything."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from forethought.commands.options import Json, Overrides, RecipePath, Root, with_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forethought.endpoint_view import EndpointView
    from synth.protocol import Generator

SAMPLE = 20
"""Problems whose prompts are rendered for the estimate (our choice)."""


def check(
    recipe: RecipePath,
    overrides: Overrides = [],  # noqa: B006
    root: Root = None,
    prompts: Annotated[bool, typer.Option("--prompts", help="Also print the prompts, rendered on a problem.")] = False,
    endpoints: Annotated[
        bool,
        typer.Option("--endpoints", help="Also ask each endpoint whether it answers, takes the key, has the model."),
    ] = False,
    json: Json = False,
) -> None:
    """Validate a recipe, show what each stage sees, and estimate requests, tokens and cost. Asks no model.

    Where the recipe has a budget, it says whether the run fits it; in a top-up only what is not there yet counts.
    """
    from forethought.check_view import print_check, print_check_json, print_prompts
    from pipelines.estimate import estimate
    from pipelines.resolve import resolve
    from pipelines.top_up import Todo
    from pipelines.workshop import build_generators
    from store.dataset import Dataset
    from store.problems import read_problems, scan_problems
    from store.recipe_file import read_recipe

    settings = read_recipe(recipe, with_root(overrides, root))
    plan = resolve(settings, str(recipe))
    generators = build_generators(plan, str(recipe))
    free = {role for role, generator in generators.items() if not generator.traits.journaled}
    todo = Todo.of(Dataset.at(settings.dataset.root, settings.name), plan)
    report = scan_problems(settings.problems, plan.pipeline.needs_answer, see=todo.see)
    few = list(islice(read_problems(settings.problems, plan.pipeline.needs_answer), SAMPLE))
    estimates = estimate(plan, few, todo.count, free)
    asked = _ask_endpoints(generators) if endpoints else None
    if json:
        print_check_json(plan, report, todo, estimates, **({} if asked is None else {"endpoints": asked.rows()}))
    else:
        print_check(plan, report, todo, estimates)
        if prompts:
            print_prompts(plan, few[0])
        if asked is not None:
            asked.print()
    if asked is not None and (error := asked.what_stops_a_run()):
        raise error


def _ask_endpoints(generators: "Mapping[str, Generator]") -> "EndpointView":
    import asyncio

    from forethought.endpoint_view import EndpointView
    from pipelines.preflight import survey_endpoints

    return EndpointView(asyncio.run(survey_endpoints(generators)))
