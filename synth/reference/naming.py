"""A name for every number that a computation uses: an earlier result, a stated amount, a factor between units."""

import re
from dataclasses import dataclass
from fractions import Fraction

from synth.reference.expression import Node
from synth.reference.features import Features
from synth.reference.mentions import Mention
from synth.reference.wording import ordinal

CONVERSIONS: dict[int, tuple[tuple[str, str], ...]] = {
    3: (("yard", "number of feet in a yard"),),
    4: (("month", "number of weeks in a month"), ("quarter", "number of quarters in a whole")),
    7: (("week|day", "number of days in a week"),),
    10: (("decade", "number of years in a decade"),),
    12: (
        ("dozen", "number of items in a dozen"),
        ("year|month", "number of months in a year"),
        ("foot|feet|inch", "number of inches in a foot"),
    ),
    16: (("pound|ounce", "number of ounces in a pound"),),
    24: (("day|hour", "number of hours in a day"),),
    30: (("month", "number of days in a month"),),
    31: (("month|january|march|may|july|august|october|december", "number of days in the month"),),
    52: (("week|year", "number of weeks in a year"),),
    60: (
        ("minute.*second|second.*minute", "number of seconds in a minute"),
        ("hour|minute", "number of minutes in an hour"),
    ),
    100: (
        ("percent|%", "whole as a percentage"),
        ("cent", "number of cents in a dollar"),
        ("met(?:er|re)", "number of centimetres in a metre"),
    ),
    365: (("year|day", "number of days in a year"),),
    1000: (("kilo|km|kg|lit|gram|tonne", "factor between the units"),),
    3600: (("hour", "number of seconds in an hour"),),
}
"""Factors that problems leave unsaid: value to (what occurs in the problem, what the factor is)."""


SHARES = ("percentage", "fraction")
"""Kinds of stated numbers that are taken of something."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a number in a computation stands for."""

    text: str
    """A noun phrase with its article, free of numbers."""
    source: str
    """`result`, `stated`, `conversion` or `implied`."""
    key: object = None
    """Tells two numbers of the same name apart."""
    written: str = ""
    """A stated amount as the problem writes it."""


class Namer:
    """Names the numbers of one solution's computations, step after step."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.names = features.step_names
        self.text = f"{features.question} {' '.join(features.solution.lines)}".lower()
        self.by_value: dict[Fraction, list[Mention]] = {}
        for mention in features.mentions:
            self.by_value.setdefault(mention.value, []).append(mention)
        self.spent: dict[int, int] = {}

    def name(self, leaf: Node, step: int, operator: str = "*") -> Name:
        """The name of one number in the computation of a step; the operator that takes it tells what it can be."""
        earlier = self._earlier(leaf.value, step)
        stated = self._stated(leaf.value, step, operator)
        if earlier is not None and (stated is None or self._means_result(earlier, stated, step)):
            return Name(self.result_name(earlier), "result", ("result", earlier))
        if stated is not None:
            self.spent[stated.start] = step
            return Name(stated.definite, "stated", ("stated", stated.start), stated.text)
        return self._unstated(leaf.value)

    def _means_result(self, earlier: int, stated: Mention, step: int) -> bool:
        """Which of two equal numbers is meant: the step's own kind tells, else the one that is next in line."""
        if stated.start in self.spent:
            return True
        steps = self.features.steps
        if steps[step].money and not steps[earlier].money and stated.kind in ("money", "rate"):
            return False
        return earlier == step - 1

    def result_name(self, step: int) -> str:
        """The name of an earlier result."""
        return self.names[step] or f"the result of the {ordinal(step + 1)} step"

    def is_result(self, value: Fraction, step: int) -> bool:
        """True if an earlier step found this value."""
        return self._earlier(value, step) is not None

    def _earlier(self, value: Fraction, step: int) -> int | None:
        results = self.features.steps[:step]
        return next((i for i in range(step - 1, -1, -1) if results[i].result == value), None)

    def _stated(self, value: Fraction, step: int, operator: str) -> Mention | None:
        """The mention of a value: not a share or factor where amounts are added, and one not spent yet if there is one.

        A number that stands once in the problem is not taken twice by one computation: the second is another thing.
        """
        unlikely = SHARES if operator in "*/" else (*SHARES, "multiple")
        mentions = [m for m in self.by_value.get(value, []) if self.spent.get(m.start) != step]
        return min(mentions, key=lambda m: (m.kind in unlikely, m.start in self.spent, m.start), default=None)

    def _unstated(self, value: Fraction) -> Name:
        options = CONVERSIONS.get(int(value), ()) if value.denominator == 1 else ()
        for wording, name in options:
            if re.search(wording, self.text):
                return Name(f"the {name}", "conversion", ("conversion", value))
        return Name("one" if value == 1 else "the implied number", "implied", ("implied", value))
