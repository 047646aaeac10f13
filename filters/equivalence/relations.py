r"""`x = 5`, `x \in [0, 1]`, `a = 1 + 1 = 2`, `\approx`: the answer without the name it is given."""

import re
from typing import NamedTuple

from filters.equivalence.braces import split_outside

SYMBOL = r"(?:\\?[A-Za-z]+'*(?:_(?:\{[^{}]*\}|\w))?'*(?:\^\{-1\})?)"
NAME = re.compile(
    rf"{SYMBOL}(?:\s*\(\s*[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\))?"  # x, S_n, AB, f(x)
    rf"|\(\s*{SYMBOL}(?:\s*,\s*{SYMBOL})*\s*\)"  # (x, y)
    rf"|{SYMBOL}(?:\s*:\s*{SYMBOL})+"  # S_1 : S_2
    r"|\|\s*[A-Za-z]\s*\||\\angle\s*[A-Z]+|\\overline\{[A-Z]+\}"
    r"|[A-Za-z]+(?: [A-Za-z]+){1,5}"  # Total cost
)
EQUALS = re.compile(r"(?<![<>!:=])=(?!=)")
APPROX = re.compile(r"\\approx(?![A-Za-z])|\\doteq(?![A-Za-z])")
MEMBER = re.compile(r"\\in(?![A-Za-z])")
SEPARATOR = re.compile(r"[,;]")


class Named(NamedTuple):
    """An answer and the name it was given."""

    name: str
    """Without spaces and without a function's argument; empty if there is none."""
    value: str
    """The answer itself."""


def strip_name(text: str) -> Named:
    r"""`x = 5` is 5 by the name x. An equation that names nothing (`2x + y = 1`) stays whole."""
    text = _settled(text)
    sides = split_outside(text, EQUALS)
    if len(sides) < 2:
        member = split_outside(text, MEMBER)
        named = len(member) == 2 and NAME.fullmatch(member[0])
        return Named(_bare(member[0]), member[1]) if named else Named("", text)
    if NAME.fullmatch(sides[0]):
        return Named(_bare(sides[0]), sides[-1])
    if len(sides) > 2:
        return Named("", sides[-1])
    return Named(_bare(sides[1]), sides[0]) if NAME.fullmatch(sides[1]) else Named("", text)


def names_agree(one: str, other: str) -> bool:
    """May two answers that carry these names be the same? Only two different symbols say no; words say nothing."""
    symbolic = [name for name in (one, other) if name and not re.fullmatch(r"[A-Za-z]{3,}", name)]
    return len(symbolic) < 2 or one == other


def _settled(text: str) -> str:
    r"""`x = 1/3 \approx 0.33` is `x = 1/3`, but `x \approx 0.33` is `x = 0.33`."""
    sides = split_outside(text, APPROX)
    if len(sides) < 2:
        return text
    return f"{sides[0]} = {sides[-1]}" if NAME.fullmatch(sides[0]) else sides[0] or sides[-1]


def _bare(name: str) -> str:
    name = re.sub(r"\s", "", name)
    return name if name.startswith("(") else name.split("(")[0]
