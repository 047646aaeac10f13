"""Turns in PPC's form, put together from their segments, and tokens for a text."""

import re

from filters.segments import PPC_TAGS
from schemas.request import TokenLogprob

CLEAN = "A rate problem: a total is sought from equal groups, and the units must be kept apart."
SPOILED = (
    "We get 4 * 31 = 124, then 124 + 4 = 128 and 128 = 128. Therefore the answer is 128, as $$4 \\cdot 32 = 128$$."
)
"""Fires derivation_phrase, equals_signs, long_math, large_number and answer_phrase: a score of 5."""


def turn(
    preplan: str = CLEAN,
    plan: str = "Multiply, then name the unit.",
    execution: str = r"So the total is \boxed{128}.",
    tags: tuple[str, ...] = PPC_TAGS,
) -> str:
    """The whole turn."""
    return "\n".join(f"<{tag}>\n{body}\n</{tag}>" for tag, body in zip(tags, (preplan, plan, execution), strict=True))


def boxed(answer: str) -> str:
    """An execution with that answer."""
    return rf"So it is \boxed{{{answer}}}."


def tokens(text: str, logprob: float = -0.1) -> list[TokenLogprob]:
    """The text cut into words with the space before them, each as likely."""
    return [TokenLogprob(match[0], logprob, *match.span()) for match in re.finditer(r"\s?\w+|\s?[^\w\s]|\s", text)]
