"""What a preplan can say of a problem beyond its kind: tools, constraints and pitfalls, each tied to a feature."""

import re
from collections.abc import Callable
from typing import NamedTuple

from synth.reference import units
from synth.reference.features import Features


class Advice(NamedTuple):
    """Something worth saying when a problem has a feature."""

    group: str
    """Of each group, only the first that applies is said."""
    applies: Callable[[Features], bool]
    """Whether it is worth saying."""
    texts: tuple[str, ...]
    """Ways to say it; `{phrase}`, `{units}`, `{idle}` and `{found}` are taken from the problem."""


def _has(*names: str) -> Callable[[Features], bool]:
    return lambda features: all(name in features for name in names)


def _kind(*kinds: str) -> Callable[[Features], bool]:
    return lambda features: bool(features.kinds.intersection(kinds))


def _rates(features: Features) -> bool:
    return "rate" in features.kinds and "*" in features.operators


def _several_percentages(features: Features) -> bool:
    return sum(mention.kind == "percentage" for mention in features.mentions) > 1


def _always(features: Features) -> bool:
    return True


MEASURED = re.compile(
    rf"(?:how many (?:more |fewer |total )?|in )(?:{units.ANY}|square|cubic)\b",
    re.IGNORECASE,
)


def _measured(features: Features) -> bool:
    return bool(MEASURED.search(features.asking))


def _counts(features: Features) -> bool:
    asks = "how many" in features.asking.lower() and not _measured(features)
    return asks and "average" not in features


TOOLS = (
    Advice("percent", _kind("percentage"), ("percentages as parts of a base", "the idea of a percentage of a base")),
    Advice("unknown", lambda f: f.unknowns, ("a linear equation in one unknown", "a name for the unknown amount")),
    Advice("ratio", _has("ratio"), ("the size of one part in a ratio",)),
    Advice("average", _has("average"), ("the link between an average, a sum and a count",)),
    Advice("convert", lambda f: f.converts, ("a conversion between units", "the change to a common unit")),
    Advice("compare", _has("times_as"), ("multiplicative comparison", "comparison by a factor")),
    Advice("fraction", _kind("fraction"), ("fractions of a whole", "fractions as operators on a whole")),
    Advice("rate", _rates, ("unit rates that multiply with the number of their units", "the proportion behind a rate")),
    Advice("compare more", _has("more_than"), ("additive comparison", "comparison by a difference")),
    Advice("share", _has("equal"), ("equal sharing", "division into equal shares")),
    Advice(
        "change", _has("remaining"), ("the difference of a whole and the part that is gone", "taking away what is gone")
    ),
    Advice("difference", _has("difference"), ("the difference of the amounts compared", "the comparison of totals")),
    Advice("sum", _has("altogether"), ("the sum of the separate parts", "addition over all the parts")),
    Advice(
        "share", lambda f: "/" in f.operators, ("division into equal parts", "division as the inverse of multiplying")
    ),
    Advice("product", lambda f: "*" in f.operators, ("multiplication for equal groups", "a size times a count")),
    Advice("change", lambda f: "-" in f.operators, ("subtraction for what is missing or left",)),
    Advice("sum", lambda f: "+" in f.operators, ("addition of like quantities",)),
)
"""Concepts, the most telling first."""

CONSTRAINTS = (
    Advice("unit", lambda f: len(f.time_units) > 1, ("Times occur in {units}, and only like units compare",)),
    Advice("unit", lambda f: len(f.measures) > 1 and f.converts, ("Measures occur in different units and need one",)),
    Advice("dozen", _has("dozen"), ("The unit in which things are packed is not the unit in which they are counted",)),
    Advice(
        "whole",
        _counts,
        ("What is counted comes in whole numbers", "A count is whole, so a fractional outcome would point to a slip"),
    ),
    Advice("part", _kind("fraction", "percentage"), ("A part cannot exceed the whole it is taken from",)),
    Advice("part", _has("remaining"), ("What remains cannot exceed what was there",)),
    Advice("money", lambda f: f.money and "count" in f.kinds, ("Amounts of money and numbers of things stay apart",)),
    Advice("unit", _measured, ("The outcome is to be in the unit that the question names",)),
    Advice(
        "like",
        _always,
        ("No amount in the story can be negative", "Only amounts of one kind can be added or compared"),
    ),
)

PITFALLS = (
    Advice(
        "base",
        _several_percentages,
        (
            "The percentages need not share a base: one may apply to an amount that another has changed",
            "Percentages of different bases must not be added up",
        ),
    ),
    Advice(
        "reference",
        _has("times_as"),
        (
            "In {phrase:times_as} it matters which amount is the reference",
            "The reference of {phrase:times_as} is easily turned round",
        ),
    ),
    Advice("return", _has("round_trip"), ("A round trip covers its way in both directions",)),
    Advice("other", _has("every_other"), ("A pattern such as {phrase:every_other} skips some of them",)),
    Advice("idle", lambda f: bool(f.idle), ("Not every stated number has to enter: {idle} may play no part",)),
    Advice("asked", _has("difference"), ("A difference is asked for, and neither of the amounts by itself",)),
    Advice(
        "direction",
        _has("more_than"),
        (
            "{phrase:more_than} states a difference, and its direction decides on which side it belongs",
            "The direction of {phrase:more_than} is easily turned round",
        ),
    ),
    Advice("average", _has("average"), ("Averages are not averaged unless they stand for equally many values",)),
    Advice("reduction", _has("discount"), ("A reduction and the reduced amount are different things",)),
    Advice("found", lambda f: len(f.steps) > 2, ("{found} is found on the way and is not yet what is asked for",)),
    Advice(
        "each",
        _has("each", "altogether"),
        ("Amounts for a single one and amounts for all of them stand side by side and are easily mixed up",),
    ),
    Advice(
        "left",
        _has("remaining"),
        (
            "It is tempting to stop at what was used or given away where what is left is wanted",
            "What one change leaves is where the next one starts",
        ),
    ),
    Advice("story", _has("backwards"), ("The story may be told backwards, so that the later amount is the known one",)),
    Advice("pair", _has("pairs"), ("A pair is not a single piece, and the wording decides which of them is counted",)),
    Advice(
        "total",
        _has("altogether"),
        (
            "A total takes in every part, also the one by which the others are described",
            "The amount mentioned at the outset may belong to the total as well",
        ),
    ),
    Advice("time", lambda f: len(f.time_units) > 1, ("A rate for one unit of time is easily applied to another",)),
    Advice("fraction", _kind("fraction"), ("A fraction may be taken of the original amount or of what is left of it",)),
    Advice(
        "each",
        _has("each"),
        (
            "What is said of each single one has to be scaled to all of them",
            "It is easily overlooked that an amount holds for each one and not for all",
        ),
    ),
    Advice("mix", _always, ("The numbers belong to different things, which are easily confused",)),
)
