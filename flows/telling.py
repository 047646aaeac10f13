"""What a flow run leaves behind for people: artifacts, and one line as its state's message."""

from pathlib import Path

from prefect.artifacts import acreate_link_artifact, acreate_markdown_artifact

from pipelines.result import RunResult, markdown


async def leave_artifacts(result: RunResult) -> None:
    """The result as a table, and a link to the version's report."""
    key = slug(result.name)
    await acreate_markdown_artifact(markdown(result), key=f"{key}-result", description=one_line(sentence(result)))
    page = Path(result.page).absolute().as_uri()
    await acreate_link_artifact(page, link_text=f"version {result.version}", key=f"{key}-report")


def sentence(result: RunResult) -> str:
    """What a run came to, e.g. `toy, version 3: 30 problems generated; 88 accepted, 2 rejected`."""
    if not result.committed:
        return f"{result.name}: {result.notice}"
    counts = ", ".join(f"{count:,} {status}" for status, count in result.statuses.items())
    made = f"{result.name}, version {result.version}: {result.generated:,} problems generated; {counts}"
    return f"{made}. {result.notice}" if result.notice else made


def one_line(text: object) -> str:
    """As a state's message or an artifact's description shows it."""
    return " ".join(str(text).split())


def slug(name: str) -> str:
    """Artifact keys take lower-case letters, digits and dashes only."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-")
