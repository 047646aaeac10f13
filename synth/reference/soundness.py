"""Whether a worked solution can be built upon: what it shows agrees with its marks, and it computes its own answer.

Real solutions sometimes do neither: a step is left to the reader, or a result stands wrong in the text and right in the
mark. Texts derived from them would be accepted for their answer and teach something false.
"""

import re
from fractions import Fraction

from synth.reference.expression import parse_expression, parse_number
from synth.reference.solution import UNMARKED, Solution, Step

PART_BEFORE = re.compile(r"(?:[-+*/x\u00d7=()^%\u00f7.]|\d|\b(?:and|by|of|minus|plus|times))\s*$")
PART_AFTER = re.compile(
    r"\s*[a-zA-Z%]{0,12}\s*(?:[-+*/\u00d7(=^]|x\s|and\s\d|with\sa\s|R\s?\d|remain)|\s\d|\s(?:point|and)\b"
)
"""What shows that a statement is a part of a longer one, on either side."""

MONEY = str.maketrans("", "", "$\u20ac\u00a3")
NOT_A_DIGIT = re.compile(r"[^0-9.\-/,]")


def is_sound(solution: Solution) -> bool:
    """True if every result is shown as it is marked and true, and the answer is among the results."""
    return all(map(_holds, solution.steps)) and all(map(_shows_truth, solution.lines)) and _reaches_answer(solution)


def _shows_truth(line: str) -> bool:
    """False if the line shows an arithmetic statement that is plainly untrue, marked or not."""
    for found in UNMARKED.finditer(line):
        if PART_BEFORE.search(line[: found.start()]) or PART_AFTER.match(line, found.end()):
            continue
        tree = parse_expression(re.sub(r"[x\u00d7]", "*", found[1]).translate(MONEY))
        result = parse_number(found[2])
        if tree is not None and result is not None and not _same(tree.value, result):
            return False
    return True


def _reaches_answer(solution: Solution) -> bool:
    answer = _number(solution.answer or "")
    return answer is None or any(_same(result, answer) for result in solution.results)


def _holds(step: Step) -> bool:
    if step.result is None:
        return True
    shown = _number(step.shown)
    told = shown is None or _same(step.result, shown)
    return told and (step.tree is None or _same(step.tree.value, step.result))


def _same(exact: Fraction | None, written: Fraction) -> bool:
    """Equal, or one a rounding of the other: solutions write 0.33 for 1/3, and 33 for 33%."""
    if exact is None or exact == written:
        return True
    candidates = (exact, exact * 100, exact / 100)
    return any(abs(value - written) <= max(Fraction(1, 100), abs(written) / 100) for value in candidates)


def _number(text: str) -> Fraction | None:
    return parse_number(NOT_A_DIGIT.sub("", text))
