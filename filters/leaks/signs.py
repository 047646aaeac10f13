"""The signs of numeric expressions, and quick looks at whether one may begin: most numbers stand alone."""

from filters.leaks.tokens import is_number

PLUS = {"+": 1, "-": -1, "\u2212": -1, "\u2013": -1}
TIMES = {
    "*": 1, "\u00d7": 1, "\u00b7": 1, "\u22c5": 1, r"\cdot": 1, r"\times": 1, "x": 1, "\u2217": 1, "/": -1,
    "\u00f7": -1, "\u2044": -1, r"\div": -1,
}  # fmt: skip
FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"})
BINOMIALS = frozenset({r"\binom", r"\dbinom", r"\tbinom"})
OPENING = {"(": ")", "{": "}", "[": "]"}
SKIPPED = frozenset({r"\left", r"\right", "\\!", "\\,", r"\;", "$", r"\displaystyle", r"\bigl", r"\bigr"})
POWERS = {"\u00b2": 2.0, "\u00b3": 3.0, "\u00b9": 1.0, "\u2074": 4.0, "\u2075": 5.0}
VULGAR = {"\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75, "\u2153": 1 / 3, "\u2154": 2 / 3, "\u215b": 0.125}
STARTS = frozenset(
    {
        "(",
        "-",
        "\u2212",
        "\u221a",
        r"\sqrt",
        r"\pi",
        "\u03c0",
        r"\left",
        r"\boxed",
        r"\ln",
        r"\log",
        *FRACTIONS,
        *BINOMIALS,
        *VULGAR,
    }
)
"""What an expression can begin with beside a number."""
PREFIXES = SKIPPED | frozenset(PLUS) | frozenset({"{"})
"""What may stand before an operand."""
GOES_ON = (
    PREFIXES | frozenset(TIMES) | frozenset(POWERS) | frozenset(VULGAR) | FRACTIONS
    | {"%", "\\", "^", "!", "(", r"\sqrt", "\u221a", r"\pi", "\u03c0"}
)  # fmt: skip
"""A number with none of these behind it is no part of an expression that begins with it."""
JOINTS = (frozenset(PLUS) | frozenset(TIMES)) - {"x", "\u2013"}
"""Signs between two numbers that need no second look."""
_OPERANDS = STARTS | PREFIXES


def is_operand(word: str) -> bool:
    """Whether an operand can begin with a word."""
    return word in _OPERANDS or bool(word) and is_number(word)


def goes_on(words: list[str], at: int) -> bool:
    """A quick look before an expression is read: whether the number at `at` may be a part of one."""
    sign, behind = (*words[at + 1 : at + 3], "", "")[:2]
    if sign == "%":
        return behind in GOES_ON
    if sign in PLUS or sign in TIMES and sign != "*":
        return is_operand(behind)
    return sign in GOES_ON and sign != "$"


def signed_goes_on(words: list[str], at: int) -> bool:
    """The same for a minus sign or an opening bracket with a number behind it: not `(3)`, `- 5` or `(7 apples`."""
    sign, behind = (*words[at + 2 : at + 4], "", "")[:2]
    return sign in GOES_ON or sign == ")" and words[at] == "(" and behind in GOES_ON
