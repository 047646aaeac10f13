"""Works a statement out. It is wrong only if no reading of it that is in use makes it right (all of it our choice).

Readings: a percentage is a share or the bare number; a minus at the start of a line may be a bullet; a run-on chain
`5 + 3 = 8 + 2 = 10` claims 8 and then 10. Rounding: the stated result may be rounded or cut to the places it has, a
division may be rounded to a whole number, and an operand with two decimal places or more may itself be a rounded one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from filters.calculations.sides import Side
from filters.calculations.statements import Statement
from filters.calculations.values import value_of
from filters.calculations.worded import OF

_FAMILIES = (
    "s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years",
    "cent cents dollar dollars usd buck bucks quarter quarters dime dimes nickel nickels penny pennies",
    "mm cm dm m km in inch inches ft foot feet yd yard yards mi mile miles meter meters centimeters kilometers",
    "mg g kg gram grams kilogram kilograms lb lbs pound pounds oz ounce ounces ton tons",
    "ml l liter liters litre litres cup cups pint pints quart quarts gallon gallons gal teaspoons tablespoons",
    "pair pairs dozen dozens box boxes pack packs each piece pieces",
)
_FAMILY = {word: number for number, family in enumerate(_FAMILIES) for word in family.split()}
_ROUGH = re.compile(r"\d+\.\d{2,}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
FLOAT = Fraction(1, 10**12)
"""Share by which machine arithmetic is off: `140/60=2.3333333333333335`."""
TINY = Fraction(1, 10**20)
"""By which roots may be off that take each other away."""
ABOUT = Fraction(1, 50)
"""Share by which an approximate statement may be off."""


def right_value(statement: Statement) -> Fraction | None:
    """What the computing side of a wrong statement comes to; None if the statement holds or cannot be read."""
    if _converts(statement):
        return None
    if _unclear(statement.left) or _unclear(statement.right):
        return None
    if any(_holds(left, right, statement) for left, right in _readings(statement)):
        return None
    return stated_value(statement.left)


def stated_value(side: Side) -> Fraction | None:
    """The value of one side in its first reading; None if it is not arithmetic."""
    return value_of(_share(side.canonical))


def _converts(statement: Statement) -> bool:
    """Units of one measure that differ: `90 minutes + 30 minutes = 2 hours` holds by what is not written."""
    if not statement.left.units and not statement.right.units:
        return False
    said = {_FAMILY[word]: word for word in statement.left.units + statement.right.units if word in _FAMILY}
    words = [
        (_FAMILY[word], word.rstrip("s")) for word in statement.left.units + statement.right.units if word in _FAMILY
    ]
    return any(family in said and word != said[family].rstrip("s") for family, word in words)


def _unclear(side: Side) -> bool:
    """No arithmetic in its first reading, or one in which two numbers stand side by side: `3 (8)`, `155 155 * 29`."""
    if stated_value(side) is None:
        return True
    pairs = zip(side.tokens, side.tokens[1:], strict=False)
    return any(
        b.kind in "n(" and a.kind in "n)%" and (a.kind != "n" or not b.glued)
        for a, b in pairs
        if a.kind + b.kind != ")("
    ) or _apart(side)


def _apart(side: Side) -> bool:
    r"""Whether it is two formulas rather than one: `3\sqrt{3} \sqrt{16}`."""
    roots = any(token.kind == "s" for token in side.tokens)
    pairs = zip(side.tokens, side.tokens[1:], strict=False)
    return roots and any(a.kind in ")}" and b.kind in "(sn" and not b.glued for a, b in pairs)


def _readings(statement: Statement) -> Iterator[tuple[str, str]]:
    for left in _left_readings(statement):
        for right in _right_readings(statement):
            if value_of(left) is not None and value_of(right) is not None:
                yield left, right


def _left_readings(statement: Statement) -> Iterator[str]:
    yield from _side_readings(statement.left)
    if statement.scale > 1:
        yield from (f"({text})*{statement.scale}" for text in _side_readings(statement.left))


def _right_readings(statement: Statement) -> Iterator[str]:
    yield from _side_readings(statement.right)
    yield from _run_on(statement.right)
    if {"cent", "cents"}.intersection(statement.left.units + statement.right.units):
        for text in (*_side_readings(statement.right), *_run_on(statement.right)):
            yield from (f"({text}){change}" for change in ("/100", "*100"))


def _side_readings(side: Side) -> Iterator[str]:
    text = side.canonical
    yield _share(text)
    if OF in text:  # 20% of 50 + 30
        head, tail = text.split(OF, 1)
        yield _share(f"{head}*({tail})")
        if re.search(r"[-+*/]", tail):  # `10% of the 400 + 1580 = 1980`
            yield _share(tail)
    if "%" in text:
        yield text.replace("%", "").replace(OF, "*")
        if match := re.fullmatch(r"(.+)([+-])([\d.]+)%", text):  # 50 + 20% is 60 to a shop
            yield f"({match[1]})*(1{match[2]}{match[3]}/100)"
    if side.bullet:
        yield _share(text[1:])
    if text.endswith("!"):  # somebody may exclaim
        yield _share(text[:-1])
    if "frac" in text and re.search(r"\d \\frac", text):  # 80\frac{1}{2} as a product
        yield _share(re.sub(r"(?<=\d) \\frac", r"*\\frac", text))


def _run_on(side: Side) -> Iterator[str]:
    """Of a run-on chain the first number is the result."""
    if side.tokens[0].kind == "n" and side.computes:
        yield replace(side, tokens=side.tokens[:1]).canonical


def _share(text: str) -> str:
    text = text.replace(OF, "*")
    return re.sub(r"([\d.]+)%", r"(\1/100)", text) if "%" in text else text


def _holds(left: str, right: str, statement: Statement) -> bool:
    one, other = value_of(left), value_of(right)
    if one is None or other is None:
        return False
    if one == other:
        return True
    off = abs(one - other)
    if off <= max(FLOAT * max(abs(one), abs(other)), TINY) or (
        statement.approximate and off <= ABOUT * max(abs(one), abs(other))
    ):
        return True
    cut = max(_bare_slack(left), _bare_slack(right))
    return (
        off <= cut + _slack(left, one, cut) + _slack(right, other, cut)
        or _rounded(left, one, other)
        or _rounded(right, other, one)
    )


def _bare_slack(text: str) -> Fraction:
    """A result with decimals may be rounded or cut."""
    places = len(text.partition(".")[2])
    return Fraction(1, 10**places) if places and _NUMBER.fullmatch(text.lstrip("-")) else Fraction(0)


def _slack(text: str, value: Fraction, cut: Fraction) -> Fraction:
    """How far a side may be off because numbers in it are rounded. Sums of prices to the cent are exact."""
    rough = [] if _NUMBER.fullmatch(text.lstrip("-")) else list(_ROUGH.finditer(text))
    most = max((len(match[0].partition(".")[2]) for match in rough), default=0)
    if not re.search(r"[*/^]", text) and cut == Fraction(1, 10**most):
        return -cut  # nothing is rounded, so nothing may be off
    return sum((_moved(text, match, value) for match in rough), Fraction(0))


def _moved(text: str, match: re.Match[str], value: Fraction) -> Fraction:
    """How much the value moves with one number at the edge of what rounds to it."""
    half = Fraction(1, 2 * 10 ** len(match[0].partition(".")[2]))
    moved = value_of(f"{text[: match.start()]}({Fraction(match[0]) + half}){text[match.end() :]}")
    return abs(moved - value) if moved is not None else Fraction(0)


def _rounded(exact: str, value: Fraction, stated: Fraction) -> bool:
    """`100/3 = 33` and `7/2 = 4`: a whole number of something. A bare number on the exact side is no computation."""
    whole = stated.denominator == 1 and value.denominator > 1 and abs(value - stated) < 1
    return whole and bool(re.search(r"[/.s]", exact)) and not _NUMBER.fullmatch(exact.lstrip("-"))
