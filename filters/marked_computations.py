"""The computations that a solution marks as `<<48/2=24>>` (GSM8K's notation), read without evaluating anything."""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

ANY_MARK = re.compile("<<[^<>]*>>")
"""A marked computation, whatever stands in it."""
MARK = re.compile(r"<<([^<>=]{1,200})=[^<>]{0,80}>>")
_OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.FloorDiv: "divide",
    ast.Pow: "power", ast.Mod: "remainder",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computation:
    """One operation on plain numbers."""

    operation: str
    """As in `schemas.first_step.OPERATIONS`."""
    operands: tuple[Fraction, ...]
    """In order, signs aside."""

    def __str__(self) -> str:
        return f"{self.operation} {', '.join(map(str, self.operands))}"


def first_computations(solution: str) -> list[Computation]:
    """What the first marked computation can begin with; empty where no computation is marked.

    `<<48/2=24>>` has one beginning; `<<3*4+5*6=42>>` has two, since either product may come first;
    `<<40/100*1300=520>>` is a division, or the share 2/5 of 1300.
    """
    for mark in MARK.finditer(solution):
        found = list(_beginnings(_tree(mark[1])))
        if found:
            return found
    return []


def without_marks(solution: str) -> str:
    """The solution as prose, for counting its tokens: neither marks nor the sign in front of the answer."""
    return re.sub(r"^#### ", "", ANY_MARK.sub("", solution), flags=re.MULTILINE)


def _tree(expression: str) -> ast.expr | None:
    """The syntax tree; it is looked at and never run. A text that is no arithmetic has none."""
    plain = re.sub(r"(?<=\d),(?=\d{3})|[$\u20ac\u00a3]|(?<![\d.])0+(?=\d)", "", expression).replace("%", "/100")
    try:
        return ast.parse(plain.replace("x", "*").replace("^", "**").strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _beginnings(node: ast.expr | None) -> Iterator[Computation]:
    if not isinstance(node, ast.BinOp):
        return
    chain = _chain(node, type(node.op))
    values = [_value(item) for item in chain]
    numbers = tuple(value for value in values if value is not None)
    if len(numbers) == len(values):
        yield Computation(_OPERATIONS.get(type(node.op), "other"), numbers)
        percent = Fraction(1, 100)
        if isinstance(node.op, ast.Mult) and percent in numbers:
            yield Computation("multiply", tuple(number for number in numbers if number != percent))
        return
    if isinstance(node.op, ast.Mult) and None not in (shares := [_share(item) for item in chain]):
        yield Computation("multiply", tuple(share for share in shares if share is not None))
    for item in chain:
        yield from _beginnings(item)


def _chain(node: ast.expr, operator: type[ast.operator]) -> list[ast.expr]:
    """`16 - 3 - 4` is one operation with three operands."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, operator):
        return [*_chain(node.left, operator), node.right]
    return [node]


def _share(node: ast.expr) -> Fraction | None:
    """A number, or a fraction that is written as a division: `40/100` of `40/100*1300`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        top, bottom = _value(node.left), _value(node.right)
        return top / bottom if top is not None and bottom else None
    return _value(node)


def _value(node: ast.expr) -> Fraction | None:
    if isinstance(node, ast.UnaryOp):
        return _value(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and math.isfinite(node.value):
        return Fraction(str(node.value))
    return None
