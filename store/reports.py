"""Reports beside a dataset's table."""

from pathlib import Path

from store.layout import side_dir


def write_report(root: Path, name: str, version: int, markdown: str) -> Path:
    """Write a version's report; returns where it is."""
    path = side_dir(root, name) / "reports" / f"version-{version}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown, encoding="utf-8")
    return path
