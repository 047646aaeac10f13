r"""Reads a numeric expression in digits, signs and LaTeX: `2^4 \cdot 3`, `\frac{168}{2}`, `3\sqrt{5}`.

A small recursive descent over tokens. Nothing is evaluated by Python; powers and factorials are bounded, so a hostile
text costs no more than its length.
"""

import math

from filters.leaks.signs import BINOMIALS, FRACTIONS, GOES_ON, JOINTS, OPENING, PLUS, POWERS, SKIPPED, TIMES, VULGAR
from filters.leaks.tokens import COMMAND, NUMBER, SIGN, WORD, Tokens, is_number, number

LARGEST = 1e15
DEEPEST = 16
LONGEST = 160
"""Tokens of one expression; a longer one is hostile, and is read in pieces."""


class Unreadable(Exception):
    """What stands there is no numeric expression."""


MOST_JOINED = 40
"""Numbers that `joined` takes."""


def joined(tokens: Tokens, at: int) -> tuple[float, int] | None:
    """What plain numbers with signs between them come to, and the token after them: `3 + 4 * 5`.

    Most expressions are no more than that. None where `Expression` has to read what stands there.
    """
    words, total, sign, term = tokens.words, 0.0, "", number(tokens.words[at])
    for end in range(at + 1, at + 2 * MOST_JOINED, 2):
        following, behind = (*words[end : end + 2], "", "")[:2]
        if term is None:
            return None
        if following not in GOES_ON or following == "$":
            is_unit = following[:1].isalnum() and tokens.touches(end)
            total = total + PLUS[sign] * term if sign else term
            return None if is_unit or not abs(total) < LARGEST else (total, end)
        factor = number(behind) if following in JOINTS and behind and is_number(behind) else None
        if factor is None or following in TIMES and TIMES[following] < 0 and not factor:
            return None
        if following in PLUS:
            total = total + PLUS[sign] * term if sign else term
            sign, term = following, factor
        else:
            term = term * factor if TIMES[following] > 0 else term / factor
    return None


class Expression:
    """One attempt to read an expression from a token on."""

    def __init__(self, tokens: Tokens, at: int) -> None:
        self.words, self.kinds, self.tokens = tokens.words, tokens.kinds, tokens
        self.at = at
        self.end = at
        """Token after the last one that belongs to it."""
        self.operations = 0
        """Operators, roots, powers and fractions."""
        self.depth = 0
        self.hostile = False
        """Nested too deep; `at` is as far as it was looked at."""
        self.limit = min(len(self.words), at + LONGEST)

    def read(self) -> float | None:
        """Its value; None where there is none. `end` and `operations` say how far it goes and what it is made of."""
        try:
            value = self._sum()
        except (Unreadable, OverflowError, ZeroDivisionError, ValueError):
            return None
        return value if math.isfinite(value) and abs(value) < LARGEST else None

    def _peek(self) -> str:
        if self.at >= self.limit:
            return ""
        while self.at < len(self.words) and self.words[self.at] in SKIPPED and self.words[self.at] != "$":
            self.at += 1
        return self.words[self.at] if self.at < len(self.words) else ""

    def _sum(self) -> float:
        value = self._product()
        while (sign := self._peek()) in PLUS and self._spaced():
            mark = self.at, self.operations, self.depth
            self.at += 1
            try:
                term = self._product()
            except Unreadable:
                self.at, self.operations, self.depth = mark
                break
            self.operations += 1
            value += PLUS[sign] * term
        return value

    def _spaced(self) -> bool:
        """A range or a score (`3-5`, `7\u20139`) is no difference: a dash needs its spaces, or a plain minus sign."""
        sign, tokens = self.words[self.at], self.tokens
        if sign == "\u2013":
            return tokens.text[tokens.starts[self.at] - 1 : tokens.starts[self.at]] == " "
        return True

    def _product(self) -> float:
        value = self._power()
        while True:
            sign = self._peek()
            mark = self.at, self.operations, self.end, self.depth
            try:
                if sign in TIMES and (sign != "x" or self._digit_after()):
                    self.at += 1
                    factor = self._power()
                    value = value * factor if TIMES[sign] > 0 else value / factor
                elif sign in (r"\sqrt", "\u221a", r"\pi", "\u03c0", *FRACTIONS, *VULGAR):
                    mixed = sign in FRACTIONS or sign in VULGAR
                    value = value + self._power() if mixed else value * self._power()
                elif sign == "(" and self.at == self.end and self._touches():
                    value *= self._power()
                else:
                    return value
                self.operations += 1
            except Unreadable:
                self.at, self.operations, self.end, self.depth = mark
                return value

    def _digit_after(self) -> bool:
        return self.at + 1 < len(self.kinds) and self.kinds[self.at + 1] == NUMBER

    def _touches(self) -> bool:
        return self.at > 0 and self.tokens.ends[self.at - 1] == self.tokens.starts[self.at]

    def _power(self) -> float:
        value = self._atom()
        while True:
            sign = self.words[self.at] if self.at < len(self.words) else ""
            if sign == "^" or sign == "*" and self._double_star():
                mark = self.at
                self.at += 1 if sign == "^" else 2
                if self._peek() in (r"\circ", "{") and r"\circ" in self.words[self.at : self.at + 2]:
                    self.at = mark
                    return value
                exponent = self._group() if self._peek() == "{" else self._atom()
                value = _raise(value, exponent)
            elif sign in POWERS:
                self.at += 1
                self.end = self.at
                value = _raise(value, POWERS[sign])
            elif sign == "!" and self._touches() and value == int(value) and 2 <= value <= 15 and self._ends_here():
                self.at += 1
                self.end = self.at
                value = float(math.factorial(int(value)))
            else:
                return value
            self.operations += 1

    def _ends_here(self) -> bool:
        """An exclamation mark is a factorial if the sentence goes on behind it, or inside math."""
        at = self.at + 1
        return at < len(self.words) and (
            self.words[at] in ("=", "/", "$", *TIMES, *PLUS, ")", "}") or self.kinds[at] == NUMBER
        )

    def _double_star(self) -> bool:
        return self.words[self.at : self.at + 2] == ["*", "*"]

    def _group(self) -> float:
        closing = OPENING[self.words[self.at]]
        self.at += 1
        value = self._sum()
        if self._peek() != closing:
            raise Unreadable
        self.at += 1
        self.end = self.at
        return value

    def _atom(self) -> float:
        """One operand; what nests deeper than `DEEPEST` is hostile and not read."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.hostile = True
            raise Unreadable
        value = self._operand()
        self.depth -= 1
        return value

    def _operand(self) -> float:
        word = self._peek()
        if not word:
            raise Unreadable
        kind = self.kinds[self.at]
        if kind == NUMBER:
            return self._number()
        if kind == COMMAND or kind == SIGN and word in ("\u221a",):
            return self._command(word)
        if word in ("(", "{"):
            return self._group()
        if word in PLUS and word != "\u2013":
            self.at += 1
            return PLUS[word] * self._power()
        if word in ("\u03c0", *VULGAR):
            self.at += 1
            self.end = self.at
            return VULGAR.get(word, math.pi)
        if word == "$" and self.at + 1 < len(self.kinds) and self.kinds[self.at + 1] == NUMBER and self.end != self.at:
            self.at += 1  # "$5 + $7"
            return self._number()
        raise Unreadable

    def _number(self) -> float:
        value = number(self.words[self.at])
        at = self.at + 1
        if value is None:
            raise Unreadable
        if at < len(self.kinds) and self.kinds[at] == WORD and self._joined(at):
            raise Unreadable  # a coefficient or a name: 2y, 3rd
        self.at = self.end = at
        if at < len(self.words) and (self.words[at] == "%" or self.words[at : at + 2] == ["\\", "%"]):
            self.at = self.end = at + (1 if self.words[at] == "%" else 2)
            value /= 100
        return value

    def _joined(self, at: int) -> bool:
        """Whether the word at `at` touches the number before it; `4x60` is a product, `2x` is none."""
        starts, ends = self.tokens.starts, self.tokens.ends
        product = (
            self.words[at] == "x"
            and at + 1 < len(starts)
            and self.kinds[at + 1] == NUMBER
            and starts[at + 1] == ends[at]
        )
        return starts[at] == ends[at - 1] and not product

    def _command(self, word: str) -> float:
        self.at += 1
        if word in FRACTIONS or word in BINOMIALS:
            top, bottom = self._two_digits() or (self._argument(), self._argument())
            self.operations += 1
            return top / bottom if word in FRACTIONS else float(math.comb(_count(top), _count(bottom)))
        if word in (r"\sqrt", "\u221a"):
            return self._root()
        if word in (r"\pi",):
            self.end = self.at
            return math.pi
        if word == r"\boxed":
            return self._group() if self._peek() == "{" else self._atom()
        raise Unreadable

    def _root(self) -> float:
        degree = 2.0
        if self._peek() == "[":
            degree = self._group()
        value = self._argument()
        self.operations += 1
        if value < 0 or degree < 1:
            raise Unreadable
        return float(value ** (1 / degree))

    def _argument(self) -> float:
        return self._group() if self._peek() in ("{", "(") else self._atom()

    def _two_digits(self) -> tuple[float, float] | None:
        r"""`\frac12` has its two arguments in one token."""
        word = self._peek()
        if not (len(word) == 2 and word.isdigit()):
            return None
        self.at += 1
        self.end = self.at
        return float(word[0]), float(word[1])


def _raise(value: float, exponent: float) -> float:
    if abs(exponent) > 64 or value < 0 and exponent != int(exponent):
        raise Unreadable
    return float(value**exponent)


def _count(value: float) -> int:
    if value != int(value) or not 0 <= value <= 60:
        raise Unreadable
    return int(value)
