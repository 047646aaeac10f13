"""Where a computation begins in the prose in front of its result: `He eats 8 slices * 2 pizzas = ` begins at `8`."""

import re

from synth.reference.lexicon import words

TOKEN = re.compile(
    r"(?P<number>[$\u20ac\u00a3]?\s?(?:\d[\d,]*(?:\.\d+)?|\.\d+)%?)|(?P<word>[A-Za-z][\w'./-]*)|(?P<sign>\*\*|"
    r"[-+*/\u00d7\u00f7^])"
    r"|(?P<bracket>[()])|(?P<currency>[$\u20ac\u00a3])|(?P<other>\S)"
)
UNIT_WORDS = 4
"""A quantity has at most so many words of unit behind its number: `20 slices of bread`."""

CLOSED_CLASS = words(
    "is are was were be been has have had does do did will would can because since so that and or then if which "
    "who it he she "
    "they there a an the his her their its"
)
"""Words that cannot stand inside a unit, so that prose is not taken for one."""


def computation_start(before: str) -> int:
    """Offset at which the computation that ends `before` begins; its length if there is none.

    Args:
        before: the text in front of a result, e.g. `There are 25 - 8 = `.
    """
    head = before.rstrip().rstrip("$\u20ac\u00a3").rstrip()
    if not head.endswith("="):
        return len(before)
    tokens = list(TOKEN.finditer(head, 0, len(head) - 1))
    index, start = len(tokens), None
    while True:
        begin = _quantity(tokens, index)
        if begin is None:
            break
        start = tokens[begin].start()
        if begin == 0 or not _is_sign(tokens[begin - 1]):
            break
        index = begin - 1
    if start is None:
        return len(before)
    unsigned = before[:start].rstrip()
    return len(unsigned) - 1 if unsigned.endswith((" -", "(-")) else start


def _quantity(tokens: list[re.Match[str]], end: int) -> int | None:
    """Index of the first token of the quantity that ends before token `end`; None if there is none."""
    index, words = end - 1, 0
    while index >= 0 and tokens[index].lastgroup in ("word", "bracket"):
        word = tokens[index][0].lower()
        if tokens[index].lastgroup == "word":
            if len(word) == 1 and word not in ("a", "i"):
                return _opened(tokens, index)
            words += 1
            if word in CLOSED_CLASS or words > UNIT_WORDS:
                return None
        index -= 1
    if index < 0 or tokens[index].lastgroup != "number":
        return None
    return _opened(tokens, index)


def _opened(tokens: list[re.Match[str]], index: int) -> int:
    """Take in the brackets, currency and leading sign in front of a number."""
    while index > 0 and (tokens[index - 1][0] == "(" or tokens[index - 1].lastgroup == "currency"):
        index -= 1
    return index


def _is_sign(token: re.Match[str]) -> bool:
    return token.lastgroup == "sign" or token[0] == "x"
