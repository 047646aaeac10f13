"""Markdown for cards: sections, tables and lists; an empty one is left out, and cells cannot break a table."""

from collections.abc import Mapping, Sequence
from typing import Any


def section(title: str, *blocks: str) -> str:
    """A heading with what stands under it; empty if nothing does."""
    body = [block for block in blocks if block]
    return "\n\n".join([f"## {title}", *body]) if body else ""


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table with the columns of the first row; empty without rows. Numbers stand to the right."""
    if not rows:
        return ""
    names = list(rows[0])
    rule = ["---:" if isinstance(rows[0][name], int | float) else "---" for name in names]
    lines = [[cell(row.get(name)) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (names, rule, *lines))


def bullets(values: Mapping[str, str]) -> str:
    """A list of labels with their values."""
    return "\n".join(f"- {label}: {value}" for label, value in values.items())


def cell(value: Any) -> str:
    """A value as one line without what would end a table's cell."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(text.split()).replace("|", "\\|")
