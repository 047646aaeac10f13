"""The push flow, for deployments: a version of a dataset to the Hub, e.g. after every night's run."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.given import given_options
from flows.telling import slug
from pipelines.push import push_dataset
from pipelines.push_plan import PushOptions, PushResult
from store.dataset import Dataset


@flow(name="push-dataset", flow_run_name="push-{name}", validate_parameters=False, persist_result=False)
def push_version(
    name: str, repository: str, root: str = "data/datasets", options: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Push a dataset's newest version, or the one that `options` names; does nothing if the Hub has it.

    Args:
        name: the dataset.
        repository: `owner/name` on the Hub. The token is the environment's (`HF_TOKEN`) or the Hub's own login's, of
            whoever runs the flow; it is no parameter, since those are stored in Prefect's database.
        root: the folder of datasets.
        options: further fields of `pipelines.push_plan.PushOptions`, and `validation`, `seed`, `stratify`.

    Returns:
        The fields of `pipelines.push_plan.PushResult`.

    Raises:
        UserError: something the user must fix; nothing of the version is visible on the Hub.
    """
    given = given_options(options, PushOptions, ("repository",))
    result = push_dataset(Dataset.at(root, name), PushOptions(repository=repository, **given))
    create_markdown_artifact(_markdown(result), key=slug(f"{name}-push"), description=result.url or "")
    return asdict(result)


def _markdown(result: PushResult) -> str:
    head = f"# {result.name} {result.tag}: {result.outcome}"
    where = f"{result.url} at commit `{result.commit}`" if result.url else "dry run"
    rows = [
        f"| {config} | {split} | {count:,} |" for config, told in result.rows.items() for split, count in told.items()
    ]
    table = ["| configuration | split | rows |", "| --- | --- | ---: |", *rows] if rows else []
    return "\n".join([head, "", where, "", *table, "", *(f"- {note}" for note in result.notes)])
