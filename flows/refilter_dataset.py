"""The refilter flow, for deployments: a version judged again under other filter settings."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_link_artifact
from prefect.states import Completed, Failed

from flows.telling import one_line, slug
from pipelines.refilter import Refiltered, refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import UserError
from store.dataset import Dataset
from store.recipe_file import read_recipe


@flow(name="refilter-dataset", flow_run_name="refilter-{name}", validate_parameters=False, persist_result=False)
async def refilter_dataset(
    name: str,
    overrides: Sequence[str] = (),
    recipe: str | None = None,
    version: int | None = None,
    root: str = "data/datasets",
    workers: int | None = None,
    ask: Sequence[str] = (),
) -> Any:
    """Judge a version's rows again and commit them as the next version.

    Args:
        name: the dataset.
        overrides: `filters.a.b=c` and `render.a=b`.
        recipe: path of a recipe whose filters and rendering replace the version's.
        version: by default the newest.
        root: the folder of datasets.
        workers: processes; by default one per core.
        ask: filters that ask their models anew, or `all`; by default no model is asked.

    Returns:
        The fields of `pipelines.refilter.Refiltered`. The run's state says the same in one line.

    Raises:
        UserError: something the user must fix; nothing was committed. The state's message is its sentence.
    """
    try:
        made = await asyncio.to_thread(_refilter, name, overrides, recipe, version, root, workers, ask)
    except UserError as error:
        return Failed(message=one_line(error), data=error)
    page = Path(made.report).absolute().as_uri()
    await acreate_link_artifact(page, link_text=f"version {made.version}", key=f"{slug(name)}-report")
    counts = ", ".join(f"{count:,} {status}" for status, count in made.statuses.items())
    said = f"{name}, version {made.version} from {made.before}: {made.rows:,} rows judged again; {counts}"
    return Completed(message=said, data=asdict(made))


def _refilter(
    name: str,
    overrides: Sequence[str],
    recipe: str | None,
    version: int | None,
    root: str,
    workers: int | None,
    ask: Sequence[str],
) -> Refiltered:
    dataset = Dataset.at(root, name)
    view = dataset.read(version)
    other = read_recipe(Path(recipe)) if recipe else None
    changed = changed_recipe(view.info, f"{name} version {view.version}", overrides, other, ask)
    return refilter(dataset, changed, view.version, workers, ask)
