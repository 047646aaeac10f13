"""A worked solution taken apart: its lines, and in them every computation with what it uses."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from synth.reference.expression import Node, parse_expression, parse_number
from synth.reference.numerals import DIGITS
from synth.reference.visible import computation_start

MARK = re.compile(r"<<([^<>]*)>>")
"""A marked computation, `<<expression=result>>`; the result stands behind it once more."""

ANSWER_LINE = re.compile(r"^\s*####\s*(.*?)\s*$")
"""The last line of a solution."""

SHOWN = re.compile(rf"-?\$?\s?{DIGITS}(?:\s?/\s?{DIGITS})?%?")
"""A result as it stands behind its mark."""

EARLIER_UNIT = re.compile(r"^[^,;:.]*?(?:[,;:.]\s|\sand\s)")
"""What stands in front of a line's second computation and still belongs to its first."""

UNITS = re.compile(r"(?<=\s)(?!x\b)[a-z]+\b|(?<=\d)%", re.IGNORECASE)
"""Words in a visible computation."""

OPERAND = rf"[($\u20ac\u00a3]{{0,3}}{DIGITS}%?\)?"
UNMARKED = re.compile(
    rf"(?<![\w.=<$(,])({OPERAND}(?:\s?[-+*/x\u00d7]\s?{OPERAND}){{1,12}})\s?=\s?[$\u20ac\u00a3]?({DIGITS})(?![\w/])"
)
"""A computation that is shown but not marked: `62,300/10 = 6230`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One computation of a solution."""

    line: int
    """Index of its line."""
    expression: str
    """As marked, without the result."""
    tree: Node | None
    """The expression, read; None where it is no plain arithmetic."""
    result: Fraction | None
    """The value it is said to have; None where that is no plain number."""
    before: str
    """The line's text in front of the visible computation."""
    after: str
    """The line's text behind the result."""
    visible: str
    """The visible computation, units included: `8 slices * 2 pizzas =`; may be empty."""
    shown: str
    """The result as the text shows it, currency included."""

    @property
    def money(self) -> bool:
        """True if the result is shown as an amount of money."""
        return self.shown.startswith(("$", "-$"))


@dataclass(frozen=True, slots=True)
class Solution:
    """A worked solution."""

    lines: tuple[str, ...]
    """Its lines without marks and without the answer line."""
    steps: tuple[Step, ...]
    """Its computations in order."""
    answer: str | None
    """What its answer line says, if it has one."""

    @property
    def results(self) -> tuple[Fraction, ...]:
        """The values that were computed, in order."""
        return tuple(step.result for step in self.steps if step.result is not None)


@lru_cache(maxsize=1024)
def parse_solution(text: str) -> Solution:
    """Take a solution apart; one without marked or plainly visible computations has no steps."""
    lines: list[str] = []
    steps: list[Step] = []
    answer = None
    for raw in text.split("\n"):
        found = ANSWER_LINE.match(raw)
        if found:
            answer = found[1]
        elif raw.strip():
            steps.extend(_steps(raw, len(lines)))
            lines.append(MARK.sub("", raw).strip())
    return Solution(tuple(lines), tuple(steps), answer)


def _steps(raw: str, line: int) -> list[Step]:
    marks = list(MARK.finditer(raw))
    if not marks:
        return _unmarked(raw, line)
    ends = [mark.start() for mark in marks[1:]] + [len(raw)]
    steps, start = [], 0
    for mark, end in zip(marks, ends, strict=True):
        shown = SHOWN.match(raw, mark.end())
        after = shown.end() if shown else mark.end()
        before = raw[start : mark.start()]
        if start:
            before = EARLIER_UNIT.sub("", before)
        steps.append(_step(mark[1], line, before, raw[after:end], shown[0] if shown else ""))
        start = after
    return steps


def _step(marked: str, line: int, before: str, after: str, shown: str) -> Step:
    expression, _, result = marked.rpartition("=")
    start = computation_start(before)
    currency = "$" if before.rstrip().endswith("$") and not shown.startswith("$") else ""
    tree, value = parse_expression(expression), _value(result or shown)
    if tree is not None and not tree.operands:
        tree = _seen(before[start:], value) or tree
    return Step(
        line=line,
        expression=expression,
        tree=tree,
        result=value,
        before=before[:start].strip(),
        after=MARK.sub("", after).strip(),
        visible=before[start:].strip(),
        shown=currency + shown.strip(),
    )


def _seen(visible: str, value: Fraction | None) -> Node | None:
    """The computation that a line shows where its mark holds the result alone: `2(32) = <<64=64>>64`."""
    tree = parse_expression(re.sub(r"[x\u00d7]", "*", UNITS.sub("", visible.rstrip("=$ ").replace("$", ""))))
    return tree if tree is not None and tree.operands and tree.value == value else None


def _unmarked(raw: str, line: int) -> list[Step]:
    """Computations that a line shows without marking them; only true ones count."""
    steps = []
    for found in UNMARKED.finditer(raw):
        expression = re.sub(r"[x\u00d7]", "*", found[1]).replace("$", "")
        tree, result = parse_expression(expression), parse_number(found[2])
        if tree is None or tree.value != result:
            continue
        shown = ("$" if "$" in found[0] else "") + found[2]
        before, after = raw[: found.start()].strip(), raw[found.end() :].strip()
        steps.append(Step(line, expression.replace(" ", ""), tree, result, before, after, found[1], shown))
    return steps


def _value(text: str) -> Fraction | None:
    value = parse_number(text)
    if value is not None:
        return value
    tree = parse_expression(text.replace("$", ""))
    return tree.value if tree else None
