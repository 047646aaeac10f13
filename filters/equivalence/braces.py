"""Matching brackets in LaTeX in one pass: hostile text is long and unbalanced, so nothing here may be quadratic."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

TOKEN = re.compile(r"\\.|[{}]", re.DOTALL)
"""An escaped character (whose brace does not count) or a brace."""

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = frozenset(OPENING.values())


@lru_cache(maxsize=8)  # one text's boxes are asked for by several filters
def closing_braces(text: str) -> Mapping[int, int]:
    """Position of every `{` that is closed, mapped to the position of its `}`."""
    if "{" not in text:
        return {}
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for match in TOKEN.finditer(text):
        if match[0] == "{":
            open_at.append(match.start())
        elif match[0] == "}" and open_at:
            pairs[open_at.pop()] = match.start()
    return pairs


def outside_brackets(text: str) -> Iterable[int]:
    """Positions that lie in no bracket of any kind, `(0, 1]` being balanced by any closing one."""
    depth = 0
    for position, character in enumerate(text):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            yield position


def split_outside(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split at matches of `separator` that start outside all brackets; the pieces are stripped."""
    free = set(outside_brackets(text))
    pieces, start = [], 0
    for match in separator.finditer(text):
        if match.start() in free:
            pieces.append(text[start : match.start()].strip())
            start = match.end()
    return [*pieces, text[start:].strip()]
