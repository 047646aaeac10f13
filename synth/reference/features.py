"""What is characteristic of a problem, read off its wording and off the operations of its solution."""

import re
from collections.abc import Callable
from functools import lru_cache

from schemas.problem import Problem
from synth.reference.asking import asking_sentence
from synth.reference.expression import Node
from synth.reference.mentions import Mention, find_mentions
from synth.reference.solution import Solution, Step, parse_solution

SMALL = {"second": 1, "minute": 2, "hour": 3, "day": 4, "week": 5, "month": 6, "year": 7}
"""Units of time, smallest first."""

WORDING: dict[str, str] = {
    "altogether": r"\b(?:altogether|in total|in all|total|combined|together)\b",
    "remaining": r"\b(?:left|remain(?:s|ing|ed)?|rest)\b",
    "more_than": r"\b(?:more|less|fewer|older|younger|taller|shorter|longer|heavier|cheaper)\b[^.?!]{0,40}\bthan\b",
    "times_as": r"\b(?:times|twice|half|third|quarter|double|triple)\b[^.?!]{0,24}?\bas\b|\btimes\b[^.?!]{0,20}\b(?:more|the|that)\b|\btwice\b",
    "each": r"\b(?:each|every|apiece|per)\b",
    "average": r"\b(?:average|mean|averaged|averages)\b",
    "median": r"\bmedian\b",
    "ratio": r"\bratio\b|\b\d+\s?:\s?\d+\b(?!\s?[ap]\.?m)|\bproportion",
    "discount": r"\b(?:discount|off|sale|coupon|cheaper|reduced price)\b",
    "interest": r"\binterest\b",
    "tax": r"\b(?:tax|taxes|tip|tips|fee|fees|commission)\b",
    "profit": r"\b(?:profits?|loss|net|revenue|gain)\b",
    "increase": r"\b(?:increas\w+|decreas\w+|rais(?:e|es|ed)|grows?|grew|rises?|rose|drops?|dropped|lost|lose)\b",
    "consecutive": r"\bconsecutive\b",
    "whole_packs": r"\b(?:packs?|packages?|boxes|bags?|buses|cartons?|rolls?|bundles?|trips?|cans|bottles|vans?|cars?)\b",
    "other_way": r"\b(?:at first|at the beginning|originally|initially|to start with|start(?:ed)? with|begin with|before)\b",
    "every_other": r"\bevery\s(?:other|second|third)\b",
    "round_trip": r"\b(?:round trip|there and back|to and from|both ways|back and forth)\b",
    "pairs": r"\bpairs?\b",
    "dozen": r"\bdozens?\b",
    "probability": r"\b(?:probability|chance|likely|odds)\b",
    "ways": r"\b(?:how many (?:different )?(?:ways|combinations|outfits|orders|pairs|handshakes|games)|different (?:ways|outfits|orders))\b",
    "same_amount": r"\b(?:equally|evenly|same (?:number|amount)|equal)\b",
    "difference": r"\bhow (?:many|much) (?:more|less|fewer|longer|older|taller|further|farther)\b|\bdifference\b",
    "including": r"\bincluding\b",
    "both": r"\bboth\b",
}
"""Feature to the wording that shows it."""

PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in WORDING.items()}
CONVERSIONS = frozenset({60, 12, 7, 24, 52, 365, 100, 1000, 16, 3600, 30, 36, 4, 3})
"""Factors between units that solutions use without the problem stating them."""


class Features:
    """A problem with its solution, as the writers of texts look at it."""

    def __init__(self, question: str, solution: Solution) -> None:
        self.question = question
        self.asking = asking_sentence(question)
        self.solution = solution
        self.mentions: tuple[Mention, ...] = find_mentions(question)
        self.kinds = {mention.kind for mention in self.mentions}
        self.names = {name for name, pattern in PATTERNS.items() if pattern.search(question)}
        self.operators = {sign for step in solution.steps if step.tree for sign in step.tree.operators()}
        self.used = {leaf.value for step in solution.steps if step.tree for leaf in step.tree.leaves()}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    @property
    def steps(self) -> tuple[Step, ...]:
        """The computations."""
        return self.solution.steps

    @property
    def idle(self) -> list[Mention]:
        """Stated amounts that no computation uses: candidates for distractors."""
        shares = (
            {value / 100 for value in self.used}
            | {value * 100 for value in self.used}
            | {1 / value for value in self.used if value}
        )
        kinds = ("money", "rate", "count", "duration", "length", "weight", "volume", "age", "year")
        return [
            m
            for m in self.mentions
            if m.kind in kinds and m.value not in self.used and m.value not in shares and m.value > 2
        ]

    @property
    def time_units(self) -> list[str]:
        """Units of time that occur, smallest first."""
        lowered = self.question.lower()
        return [unit for unit in SMALL if re.search(rf"\b{unit}s?\b", lowered)]

    @property
    def converts(self) -> bool:
        """True if the solution uses a factor between units that the problem does not state."""
        stated = {mention.value for mention in self.mentions}
        hidden = {
            value
            for value in self.used
            if value in CONVERSIONS and value not in stated and value not in self.solution.results
        }
        return bool(hidden & {60, 12, 7, 24, 52, 365, 1000, 3600, 16, 36}) and (
            len(self.time_units) > 1 or len(self.measures) > 1
        )

    @property
    def measures(self) -> set[str]:
        """Units of length, weight and volume that occur."""
        pattern = r"\b(miles?|feet|foot|inch(?:es)?|yards?|met(?:er|re)s?|cm|km|kilomet(?:er|re)s?|centimet(?:er|re)s?|pounds?|ounces?|grams?|kilograms?|kg|gallons?|quarts?|pints?|cups?|lit(?:er|re)s?|ml|tons?)\b"
        return {re.sub(r"e?s$", "", word) for word in re.findall(pattern, self.question.lower())}

    @property
    def unknowns(self) -> bool:
        """True if the solution names an unknown and solves for it."""
        return any(UNKNOWN.search(line) for line in self.solution.lines)


UNKNOWN = re.compile(
    r"\b[Ll]et\s[\w']+\s(?:be|=|represent|denote|equal)|\b\d*[a-zA-Z]\s?=\s?-?\$?\d|\b\d+[a-z]\b\s?[-+=]|\b[xyn]\s?[-+*/=]"
)


@lru_cache(maxsize=1024)
def features_of(question: str, solution: str) -> Features:
    """The features of a problem, given its question and worked solution."""
    return Features(question, parse_solution(solution))


def read(problem: Problem) -> Features | None:
    """The features of a problem; None without a solution that shows its computations."""
    if not problem.solution:
        return None
    features = features_of(problem.question, problem.solution)
    return features if features.steps else None


def any_node(steps: tuple[Step, ...], test: Callable[[Node], bool]) -> bool:
    """True if any part of any computation passes the test."""

    def search(node: Node) -> bool:
        return test(node) or any(search(operand) for operand in node.operands)

    return any(step.tree is not None and search(step.tree) for step in steps)
