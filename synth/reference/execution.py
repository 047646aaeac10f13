"""The solution as prose: its own lines without marks, and the final answer in a box."""

import re

from synth.reference.solution import Solution
from synth.reference.wording import sentence

SPACES = re.compile(r"\s+")
TIGHT = re.compile(r"(?<=[\d)%])\s?([-+*=])\s?(?=[\d($.])")
"""An operator between two numbers, however it was spaced; a slash stays as it is, for it may be a fraction's."""


def write_execution(solution: Solution) -> str | None:
    r"""The worked solution, ending with `The answer is \boxed{...}.`; None if it has no answer."""
    answer = final_answer(solution)
    if answer is None:
        return None
    return "\n".join([*map(_clean, solution.lines), f"The answer is \\boxed{{{answer}}}."])


def final_answer(solution: Solution) -> str | None:
    """What the answer line says, without currency and thousands separators; else the last result."""
    text = solution.answer
    if not text:
        results = solution.results
        return str(results[-1]) if results else None
    cleaned = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.strip().strip("$\u20ac\u00a3. "))
    return cleaned or None


def _clean(line: str) -> str:
    spaced = TIGHT.sub(lambda found: f" {found[1]} ", line)
    return sentence(SPACES.sub(" ", spaced))
