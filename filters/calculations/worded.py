"""Arithmetic in words, put into signs: `12 divided by 4 is 3`, `20% of the 50 is 10`, `half of 24 equals 12`.

A word becomes a sign only between two numbers; elsewhere it stays what it was, something that is not read.
"""

import re
from collections.abc import Iterator, Sequence

from filters.calculations.tokens import Token
from filters.folding import fold

OF = "~"
"""The sign for `of`: a product, perhaps of all that follows."""
_SIGNS = {"times": "*", "multiplied": "*", "divided": "/", "plus": "+", "minus": "-"}
_EQUAL = frozenset(["is", "are", "equals", "equal", "gives", "makes", "yields"])
_DETERMINERS = frozenset(["the", "his", "her", "their", "its", "our", "my", "these", "those", "all"])
_UNIT_WORDS = 3
_NEAR = 12
SIGN = r"(?:is|are|equals?|gives|makes|yields)\s+(?:equal\s+to\s+)?[$\u20ac\u00a3\\(*]{0,4}\s?[\d.\\-]"
"""What every worded sign of equality looks like in a text, in lower case."""
_COMPUTED = re.compile(
    r"[-=+*/^%!\u00d7\u00f7\u2212\u2013\u2248\u221a]|\\|\d\s?\(|times|multiplied|divided|plus|minus|half of"
)


def may_compute(line: str) -> bool:
    """Whether there is anything in a line that computes; a quick look."""
    return _COMPUTED.search(fold(line)) is not None


def in_signs(parts: Sequence[Token]) -> list[Token]:
    """The tokens of a line with words of arithmetic as signs."""
    places = [at for at, token in enumerate(parts) if token.kind in "bw" and token.text.lower() in _WORDS]
    if not places:
        return list(parts)
    found: list[Token] = []
    at = 0
    for place in places:
        if place >= at:
            found += parts[at:place]
            said, at = _said(parts, place, found)
            found += said
    return [*found, *parts[at:]]


def _said(parts: Sequence[Token], at: int, before: Sequence[Token]) -> tuple[Sequence[Token], int]:
    """What the token at a place says in signs, and the place behind it."""
    token = parts[at]
    word = fold(token.text) if token.kind in "bw" else ""
    if word == "half" and _word(parts, at + 1) == "of" and _operand(parts, at + 2) is not None:
        return _half(token), at + 1
    if word == "of" and _share_before(before) and (operand := _operand(parts, at + 1)) is not None:
        return [_sign(token, "o", OF)], operand
    if word in _SIGNS and _number_before(before):
        behind = at + (2 if _word(parts, at + 1) == "by" else 1)
        if behind < len(parts) and parts[behind].kind in "n(fs":
            return [_sign(token, "m" if word == "minus" else "o", _SIGNS[word])], behind
    if word in _EQUAL and _number_before(before):
        behind = at + (3 if _word(parts, at + 1) == "equal" and _word(parts, at + 2) == "to" else 1)
        behind += word == "equal" and _word(parts, at + 1) == "to"
        if behind < len(parts) and parts[behind].kind in "nmf" and not _uncomputed(before):
            return [_sign(token, "=", "=")], behind
    return [token], at + 1


_WORDS = _EQUAL | set(_SIGNS) | {"of", "half"}


def _half(token: Token) -> list[Token]:
    """As a number, so that `of` behind it is a sign."""
    texts = (("n", "1"), ("o", "/"), ("n", "2"))
    return [Token(kind, text, token.start, token.end, False) for kind, text in texts]


def _sign(token: Token, kind: str, text: str) -> Token:
    return token._replace(kind=kind, text=text, glued=False)


def _word(parts: Sequence[Token], at: int) -> str:
    return fold(parts[at].text) if at < len(parts) and parts[at].kind in "bw" else ""


def _operand(parts: Sequence[Token], at: int) -> int | None:
    """Where the number stands that follows, a determiner aside."""
    if _word(parts, at) in _DETERMINERS:
        at += 1
    return at if at < len(parts) and parts[at].kind in "n(" else None


def _share_before(before: Sequence[Token]) -> bool:
    """A percentage or a fraction."""
    kinds = "".join(token.kind + (token.text if token.kind == "o" else "") for token in before[-3:])
    return kinds.endswith(("%", "no/n")) or (kinds.endswith("}") and any(t.kind == "f" for t in before[-7:]))


def _number_before(before: Sequence[Token]) -> bool:
    """A number, perhaps with its unit."""
    for token in reversed(before[-_UNIT_WORDS - 1 :]):
        if token.kind in "n)%}!":
            return True
        if token.kind != "w":
            return False
    return False


def _uncomputed(before: Sequence[Token]) -> bool:
    """A bare fraction, a range or a power: `1/4 is 6 apples`, `from 10 - 12 is 2 hours`, `the digit of 6^3 is 4`."""
    last = list(_formula(before))
    kinds = [token.kind for token in last]
    if kinds == ["n", "^", "n"]:
        return True
    if kinds not in (["n", "o", "n"], ["n", "m", "n"]) or last[1].text not in "/-":
        return False
    return float(last[0].text) < float(last[2].text)


def _formula(before: Sequence[Token]) -> Iterator[Token]:
    """What stands directly before, units aside; at least as many tokens as a bare statement has."""
    near = list(before[-_NEAR:])
    first = next((at for at in range(len(near), 0, -1) if near[at - 1].kind not in "nom^w"), 0)
    yield from (token for token in near[first:] if token.kind != "w")
