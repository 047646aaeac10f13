"""The public Python API: what the commands do, as functions for notebooks and scripts. None of them starts Prefect."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from forethought.opened import OpenDataset

if TYPE_CHECKING:
    from pipelines.export import ExportResult
    from pipelines.push_plan import PushResult
    from pipelines.refilter import Refiltered
    from pipelines.result import RunResult

DEFAULT_ROOT = Path("data/datasets")
"""Where datasets are when nobody says otherwise."""


def open(name: str, root: str | PathLike[str] = DEFAULT_ROOT) -> OpenDataset:
    """The dataset of that name under `root`, a folder or an address such as `s3://bucket/datasets`.

    Example:
        >>> import forethought
        >>> frame = forethought.open("ppc-reference").to_pandas()  # doctest: +SKIP

    Raises:
        UserError: naming the datasets there are.
    """
    return OpenDataset.at(str(root), name)


def run(
    recipe: str | PathLike[str], overrides: Sequence[str] = (), root: str | PathLike[str] | None = None
) -> "RunResult":
    """Run a recipe: generate, judge and commit one version. Works inside a notebook's event loop, too.

    Args:
        recipe: the YAML file. Paths in it are relative to the working directory.
        overrides: `a.b=c`, as `forethought run --set`.
        root: folder of datasets; by default the recipe's.

    Raises:
        UserError: something to be fixed; nothing was committed, and answers that came are kept.
        KeyboardInterrupt: the cell was interrupted; likewise.
    """
    from pipelines.blocking import block
    from pipelines.build import run_build
    from store.recipe_file import read_recipe

    path = Path(recipe)
    settings = read_recipe(path, [*overrides, *([] if root is None else [f"dataset.root={root}"])])
    return block(run_build(settings, str(path)))


def refilter(
    name: str,
    overrides: Sequence[str],
    version: int | None = None,
    root: str | PathLike[str] = DEFAULT_ROOT,
    workers: int | None = None,
    ask: bool | Sequence[str] = (),
) -> "Refiltered":
    """Judge a version's rows again under other filter settings and commit the next version.

    Args:
        name: the dataset.
        overrides: `filters.a.b=c` and `render.a=b`, as `forethought refilter --set`.
        version: what is judged; by default the newest.
        root: folder of datasets.
        workers: processes; by default one per core.
        ask: True has the filters that ask models ask them anew, names only those; by default no model is asked.

    Raises:
        UserError: something to be fixed; nothing was committed.
    """
    from pipelines.refilter import refilter as judge_again
    from pipelines.refilter_recipe import ALL, changed_recipe

    dataset = open(name, root)
    view = dataset.read(version)
    asked = ((ALL,) if ask else ()) if isinstance(ask, bool) else _listed(ask)
    changed = changed_recipe(view.info, f"{name} version {view.version}", overrides, ask=asked)
    return judge_again(dataset, changed, view.version, workers, asked)


def export(
    name: str,
    format: str,
    out: str | PathLike[str],
    version: int | None = None,
    root: str | PathLike[str] = DEFAULT_ROOT,
    validation: float = 0.05,
    seed: int = 0,
    against: str | Sequence[str] = (),
    force: bool = False,
    status: str | None = None,
    system: str | None = None,
    stratify: bool = False,
    keep_overlap: str | Sequence[str] = (),
) -> "ExportResult":
    """Write a version as a folder that a trainer reads, with a card; checked by the trainer's rules.

    Args:
        name: the dataset.
        format: e.g. `trl-sft` or `verl-rl`.
        out: the folder to make; absent or empty, unless `force`.
        version: by default the newest.
        root: folder of datasets.
        validation: share of the rows, by problem.
        seed: draws the same problems for validation when it is the same.
        against: evaluation sets whose overlaps are left out: files, or `hub:owner/name[:split]`.
        force: replace an export that is there.
        status: `accepted`, `rejected` or `all`; by default what the format needs.
        system: a system prompt before every conversation.
        stratify: draw the share in each difficulty by itself.
        keep_overlap: rules whose overlaps are kept and only reported, or `all`.

    Raises:
        UserError: something to be fixed; nothing was written.
    """
    from pipelines.export import ExportOptions, export_dataset
    from pipelines.split import SplitSettings

    options = ExportOptions(
        format,
        Path(out),
        version,
        status=status,
        system=system,
        split=SplitSettings(validation, seed, stratify),
        against=_listed(against),
        let_pass=_listed(keep_overlap),
        force=force,
    )
    return export_dataset(open(name, root), options)


def push(
    name: str,
    repository: str,
    formats: str | Sequence[str] = ("trl-sft",),
    version: int | None = None,
    root: str | PathLike[str] = DEFAULT_ROOT,
    private: bool = False,
    dry_run: bool = False,
    validation: float = 0.05,
    seed: int = 0,
    against: str | Sequence[str] = (),
    force: bool = False,
    status: str | None = None,
    system: str | None = None,
    stratify: bool = False,
    keep_overlap: str | Sequence[str] = (),
) -> "PushResult":
    """Publish a version on the Hugging Face Hub, unless it is there; the token is the environment's or the login's.

    Args:
        name: the dataset.
        repository: `owner/name`, made if there is none.
        formats: each becomes a configuration, the first the default one.
        version: by default the newest; its tag is `v` and its number.
        root: folder of datasets.
        private: make a new repository private, refuse one that is public.
        dry_run: make and check everything, and ask the Hub nothing.
        validation: share of the rows, by problem.
        seed: draws the same problems for validation when it is the same.
        against: evaluation sets whose overlaps are left out: files, or `hub:owner/name[:split]`.
        force: push over other files, a newer version, or a tag that names other rows.
        status: `accepted`, `rejected` or `all`; by default what the format needs.
        system: a system prompt before every conversation.
        stratify: draw the share in each difficulty by itself.
        keep_overlap: rules whose overlaps are kept and only reported, or `all`.

    Raises:
        UserError: something to be fixed; nothing of the version is visible on the Hub.
    """
    from pipelines.push import push_dataset
    from pipelines.push_plan import PushOptions
    from pipelines.split import SplitSettings

    options = PushOptions(
        repository,
        _listed(formats),
        version,
        private,
        dry_run,
        force,
        status=status,
        system=system,
        split=SplitSettings(validation, seed, stratify),
        against=_listed(against),
        let_pass=_listed(keep_overlap),
    )
    return push_dataset(open(name, root), options)


def _listed(given: str | Sequence[str]) -> tuple[str, ...]:
    """Several, or the one that was given as it is."""
    return (given,) if isinstance(given, str) else tuple(given)
