r"""Exact arithmetic on a short text: + - * / ^, brackets, `\frac` and mixed numbers, by recursive descent.

Bounded throughout, since the text is hostile: 9^(9^9) is refused, not worked out. Nothing is ever evaluated as code.
"""

import re
from fractions import Fraction
from typing import NamedTuple

MAX_BITS = 8_192
"""Largest numerator or denominator that is worked out."""
MAX_DEPTH = 40
"""Brackets within brackets."""

TOKEN = re.compile(r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)|(?P<frac>\\frac(?=\{))|(?P<sign>[-+*/^(){}\[\]]))")
_TWO_NUMBERS = re.compile(r"([1-9][0-9]{0,15})([-+*/])([1-9][0-9]{0,15})")
"""The commonest arithmetic by far; small enough for any bound."""
BRACKETS = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    r"""A number, `\frac`, a sign, or the end."""

    kind: str
    text: str
    spaced: bool
    """True when white space stands before it."""


END = Token("end", "", False)


def evaluate(text: str) -> Fraction:
    """The exact value of an arithmetic text.

    Raises:
        ValueError: if it is anything else, or too large to work out.
        ZeroDivisionError: if it divides by zero.
    """
    if text.isdecimal() and text[0] != "0":
        return bounded(Fraction(int(text)))
    if simple := _TWO_NUMBERS.fullmatch(text):
        return _worked_out(int(simple[1]), simple[2], int(simple[3]))
    return Parser(cut(text.rstrip())).parse()


def _worked_out(one: int, sign: str, other: int) -> Fraction:
    if sign == "/":
        return Fraction(one, other)
    return Fraction(one + other if sign == "+" else one - other if sign == "-" else one * other)


def cut(text: str, pattern: re.Pattern[str] = TOKEN) -> list[Token]:
    """The tokens of an arithmetic text.

    Raises:
        ValueError: if `pattern` does not match all of it.
    """
    tokens, at = [], 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            raise ValueError("not arithmetic")
        kind = match.lastgroup or ""
        said = match[kind]
        if kind == "number" and said[0] == "0" and said[1:2].isdecimal():
            raise ValueError("a leading zero: a date or a code, no arithmetic")
        tokens.append(Token(kind, said, match[0][0].isspace()))
        at = match.end()
    return tokens


class Parser:
    """Recursive descent; each method takes what it names from the front of the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = self.depth = 0

    def parse(self) -> Fraction:
        value = self._sum()
        if self.at != len(self.tokens):
            raise ValueError("something follows the number")
        return value

    def peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else END

    def take(self, signs: str) -> str:
        token = self.peek()
        if token.kind != "sign" or token.text not in signs:
            return ""
        self.at += 1
        return token.text

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self.take("+-"):
            term = self._product()
            value = bounded(value + term if sign == "+" else value - term)
        return value

    def _product(self) -> Fraction:
        value, divided = self._signed(), False
        while sign := self.take("*/"):
            if sign == "/" and divided:
                raise ValueError("a/b/c is a date as often as a number")
            divided = sign == "/"
            factor = self._signed()
            value = bounded(value / factor if divided else value * factor)
        return value

    def _signed(self) -> Fraction:
        sign = self.take("+-")
        value = self._power()
        return -value if sign == "-" else value

    def _power(self) -> Fraction:
        base = self.mixed()
        if not self.take("^"):
            return base
        sign = self.take("+-")
        exponent = self.atom()
        return _raised(base, -exponent if sign == "-" else exponent)

    def mixed(self) -> Fraction:
        r"""`2 1/2` and `2\frac{1}{2}` are mixed numbers, never products."""
        token = self.peek()
        whole = self.atom()
        if token.kind != "number" or not token.text.isdigit():
            return whole
        if self.peek().kind == "frac":
            return whole + _proper(self.atom())
        if not self.peek().spaced:
            return whole
        after = [self.peek(ahead) for ahead in range(3)]
        if [t.kind for t in after] != ["number", "sign", "number"] or after[1].text != "/":
            return whole
        self.at += 3
        return whole + _proper(Fraction(after[0].text) / Fraction(after[2].text))

    def atom(self) -> Fraction:
        token = self.peek()
        if token.text in BRACKETS:
            return self.group(token.text)
        self.at += 1
        if token.kind == "number":
            return bounded(Fraction(int(token.text) if token.text.isdecimal() else token.text))
        if token.kind == "frac":
            return bounded(self.group("{") / self.group("{"))
        raise ValueError("a number was expected")

    def group(self, opening: str) -> Fraction:
        self.depth += 1
        if self.depth > MAX_DEPTH or not self.take(opening):
            raise ValueError("a bracket was expected, or there are too many")
        value = self._sum()
        if not self.take(BRACKETS[opening]):
            raise ValueError("a bracket is not closed")
        self.depth -= 1
        return value


def _proper(part: Fraction) -> Fraction:
    if not 0 < part < 1:
        raise ValueError("the fraction of a mixed number lies between 0 and 1")
    return part


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise ValueError("not a rational power")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent.numerator) * size > MAX_BITS:
        raise ValueError("too large")
    return Fraction(base**exponent.numerator)


def bounded(value: Fraction) -> Fraction:
    """The value, unless it is too large to work out."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ValueError("too large")
    return value
