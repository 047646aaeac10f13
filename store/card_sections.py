"""Markdown for cards: sections, tables and lists; an empty one is left out, and cells cannot break a table."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from store.markup import visible


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


def plain(text: str) -> str:
    """Somebody else's words, so that no Markdown or HTML in them loads a picture or becomes a link or a tag."""
    return re.sub(r"[\\`*_\[\]<>!&]", lambda found: f"&#{ord(found[0])};", visible(text))


def counted(number: int, what: str) -> str:
    """`1 row`, `1,234 rows`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def cell(value: Any) -> str:
    """A value as one line without what would end a table's cell."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(text.split()).replace("|", "\\|")
