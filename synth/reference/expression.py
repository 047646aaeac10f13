"""Arithmetic as it stands in worked solutions, read into a tree of exact numbers; never evaluated as code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

TOKEN = re.compile(r"\s*(?:(\d[\d,]*\.?\d*|\.\d+)|(\*\*|[-+*/()^%]))")
"""A number (1,250  3.5  .2) or a sign."""

IMPLICIT = re.compile(r"(?<=[\d)])\s*(?=\()")
"""Where a product is written without a sign: `2(3+4)`."""

MAX_TOKENS = 200
"""Longer expressions are not read; the ones in worked solutions have a dozen."""

MAX_POWER = 64
"""Larger exponents are not read."""

WORDS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}
"""Operator to the operation's name."""


@dataclass(frozen=True, slots=True)
class Node:
    """A number, or an operator with its operands; sums and products hold as many operands as were written."""

    value: Fraction
    """What it comes to, exactly."""
    operator: str = ""
    """One of `+ - * / ^ %`; empty for a number. A leading minus is `-` with one operand, a percentage `%` with one."""
    operands: tuple["Node", ...] = ()
    """What the operator joins, in order."""
    text: str = ""
    """A number as written."""

    def leaves(self) -> Iterator["Node"]:
        """The numbers in it, left to right."""
        if not self.operands:
            yield self
        for operand in self.operands:
            yield from operand.leaves()

    def operators(self) -> Iterator[str]:
        """The operators in it, outermost first."""
        if self.operator:
            yield self.operator
        for operand in self.operands:
            yield from operand.operators()


def parse_expression(text: str) -> Node | None:
    """The tree of an arithmetic expression; None if it is not one, is too long, or divides by zero."""
    tokens = _tokens(text)
    if not tokens:
        return None
    try:
        reader = _Reader(tokens)
        node = reader.sum()
        return node if reader.at_end() else None
    except (_Unreadable, ZeroDivisionError):
        return None


def parse_number(text: str) -> Fraction | None:
    """The exact value of one written number, currency, commas and a percent sign aside."""
    cleaned = text.strip().strip("$\u20ac\u00a3 ").replace(",", "").rstrip(".%")
    try:
        return exact(cleaned)
    except (ValueError, ZeroDivisionError):
        return None


def exact(text: str) -> Fraction:
    """The value of a number in digits; whole ones take the short way, five times as fast."""
    plain = text.replace(",", "")
    return Fraction(int(plain)) if plain.isdecimal() else Fraction(plain)


class _Unreadable(Exception):
    """The tokens are no expression."""


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position, text = 0, IMPLICIT.sub("*", text.rstrip())
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match or len(tokens) == MAX_TOKENS:
            return []
        tokens.append(match[1] or match[2])
        position = match.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.position, self.depth = tokens, 0, 0

    def at_end(self) -> bool:
        return self.position == len(self.tokens)

    def sum(self) -> Node:
        node = self.product()
        while (sign := self._take("+", "-")) is not None:
            node = _join(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.power()
        while (sign := self._take("*", "/", "%")) is not None:
            node = _join(sign, node, self.power())
        return node

    def power(self) -> Node:
        node = self.signed()
        if self._take("^", "**") is None:
            return node
        exponent = self.power()
        if exponent.value.denominator != 1 or abs(exponent.value) > MAX_POWER:
            raise _Unreadable
        return Node(Fraction(node.value ** int(exponent.value)), "^", (node, exponent))

    def signed(self) -> Node:
        if self._take("-") is not None:
            inner = self.signed()
            return Node(-inner.value, "-", (inner,))
        while self._take("+") is not None:
            pass
        return self._percent(self.atom())

    def atom(self) -> Node:
        if self._take("(") is not None:
            self.depth += 1
            if self.depth > 20:
                raise _Unreadable
            inner = self.sum()
            self.depth -= 1
            if self._take(")") is None:
                raise _Unreadable
            return inner
        if self.at_end() or not (self.tokens[self.position][0].isdigit() or self.tokens[self.position][0] == "."):
            raise _Unreadable
        text = self.tokens[self.position].rstrip(",.")
        self.position += 1
        return Node(exact(text), text=text)

    def _percent(self, node: Node) -> Node:
        following = self.tokens[self.position + 1 : self.position + 2]
        if following and (following[0][0].isdigit() or following[0] == "("):  # 200 % 7 is a remainder
            return node
        return node if self._take("%") is None else Node(node.value / 100, "%", (node,))

    def _take(self, *signs: str) -> str | None:
        if not self.at_end() and self.tokens[self.position] in signs:
            self.position += 1
            return self.tokens[self.position - 1]
        return None


def _join(sign: str, left: Node, right: Node) -> Node:
    value = _apply(sign, left.value, right.value)
    flat = left.operator == sign != "%" and len(left.operands) > 1  # a - b - c is one subtraction of two amounts
    return Node(value, sign, (*left.operands, right) if flat else (left, right))


def _apply(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "%":
        return left % right
    return left * right if sign == "*" else left / right
