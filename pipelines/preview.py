"""A few traces of a recipe, without Prefect and without a dataset: seconds, not a run."""

from itertools import islice

from pipelines.progress import Progress
from pipelines.resolve import Plan, resolve
from pipelines.workshop import open_engine
from schemas.recipe import Recipe
from schemas.trace import Trace
from store.dataset import Dataset
from store.layout import journal_dir
from store.problems import read_problems


async def preview_traces(recipe: Recipe, where: str, count: int) -> tuple[Plan, list[Trace]]:
    """The first `count` problems through the recipe; answers are journaled as in a run.

    Raises:
        UserError: for anything in the recipe, its problems or its endpoints that the user must fix.
    """
    plan = resolve(recipe, where)
    problems = list(islice(read_problems(recipe.problems, plan.pipeline.needs_answer), count))
    async with open_engine(
        plan, journal_dir(Dataset.at(recipe.dataset.root, recipe.name).root), Progress(len(problems)), where
    ) as engine:
        return plan, await engine.run(problems)
