"""`forethought push`: a version of a dataset to the Hugging Face Hub."""

import sys
from typing import Annotated

import typer

from forethought.commands.export import Against, KeepOverlap, Seed, StatusOption, Stratify, System, Validation
from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root, Version

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells count it."""

Repository = Annotated[str, typer.Argument(metavar="OWNER/NAME", help="The dataset repository; made if there is none.")]
Formats = Annotated[
    list[str],
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="A format of `forethought export`; each becomes a configuration, the first the default one. Repeatable.",
    ),
]
Private = Annotated[bool, typer.Option("--private", help="Make the repository private; refuse one that is public.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show files, sizes and card; ask the Hub nothing, and need no token.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Push over other files, a newer version, or a tag that names other rows.")
]


def push(
    name: Name,
    repository: Repository,
    format: Formats = ["trl-sft"],  # noqa: B006
    version: Version = None,
    private: Private = False,
    dry_run: DryRun = False,
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
    """Publish a version on the Hugging Face Hub: one commit, a tag such as v3, a card that says how it was made.

    A version that is there already is not pushed again, and a push that was interrupted goes on when it is repeated.
    The token comes from HF_TOKEN or from `hf auth login`; there is no option for it, since those land in shell history.
    """
    from forethought.push_view import print_push, watching
    from pipelines.push import push_dataset
    from pipelines.push_plan import PushOptions
    from pipelines.split import SplitSettings
    from store.dataset import Dataset

    options = PushOptions(
        repository=repository,
        formats=tuple(format),
        version=version,
        private=private,
        dry_run=dry_run,
        force=force,
        status=status,
        system=system,
        split=SplitSettings(validation, seed, stratify),
        against=tuple(against),
        let_pass=tuple(keep_overlap),
    )
    try:
        with watching(quiet=json) as watch:
            result = push_dataset(Dataset.at(root or DEFAULT_ROOT, name), options, watch)
    except KeyboardInterrupt:
        said = "Interrupted. No version is half there; run the same command again, and what was uploaded is kept."
        print(said, file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    print_push(result, as_json=json)
