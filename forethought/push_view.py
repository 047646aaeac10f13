"""What `forethought push` shows: files and bytes while they travel, then where the version is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from pipelines.push_plan import PushResult, PushWatch, Unwatched

HEADLINES = {
    "pushed": "pushed",
    "tagged": "the commit was there already; set its tag",
    "unchanged": "nothing to do: the Hub has this version as it would be pushed",
    "dry_run": "dry run: nothing was sent, the Hub was not asked",
}
"""What an outcome is called."""


@dataclass(slots=True)
class Bar:
    """A PushWatch that draws; on something that is no terminal it writes a line per step instead."""

    progress: Progress
    task: TaskID
    files: int = 0
    done: int = 0

    def say(self, what: str) -> None:
        """What is done now."""
        if not self.progress.console.is_terminal:
            self.progress.console.print(Text(what))
        self.progress.update(self.task, description=what)

    def begin(self, files: int, size: int) -> None:
        """So many files, so many bytes are to go."""
        self.files = files
        self.progress.update(self.task, total=size, completed=0, visible=True)

    def arrived(self, files: int, size: int) -> None:
        """So many more have arrived."""
        self.done += files
        self.progress.update(self.task, advance=size, description=f"uploading, {self.done} of {self.files} files")


@contextmanager
def watching(*, quiet: bool) -> Iterator[PushWatch]:
    """Progress on stderr while the block runs; none if quiet."""
    if quiet:
        yield Unwatched()
        return
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, progress.add_task("asking the Hub", total=None))


def print_push(result: PushResult, *, as_json: bool) -> None:
    """Print a PushResult as text, or as one JSON object."""
    if as_json:
        print(json.dumps({**asdict(result), "size": result.size}, ensure_ascii=False))
        return
    console = Console()
    title = f"{result.name} version {result.version}, as {result.tag} in {result.repository}"
    console.print(Text(f"{title}: {HEADLINES[result.outcome]}", style="bold"), soft_wrap=True)
    if result.files:
        console.print(_files(result))
    for path in result.removed:
        console.print(Text(f"removed {path}", style="dim"), soft_wrap=True)
    for note in result.notes:
        console.print(Text(f"note: {note}", style="yellow"), soft_wrap=True)
    if result.outcome == "dry_run":
        console.print(Text("\nREADME.md would be:\n", style="bold"))
        print(result.card)
        return
    kind = "private" if result.private else "public"
    console.print(Text(f"{result.url} ({kind}), commit {result.commit}"), soft_wrap=True)
    first = next(iter(result.rows), "")
    config = f'"{first}", ' if first else ""
    load = f'load_dataset("{result.repository}", {config}revision="{result.tag}")'
    console.print(Text(load, style="dim"), soft_wrap=True)


def _files(result: PushResult) -> Table:
    table = Table("file", title=f"{len(result.files)} files, {decimal(result.size)}", title_justify="left")
    table.add_column("size", justify="right")
    table.add_column("rows", justify="right")
    for file in result.files:
        config, _, rest = str(file["path"]).partition("/")
        split = rest.replace("/", "-").partition("-")[0]
        rows = result.rows.get(config, {}).get(split)
        table.add_row(Text(file["path"]), decimal(file["size"]), f"{rows:,}" if rows and "00000-of" in rest else "")
    return table
