"""Formulas in letters, equation by equation: which are carried from one to the next, and which end in what is asked.

A formula that everybody knows stands alone (`A = bh/2`). One that was derived follows from others with the same letters
(`N = P(1 - d)`, hence `P = N/(1 - d)`), is a chain (`d^2 = w^2 + 9w^2 = 10w^2`), or is given out as what is asked ("the
clock shows W/(p + q)"). All our choice.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from filters.leaks.evaluating import comes_from
from filters.leaks.gates import Line, lines, new_bit
from filters.leaks.goal import STEM
from filters.leaks.known import Known
from filters.leaks.telling import upto
from filters.leaks.tokens import COMMAND, NUMBER, SIGN, WORD, Table, Tokens, kind_of, tokenise
from filters.spans import Span

_SIGNS = frozenset("+-*/^=<>()[]{}|\u00b7\u00d7\u00f7\u2212\u221a\u2044\u21d2\u27f9\u2264\u2265\u2260_$\\'!:")
_OPERATIONS = frozenset("+-*/^\u00b7\u00d7\u00f7\u2212\u221a\u2044")
_SPEAKS = frozenset({"\\text", "\\mathrm", "\\quad", "\\qquad", "\\mbox", "\\textbf", "\\section", "\\item"})
_WORKS = frozenset({"\\frac", "\\tfrac", "\\dfrac", "\\sqrt", "\\cdot", "\\times", "\\div", "\\pm", "\\binom"})
_NO_LETTER = frozenset({"\\left", "\\right", "\\pi", "\\sin", "\\cos", "\\tan", "\\log", "\\ln", *_WORKS})
_LEADS = frozenset({"\\rightarrow", "\\Rightarrow", "\\implies", "\\iff", "\u21d2", "\u27f9"})
_POWERS = "\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207f\u2081\u2082\u2080"
_FORMAL = new_bit(lambda word: word[0] in _SIGNS and word not in "$()'!:-|")


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of an equals sign, or a formula without one."""

    letters: frozenset[str]
    """The letters, in the case that they are written in."""
    operations: int
    """Signs and commands that work on them, products without a sign included."""
    words: tuple[str, ...] = ()
    """Its tokens, as written."""

    @property
    def is_name(self) -> bool:
        """One letter alone."""
        return len(self.letters) == 1 and not self.operations


@dataclass(frozen=True, slots=True)
class Formula:
    """A run of letters, numbers and signs, cut at its equals signs."""

    sides: tuple[Side, ...]
    """From left to right; one for a formula without an equals sign."""
    before: tuple[str, ...]
    """Up to six words before it."""

    @property
    def letters(self) -> frozenset[str]:
        """All of its letters."""
        return frozenset().union(*(side.letters for side in self.sides))

    @property
    def worked(self) -> frozenset[str]:
        """Its letters, without one that stands alone on the left."""
        return frozenset().union(*(side.letters for side in self.sides[self.sides[0].is_name :]))


@lru_cache(maxsize=8)
def formulas_of(text: str) -> tuple[tuple[Formula, ...], ...]:
    """For each sentence its formulas that hold a letter and something done with it, or an equals sign."""
    tokens = tokenise(text)
    return tuple(tuple(_formulas(tokens, line)) if line.bits & _FORMAL else () for line in lines(text))


def _formulas(tokens: Tokens, line: Line) -> Iterator[Formula]:
    parts = list(map(_PART.__getitem__, tokens.words[line.at : line.end]))
    if _LETTER not in parts and _MAYBE not in parts:
        return
    run: list[int] = []
    lettered = False
    for at, part in enumerate(parts, line.at):
        if part == _ALWAYS:
            run.append(at)
        elif part == _LETTER or part == _MAYBE and _beside_sign(tokens, at, line):
            run.append(at)
            lettered = True
        else:
            if lettered and len(run) > 1:
                yield from _formula(tokens, run, line)
            run, lettered = [], False
    if lettered and len(run) > 1:
        yield from _formula(tokens, run, line)


_WORDS_LIST = (
    "the and for its his her she you not but one two ten six all any are was has had can may let per out off sum km cm "
    "mm ml kg so is as at by be do he if in it me my no of on or to up us we an am pm then that this with have from "
    "each half than what when they them time cost rate area size side base left here only both some such more less "
    "how who why day age row box"
)
_WORDS = frozenset(_WORDS_LIST.split())


_NEVER, _ALWAYS, _LETTER, _MAYBE = range(4)


def _part(word: str) -> int:
    """Whether a token is part of a formula: always, as a letter, or maybe, if it stands beside a sign."""
    kind = kind_of(word)
    if kind == COMMAND:
        return _NEVER if word in _SPEAKS or word in _LEADS else _ALWAYS if word in _NO_LETTER else _LETTER
    if kind in (NUMBER, SIGN):
        return (
            _ALWAYS if kind == NUMBER or word in _SIGNS and word not in _LEADS else _MAYBE if word in ",;" else _NEVER
        )
    plain = word.rstrip(_POWERS)
    if len(plain) == 1 and plain.isalpha():
        return _MAYBE if plain in "ai" else _LETTER
    return _MAYBE if len(plain) <= 4 and plain.isalpha() and plain not in _WORDS else _NEVER


_PART = Table(_part)


def _beside_sign(tokens: Tokens, at: int, line: Line) -> bool:
    """Whether a sign of a formula stands right beside a token, or a number touches it; of commas, a backslash."""
    if tokens.words[at] in ",;":
        return at > line.at and tokens.words[at - 1] == "\\"
    near = [place for place in (at - 1, at + 1) if line.at <= place < line.end]
    for place in near:
        word = tokens.words[place]
        if word in "+*/^=\u00b7\u00d7\u00f7\u2212\u221a{}_$()" or word[0] == "\\":
            return True
        if tokens.kinds[place] == NUMBER and place < at and tokens.ends[place] == tokens.starts[at]:
            return True
    return False


def _formula(tokens: Tokens, run: Sequence[int], line: Line) -> Iterator[Formula]:
    sides: list[Side] = []
    part: list[int] = []
    for at in [*run, -1]:
        if at < 0 or tokens.words[at] == "=":
            sides.append(_side(tokens, part))
            part = []
        else:
            part.append(at)
    before = [word for word in tokens.words[max(line.at, run[0] - 8) : run[0]] if len(word) > 1 and word.isalpha()]
    if len(sides) > 1 and not sides[0].letters and not sides[0].operations and before:
        sides[0] = Side(frozenset(before[-1:]), 0)  # `area = 3w^2`
    kept = tuple(side for side in sides if side.letters or side.operations)
    if kept and any(side.letters for side in kept) and (len(kept) > 1 or kept[0].operations):
        yield Formula(kept, tuple(before[-6:]))


def _side(tokens: Tokens, part: Sequence[int]) -> Side:
    letters: list[str] = []
    operations = factors = 0
    for at in part:
        written = tokens.text[tokens.starts[at] : tokens.ends[at]]
        kind = tokens.kinds[at]
        if kind == WORD:
            plain = written.rstrip(_POWERS)
            letters += plain
            operations += len(written) > len(plain)
            factors += len(plain)
        elif kind == COMMAND:
            operations += written in _WORKS
            letters += [] if written in _NO_LETTER or len(written) > 7 else [written]
        elif kind == NUMBER:
            factors += 1
        else:
            operations += written in _OPERATIONS
            factors = factors if written in "(){}[]" else 0
        if factors > 1:
            operations += 1
            factors = 1
    return Side(frozenset(letters), operations, tuple(tokens.text[tokens.starts[at] : tokens.ends[at]] for at in part))


_COPULAS_LIST = (
    "is are be equals equal to with than shows reads gives leaves leaving becomes makes yields amounts turns into but "
    "simply namely get gets have has measures costs takes lasts comes was means obtains"
)
_COPULAS = frozenset(_COPULAS_LIST.split())
_TAUGHT_WORDS = (
    "abc abh bh ah ar cr cd vrh vdt dvt sdt std drt rd ymxb mxy mxb abcx and asn asnr san prt iprt plw alw vlwh abcs "
    "asabc ab abx nk nr krs pq xpq wrt rt wr fx xy an sn as vs abk ksabc shr lr ac mab"
)
_TAUGHT = frozenset(map(frozenset, _TAUGHT_WORDS.split()))
"""Letters of formulas that schools teach, e.g. of `v = d/t`."""
NEAR = 2
"""Sentences before one that an equation may follow from (our choice)."""
MOST_NEAR = 12
"""Formulas before one that it is compared with: a hostile sentence holds thousands (our choice)."""
MOST_NUMBERS = 8
"""A question with more numbers is not tried out (our choice)."""


def derived(text: str, said: Sequence[Line], known: Known) -> list[list[str]]:
    """For each sentence what its formulas are, and what they make of those before them, as cues."""
    found: list[list[str]] = []
    formulas = formulas_of(text)
    for place, line in enumerate(said):
        cues: set[str] = set()
        if line.bits & _FORMAL:
            near = deque(chain.from_iterable(formulas[max(0, place - NEAR) : place]), MOST_NEAR)
            for formula in formulas[place]:
                cues.update(_alone(formula, known), _from(formula, near), _solves(formula, known))
                near.append(formula)
        found.append(sorted(cues))
    return found


def solving(text: str, said: Sequence[Line], known: Known) -> list[Span]:
    """Sentences with a formula of two operations or more that comes to the gold with the question's numbers."""
    return [
        line.span
        for line, formulas in zip(said, formulas_of(text), strict=True)
        if any(operations > 1 for formula in formulas for _, operations in _golden(formula, known))
    ]


def _alone(formula: Formula, known: Known) -> Iterator[str]:
    """What can be said of one formula: how much is in it, and whether it is given out as what is asked."""
    sides = formula.sides
    last = sides[-1]
    if frozenset(letter.lower() for letter in formula.letters) in _TAUGHT:
        yield "#taught-letters"
    if len(sides) > 1:
        yield from upto("last-signs", last.operations, 5)
        yield from upto("last-letters", len(last.letters), 4)
        if sides[0].is_name and last.letters and not last.is_name and not sides[0].letters & last.letters:
            yield "#solved-for"
        return
    goal = any(word[:STEM] in known.goal for word in formula.before)
    linked = any(word in _COPULAS for word in formula.before[-2:])
    if len(last.letters) > 1:
        yield from upto("bare-signs", last.operations, 4)
        if linked:
            yield from ("#bare-linked", "#bare-goal") if goal else ("#bare-linked",)
    elif linked and goal:
        yield "#bare-small-goal"


def _from(formula: Formula, near: Iterable[Formula]) -> Iterator[str]:
    """How a formula follows from those before it."""
    yield from upto("tied", sum(len(other.letters & formula.letters) > 1 for other in near), 3)
    if len(formula.sides) < 2:
        return
    first, last = formula.sides[0], formula.sides[-1]
    for other in near:
        if len(other.sides) > 1 and other.letters & last.letters:
            if first.is_name and first.letters <= other.worked and not first.letters & last.letters:
                yield "#rearranged"
            if last.letters - other.letters or other.letters - formula.letters:
                yield "#carried"


def _solves(formula: Formula, known: Known) -> Iterator[str]:
    """Whether it comes to the gold."""
    for letters, operations in _golden(formula, known):
        yield from upto("formula-gold", letters, 3)
        yield from upto("formula-gold-signs", operations, 4)


def _golden(formula: Formula, known: Known) -> Iterator[tuple[int, int]]:
    """Letters and operations of each side that comes to the gold with the question's numbers for its letters."""
    gold = _wanted(known)
    numbers = tuple(sorted(known.stated - {0.0, 1.0}))
    if gold and len(numbers) <= MOST_NUMBERS:
        for side in formula.sides[1:] or formula.sides:
            if side.operations and side.letters and (letters := comes_from(side.words, numbers, gold)):
                yield letters, side.operations


def _wanted(known: Known) -> frozenset[float]:
    """The value of the gold, or of the option that it is, if the question does not state it."""
    return known.answers if known.gold and known.gold.choice else known.golds - known.stated
