"""The export flow, for deployments: one version of a dataset to a folder. The command line needs no Prefect for it."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.given import given_options
from flows.telling import slug
from pipelines.export import ExportOptions, ExportResult, export_dataset
from store.dataset import Dataset


@flow(name="export-dataset", flow_run_name="export-{name}-{format}", validate_parameters=False, persist_result=False)
def export_version(
    name: str, format: str, out: str, root: str = "data/datasets", options: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Export a dataset's newest version, or the one that `options` names.

    Args:
        name: the dataset.
        format: e.g. `trl-sft`.
        out: the folder to make.
        root: the folder of datasets.
        options: further fields of `pipelines.export.ExportOptions`, and `validation`, `seed`, `stratify`.

    Returns:
        The fields of `pipelines.export.ExportResult`.

    Raises:
        UserError: something the user must fix; nothing was written.
    """
    given = given_options(options, ExportOptions, ("format", "out"))
    asked = ExportOptions(format=format, out=Path(out), **given)
    result = export_dataset(Dataset.at(root, name), asked)
    create_markdown_artifact(_markdown(result), key=f"{slug(f'{name}-{format}')}-export", description=result.path)
    return asdict(result)


def _markdown(result: ExportResult) -> str:
    rows = [(split, count) for split, count in result.rows.items()]
    rows += [(f"left out: {reason}", count) for reason, count in result.left_out.items()]
    rows += [(f"{kind['against']}: {kind['rule']}", kind["rows"]) for kind in result.overlaps]
    lines = [f"| {label} | {count:,} |" for label, count in rows]
    head = f"# {result.name} version {result.version} as {result.format}"
    return "\n".join([head, "", result.path, "", "| what | rows |", "| --- | ---: |", *lines])
