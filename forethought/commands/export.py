"""`forethought export`: a version of a dataset as a folder that a trainer reads."""

from pathlib import Path
from typing import Annotated

import typer

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version

FormatOption = Annotated[
    list[str],
    typer.Option("--format", "-f", metavar="FORMAT", help="What a trainer reads, e.g. trl-sft or verl-rl. Repeatable."),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        metavar="DIR",
        help="The folder to make, absent or empty; of several formats, each in a folder of its name.",
    ),
]
StatusOption = Annotated[
    str | None,
    typer.Option("--status", help="accepted, rejected or all; by default accepted (trl-stepwise: all)."),
]
System = Annotated[
    str | None, typer.Option("--system", metavar="TEXT", help="A system prompt before every conversation.")
]
Validation = Annotated[
    float, typer.Option("--validation", min=0, max=0.9, help="Share of rows for validation, by problem; 0 for none.")
]
Seed = Annotated[int, typer.Option("--seed", help="The same seed draws the same problems for validation.")]
Stratify = Annotated[bool, typer.Option("--stratify", help="Draw the share in each difficulty by itself.")]
Against = Annotated[
    list[str],
    typer.Option(
        "--against",
        metavar="SET",
        help="Leave out what overlaps this evaluation set: a file, or hub:owner/name[:split]. Repeatable.",
    ),
]
KeepOverlap = Annotated[
    list[str],
    typer.Option("--keep-overlap", metavar="RULE", help="Keep what this rule finds, and only report it; or all."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an export that is there.")]


def export(
    name: Name,
    format: FormatOption,
    out: Out,
    version: Version = None,
    status: StatusOption = None,
    system: System = None,
    validation: Validation = 0.05,
    seed: Seed = 0,
    stratify: Stratify = False,
    against: Against = [],  # noqa: B006
    keep_overlap: KeepOverlap = [],  # noqa: B006
    force: Force = False,
    root: Root = None,
    json: Json = False,
) -> None:
    """Write a version as Parquet in exactly the shape a trainer reads, with a dataset card.

    Formats: trl-sft, trl-sft-text, trl-sft-messages, trl-grpo, trl-stepwise, verl-sft, verl-rl, openrlhf-sft,
    openrlhf-rl, llamafactory-alpaca, llamafactory-sharegpt, axolotl, jsonl. The folder is checked by the trainer's
    rules; it is there whole or not at all.
    """
    from forethought.export_view import print_export
    from pipelines.export import ExportOptions, export_dataset
    from pipelines.split import SplitSettings
    from store.dataset import Dataset
    from store.exports.registry import find_format

    dataset = Dataset.at(root or DEFAULT_ROOT, name)
    formats = list(dict.fromkeys(find_format(each).name for each in format))
    for each in formats:
        options = ExportOptions(
            format=each,
            out=out if len(formats) == 1 else out / each,
            version=version,
            status=status,
            system=system,
            split=SplitSettings(validation, seed, stratify),
            against=tuple(against),
            let_pass=tuple(keep_overlap),
            force=force,
        )
        print_export(export_dataset(dataset, options), as_json=json)
