"""What a formula in letters comes to with a question's numbers in their places: the answer, if it solves the question.

Read are `W/(p+q)`, `3d^2/10`, `k(k-1)^{m-1}` and their LaTeX; whatever else a formula may hold makes it unreadable, and
nothing is said of it. All our choice.
"""

import math
import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice, permutations

from filters.leaks.golds import key
from filters.leaks.signs import OPENING
from filters.leaks.tokens import NUMBER, WORD, kind_of

Value = Callable[[dict[str, float]], float]
"""What a formula comes to, given its letters."""
MOST_LETTERS = 4
MOST_TRIED = 150
"""Ways of putting numbers in that are tried (our choice)."""
_TIMES = frozenset({"*", "\u00b7", "\u00d7", "\\cdot", "\\times"})
_OVER = frozenset({"/", "\u00f7", "\u2044", "\\div"})
_MINUS = frozenset({"-", "\u2212"})
_SKIPPED = frozenset({"$", "\\left", "\\right", "\\", ",", ";", "!", ":"})
_FRACTIONS = frozenset({"\\frac", "\\tfrac", "\\dfrac"})
_CALLED = frozenset({"\\sqrt", "\u221a"})
_RAISED = {sign: power for power, sign in enumerate("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")}


class _Unreadable(Exception):
    """The formula holds something that cannot be worked out."""


class _Reader:
    r"""Recursive descent over the formula's tokens; `\frac12` and `\frac ab` take one character for each argument."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = _cut(words)
        self.at = 0
        self.letters: dict[str, None] = {}

    @property
    def next(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        word = self.next
        if not word:
            raise _Unreadable
        self.at += 1
        return word

    def whole(self) -> Value:
        value = self.sum()
        if self.next:
            raise _Unreadable
        return value

    def sum(self) -> Value:
        value: Value = _constant(0.0) if self.next in _MINUS else self.product()
        while self.next == "+" or self.next in _MINUS:
            sign = operator.add if self.take() == "+" else operator.sub
            value = _joined(sign, value, self.product())
        return value

    def product(self) -> Value:
        number = kind_of(self.next or "?") == NUMBER
        value = self.power()
        while True:
            if self.next in _TIMES:
                self.take()
                value = _joined(operator.mul, value, self.power())
            elif self.next in _OVER:
                self.take()
                below = self.power()
                while not number and self._begins():  # `D/3p`, but not `1/2 ab`
                    below = _joined(operator.mul, below, self.power())
                value = _joined(operator.truediv, value, below)
            elif self._begins():
                value = _joined(operator.mul, value, self.power())
            else:
                return value
            number = False

    def _begins(self) -> bool:
        word = self.next
        return bool(word) and (
            word in OPENING or word in _FRACTIONS or word in _CALLED or word[0].isalnum() or word == "\\pi"
            or word[0] == "\\" and len(word) > 2 and word not in _TIMES and word not in _OVER
        )  # fmt: skip

    def power(self) -> Value:
        value = self.single()
        while self.next == "^" or self.next in _RAISED:
            sign = self.take()
            exponent = _constant(float(_RAISED[sign])) if sign in _RAISED else self.argument(whole=True)
            value = _joined(operator.pow, value, exponent)
        return value

    def argument(self, whole: bool = False) -> Value:
        word = self.next
        if not whole and len(word) > 1 and word.isdigit():
            self.words[self.at : self.at + 1] = [word[0], word[1:]]
        return self.single()

    def single(self) -> Value:
        word = self.take()
        if word in OPENING:
            value = self.sum()
            if self.take() != OPENING[word]:
                raise _Unreadable
            return value
        if word in _FRACTIONS:
            return _joined(operator.truediv, self.argument(), self.argument())
        if word in _CALLED:
            return _joined(operator.pow, self.argument(whole=word == "\u221a"), _constant(0.5))
        if word == "\\pi" or word == "\u03c0":
            return _constant(math.pi)
        if word[0].isdigit():
            return _constant(_number(word))
        if word.isalpha() or word[0] == "\\" and len(word) < 7 and len(word) > 1:
            return self.letter(word)
        raise _Unreadable

    def letter(self, word: str) -> Value:
        if self.next == "_":
            self.take()
            word += self.take() if self.next != "{" else "".join(iter(self.take, "}"))
        self.letters[word] = None
        return lambda given: given[word]


def _number(word: str) -> float:
    try:
        return float(word.replace(",", "")) if len(word) < 16 else math.nan
    except ValueError:
        raise _Unreadable from None


def _constant(value: float) -> Value:
    return lambda given: value


def _joined(sign: Callable[[float, float], float], left: Value, right: Value) -> Value:
    return lambda given: sign(left(given), right(given))


def _cut(words: Sequence[str]) -> list[str]:
    """The tokens that count, letters apart."""
    found: list[str] = []
    for at, word in enumerate(words):
        escaped = at > 0 and words[at - 1] == "\\"
        if word in _SKIPPED or escaped and word in "()[]":
            continue
        found += word if word[0].isalpha() and kind_of(word) == WORD else [word]
    return found


@lru_cache(maxsize=512)
def _read(words: tuple[str, ...]) -> tuple[tuple[str, ...], Value] | None:
    if len(words) > 60:
        return None
    reader = _Reader(words)
    try:
        value = reader.whole()
    except _Unreadable:
        return None
    return tuple(reader.letters), value


@lru_cache(maxsize=1024)
def comes_from(words: tuple[str, ...], numbers: tuple[float, ...], wanted: frozenset[float]) -> int:
    """How many letters a formula has that comes to a wanted value with some of the numbers for its letters; 0 if none.

    Args:
        words: the formula's tokens, as written.
        numbers: of the question.
        wanted: values, as `golds.key` makes them.
    """
    read = _read(words)
    if read is None or not wanted:
        return 0
    letters, value = read
    if not 0 < len(letters) <= min(MOST_LETTERS, len(numbers)):
        return 0
    for given in islice(permutations(numbers, len(letters)), MOST_TRIED):
        try:
            found = value(dict(zip(letters, given, strict=True)))
        except (ArithmeticError, ValueError):
            continue
        if isinstance(found, float) and math.isfinite(found) and key(found) in wanted:
            return len(letters)
    return 0
