"""Cuts a text into sentences and list items. Finer than `filters.steps`: a formula's points and "e.g." do not cut."""

import re
from functools import lru_cache

from filters.spans import Span

_SIGN = (
    r"[.!?;\n](?:(?<=\n)\n*"
    r"|(?<!\n)(?<!e\.g\.)(?<!i\.e.)(?<!\bcf.)(?<!\bDr.)(?<!\bMr.)(?<!\bvs.)[)\"'\u201d\u2019*$]*(?=\s))"
)
"""The sign comes first in the pattern because that is fast."""
_END = re.compile(_SIGN)
_STEPPED_END = re.compile(rf"{_SIGN}|\s(?=(?:Step|Phase)\s\d)")
_MARKER = re.compile(r"[\s>*_#(-]*(?:\d{1,2}|[A-Ha-h]|[ivx]{1,4})$")


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, in order, without space around them; a list's "2." is no end. Linear in its length."""
    found, start = [], 0
    ends = _STEPPED_END if "Step" in text or "Phase" in text else _END
    for match in ends.finditer(text):
        end = match.end()
        piece = text[start:end]
        if match[0][0] == "." and end - start < 12 and _MARKER.match(text[start : match.start()].strip()):
            continue
        if piece.strip():
            found.append(_trimmed(text, start, end))
        start = end
    if text[start:].strip():
        found.append(_trimmed(text, start, len(text)))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Span:
    while text[start].isspace():  # callers see to it that there is something else
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Span(start, end)
