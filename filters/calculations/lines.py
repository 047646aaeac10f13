"""The lines of a text that can hold a statement. Each is read by itself: no side of an equals sign crosses a line."""

import re
from collections.abc import Iterator
from string import ascii_letters

from filters.calculations.worded import SIGN, may_compute
from filters.spans import Span

_SIGN = re.compile(rf"[=\u2248]|\\(?:[aA][pP]|[sS\u017f][iI\u0130\u0131])|(?P<word>\b(?i:{SIGN}))")
"""Every sign between two sides begins with this."""
_CLOSED = frozenset(".,;:!?)]\"'}%")
_LOOK = 40
"""Characters before a line break that are looked at."""


def lines_with_a_sign(text: str) -> Iterator[Span]:
    """The lines of `text` that hold a sign of equality, in order, their last line break left out.

    Two lines are one where a token may stand across the break (a unit's braces, the word behind a `/`) or where a sum
    may go on over it.
    """
    at = 0
    while sign := _SIGN.search(text, at):
        start = sign.start()
        while (start := text.rfind("\n", 0, start)) >= 0 and not _ends(text, start):
            pass
        at = sign.start()
        while (at := text.find("\n", at)) >= 0 and not _ends(text, at):
            at += 1
        at = len(text) if at < 0 else at
        line = Span(start + 1, at)
        if sign["word"] is None or may_compute(text[slice(*line)]):
            yield line


def _ends(text: str, at: int) -> bool:
    """Whether the line break at `at` ends what stands before it."""
    before = text[max(0, at - _LOOK) : at].rstrip(" \t\r\n$")
    if not before:
        return at < _LOOK
    last = before[-1]
    if last in _CLOSED:
        return before[-2:-1] != "\\"
    if not last.isascii() or not last.isalnum():
        return False
    command = before.rstrip(ascii_letters)
    return not command.endswith("\\") if command else at < _LOOK
