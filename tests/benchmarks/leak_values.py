"""Exact values of golds, marks and numbers in texts, read independently of the code that is tested."""

import ast
import re
from collections.abc import Callable
from fractions import Fraction

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def number(text: str) -> Fraction | None:
    r"""`1,140`, `3/8`, `-15%`, `x=-3`, `\frac{3}{8}` as an exact number; None for what is none."""
    plain = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", text).replace(",", "").replace("\\", "").strip("%x= ")
    try:
        return Fraction(plain)
    except ValueError:
        return None


OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: lambda a, b: Fraction(a ** int(b)),
}


def computed(expression: str) -> Fraction:
    """Exact value of an arithmetic expression; ValueError for anything else."""
    return _value(ast.parse(expression.strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(left), _value(right))
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


def numbers(text: str) -> set[Fraction]:
    return {Fraction(found.replace(",", "").rstrip(",.")) for found in NUMBER.findall(text)}


def spelled(value: int) -> str:
    """`forty-six`, `three hundred and eighty-eight`, `minus nine`; up to 999."""
    if value < 0:
        return f"minus {spelled(-value)}"
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    rest = f" and {spelled(value % 100)}" if value % 100 else ""
    return f"{ONES[value // 100]} hundred{rest}"
