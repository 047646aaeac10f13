"""What a preplan can say of a problem beyond its kind: tools, constraints and pitfalls, each tied to a feature."""

import re
from collections.abc import Callable
from typing import NamedTuple

from synth.reference.features import PATTERNS, Features, any_node
from synth.reference.numerals import find_numerals
from synth.reference.wording import choose, listed


class Advice(NamedTuple):
    """Something worth saying when a problem has a feature."""

    applies: Callable[[Features], bool]
    """Whether it is worth saying."""
    texts: tuple[str, ...]
    """Ways to say it; `{phrase}` stands for the words of the question that call for it."""
    phrase: str = ""
    """Name of the wording (features.WORDING) those words are taken from."""


def _has(*names: str) -> Callable[[Features], bool]:
    return lambda features: all(name in features for name in names)


def _kind(*kinds: str) -> Callable[[Features], bool]:
    return lambda features: bool(features.kinds.intersection(kinds))


def _percent_of_changed(features: Features) -> bool:
    return sum(mention.kind == "percentage" for mention in features.mentions) > 1


def _divides(features: Features) -> bool:
    return any_node(features.steps, lambda node: node.operator == "/" and node.operands[-1].value > 1)


def _rates(features: Features) -> bool:
    return "rate" in features.kinds and "*" in features.operators


TOOLS = (
    Advice(_kind("percentage"), ("percentages as parts of a base", "the idea of a percentage of a base amount")),
    Advice(_kind("fraction"), ("fractions of a whole", "fractions as operators on a whole")),
    Advice(
        _rates,
        (
            "unit rates, which multiply with the number of units",
            "the proportion between a rate and the number of its units",
        ),
    ),
    Advice(_has("times_as"), ("multiplicative comparison", "comparison by a factor")),
    Advice(_has("more_than"), ("additive comparison", "comparison by a difference")),
    Advice(_has("average"), ("the link between an average, a sum and a count",)),
    Advice(_has("ratio"), ("the size of one part in a ratio",)),
    Advice(lambda f: f.converts, ("a conversion between units", "the conversion into a common unit")),
    Advice(lambda f: f.unknowns, ("a linear equation in one unknown", "an unknown that stands for the amount sought")),
    Advice(
        _has("remaining"),
        ("subtraction of what is gone from what was there", "the difference between a whole and the part that is gone"),
    ),
    Advice(_has("difference"), ("the difference of two amounts", "the comparison of two totals")),
    Advice(_has("altogether"), ("the sum of the separate parts", "addition over all the parts")),
    Advice(_has("same_amount"), ("equal sharing", "division into equal shares")),
    Advice(_divides, ("division into equal shares or groups", "division as the inverse of multiplication")),
    Advice(lambda f: "*" in f.operators, ("multiplication for equal groups", "multiplication of a size by a count")),
    Advice(lambda f: "-" in f.operators, ("subtraction for what is missing or left",)),
    Advice(lambda f: True, ("addition of like quantities",)),
)
"""Concepts, the most telling first."""

CONSTRAINTS = (
    Advice(
        lambda f: len(f.time_units) > 1,
        ("Times occur in {units}, which have to be brought together before they are compared",),
    ),
    Advice(lambda f: len(f.measures) > 1 and f.converts, ("Measures occur in different units and need a common one",)),
    Advice(lambda f: "dozen" in f, ("A dozen stands for a fixed number of things and is not itself the count",)),
    Advice(_has("whole_packs", "same_amount"), ("Whatever is handed out or packed comes in whole pieces",)),
    Advice(
        lambda f: bool(
            re.match(
                r"(?:.*\s)?how many\s(?!(?:more\s)?(?:dollars|hours|minutes|miles|pounds|ounces|gallons|feet|inches|liters|litres|kilo\w*|met\w*|cents|grams|years|degrees|cups)\b)",
                f.asking,
                re.I,
            )
        ),
        (
            "What is counted comes in whole numbers and is not negative",
            "A count is a whole number, so a fractional outcome would point to a slip",
        ),
    ),
    Advice(_kind("money", "rate"), ("Amounts of money and numbers of things must be kept apart",)),
    Advice(_kind("fraction", "percentage"), ("A part cannot exceed the whole it is taken from",)),
    Advice(_kind("duration"), ("A duration is positive and is reported in the unit that the question names",)),
    Advice(_has("remaining"), ("What remains cannot exceed what was there",)),
    Advice(lambda f: True, ("The outcome has to be of the kind and in the unit that the question names",)),
)

PITFALLS = (
    Advice(
        _percent_of_changed,
        (
            "The percentages need not share a base: one may apply to an amount that another has changed",
            "Percentages of different bases must not be added up",
        ),
    ),
    Advice(
        _has("times_as"),
        (
            "{phrase} compares with one particular amount, and it matters which side is multiplied",
            "In {phrase} the reference is the other amount, which is easily turned round",
        ),
        "times_as",
    ),
    Advice(_has("round_trip"), ("A round trip covers its way in both directions",)),
    Advice(_has("every_other"), ("{phrase} is not every single one",), "every_other"),
    Advice(lambda f: bool(f.idle), ("Not every stated number has to enter: {idle} may play no part in the outcome",)),
    Advice(_has("difference"), ("A difference is asked for, not either of the two amounts themselves",)),
    Advice(
        _has("more_than"),
        (
            "{phrase} tells a difference, and its direction decides whether it is added or taken away",
            "The direction of {phrase} is easily turned round",
        ),
        "more_than",
    ),
    Advice(lambda f: "average" in f, ("An average of several values is not found by averaging only some of them",)),
    Advice(_has("discount"), ("The reduction and the reduced amount are different things",)),
    Advice(
        lambda f: "each" in f and "altogether" in f,
        ("Amounts for a single one and amounts for all of them stand side by side and are easily mixed up",),
    ),
    Advice(
        _has("remaining"),
        (
            "It is tempting to stop at what was used or given away, whereas the question may want what is left",
            "What is left after one change is the starting point of the next, so the order of events matters",
        ),
    ),
    Advice(_has("other_way"), ("The story is partly told backwards, so the later amount may be the known one",)),
    Advice(_has("pairs"), ("A pair holds two pieces, and the wording decides which of the two is counted",)),
    Advice(_has("same_amount", "both"), ("What is equal must be equal for all concerned",)),
    Advice(
        _has("altogether"),
        (
            "A total takes in every part, also the one from which the others are described",
            "The amount mentioned at the outset belongs to the total as well",
        ),
    ),
    Advice(lambda f: len(f.time_units) > 1, ("A rate for one unit of time is easily applied to another",)),
    Advice(
        _kind("fraction"),
        ("It has to be clear of which whole a fraction is taken, of the original amount or of what is left",),
    ),
    Advice(
        _has("each"),
        (
            "What is said of each single one has to be scaled to all of them",
            "It is easily overlooked that an amount holds for each and not for all",
        ),
    ),
    Advice(lambda f: len(f.steps) > 2, ("An amount found on the way is not yet what is asked for",)),
    Advice(lambda f: True, ("The numbers belong to different things, which are easily confused",)),
)


def tools(features: Features, key: str, most: int) -> list[str]:
    """Concepts that apply, at most so many."""
    return [_said(item, features, key) for item in TOOLS if item.applies(features)][:most]


def constraints(features: Features, key: str, most: int) -> list[str]:
    """What a solution must respect, as sentences without their stop."""
    return [_said(item, features, key) for item in CONSTRAINTS if item.applies(features)][:most]


def pitfalls(features: Features, key: str, most: int) -> list[str]:
    """Where a reader may go wrong, as sentences without their stop."""
    return [_said(item, features, key) for item in PITFALLS if item.applies(features)][:most]


def _said(item: Advice, features: Features, key: str) -> str:
    text = choose(item.texts, key, item.texts[0])
    values = {"phrase": "", "units": "", "idle": ""}
    if "{phrase}" in text:
        values["phrase"] = _quoted(item.phrase, features.question)
    if "{units}" in text:
        values["units"] = listed([f"{unit}s" for unit in features.time_units])
    if "{idle}" in text:
        values["idle"] = f"the {features.idle[0].name}"
    return text.format(**values)


COMPARED = re.compile(r"\b(?:as|than)\b")
GENERIC = {
    "times_as": "the comparison by a factor",
    "more_than": "the comparison by a difference",
    "every_other": "such a pattern",
}


def _quoted(wording: str, question: str) -> str:
    """The words of the question in quotes, where they hold no number; else what they are."""
    found = PATTERNS[wording].search(" ".join(question.split()))
    if not found:
        return GENERIC[wording]
    behind = re.match(r"(?:\s[\w']+){0,3}", found.string[found.end() :])
    text = found[0] + (behind[0] if behind and COMPARED.search(found[0][-4:]) else "")
    words = re.split(
        r"\s(?:and|but|in|on|for|from|if|when|she|he|they|to|at|is|was|are|were|did|does|do|has|had|have|who|which)\b",
        text,
    )[0].strip()
    if any(True for _ in find_numerals(words)) or re.search(r"\d", words) or len(words.split()) < 3:
        return GENERIC[wording]
    return f'the wording "{words}"'
