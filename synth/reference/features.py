"""What is characteristic of a problem, read off its wording and off the operations of its solution."""

import re
import zlib
from functools import cached_property, lru_cache

from schemas.problem import Problem
from synth.reference.asking import asking_sentence
from synth.reference.mentions import Mention, find_mentions
from synth.reference.numerals import DIGITS
from synth.reference.result_names import ResultName, name_results
from synth.reference.solution import Solution, Step, parse_solution
from synth.reference.soundness import is_sound
from synth.reference.units import MEASURE_WORDS, MONEY_WORDS

TIME_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
"""Units of time, smallest first."""

WORDING = {
    "altogether": ("total, all, together, combined", r"altogether|in total|in all|total|combined|together"),
    "remaining": ("left, remain, rest", r"left|remain(?:s|ing|ed)?|rest"),
    "more_than": (
        "than",
        r"(?:more|less|fewer|older|younger|taller|shorter|longer|heavier|cheaper)\b[^.?!]{0,40}\bthan",
    ),
    "times_as": (
        "times, twice, half, double, triple",
        r"(?:times|twice|half|double|triple)\b[^.?!]{0,24}?\bas|times\b[^.?!]{0,20}\b(?:more|the|that)|twice",
    ),
    "each": ("each, every, apiece, per", r"each|every|apiece|per"),
    "average": ("average, mean", r"average|mean|averaged|averages"),
    "ratio": ("ratio, proportion, :", r"ratio|proportion\w*|\d+\s?:\s?\d(?!\d)|\d+\s:\s\d+"),
    "discount": ("discount, off, sale, coupon, reduced", r"discount|off|sale|coupon|reduced price"),
    "increase": (
        "creas, rais, grow, grew, rise, rose, drop, los",
        r"increas\w+|decreas\w+|rais(?:e|es|ed)|grows?|grew|rises?|rose|drops?|dropped|lost|lose",
    ),
    "backwards": (
        "first, begin, original, initial, start",
        r"at first|at the beginning|originally|initially|to start with|start(?:ed)? with|at the start",
    ),
    "every_other": ("every", r"every\s(?:other|second|third)\s\w+"),
    "round_trip": ("round, back, from, both", r"round trips?|there and back|to and from|both ways|back and forth"),
    "pairs": ("pair", r"pairs?"),
    "dozen": ("dozen", r"dozens?"),
    "equal": ("equal, even, same", r"equally|evenly|same (?:number|amount)|equal"),
    "difference": (
        "how, difference",
        r"how (?:many|much) (?:more|less|fewer|longer|older|taller|further|farther)|difference",
    ),
}
"""Feature to fragments of which its wording must hold one (a quick test), and to that wording."""

PATTERNS = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, (_, pattern) in WORDING.items()}
FRAGMENTS = {name: tuple(fragments.split(", ")) for name, (fragments, _) in WORDING.items()}
HIDDEN_FACTORS = frozenset({60, 12, 7, 24, 52, 365, 1000, 3600, 16, 36})
"""Factors between units that solutions use without the problem stating them."""

UNKNOWN = re.compile(r"(?<![A-Za-z'\u2019])[A-Za-z]\s?=\s?-?\$?\d|\b[Ll]et\s[\w']+\s(?:be|=|represent|denote|equal)\b")
"""The solution names an unknown and solves for it."""

WORD = re.compile(r"[a-z]+")
WRITTEN = re.compile(DIGITS)
AMOUNTS = ("money", "rate", "count", "duration", "length", "weight", "volume", "age", "year")
"""Kinds of stated numbers that may be distractors."""


class Features:
    """A problem with its solution, as the writers of texts look at it."""

    def __init__(self, question: str, solution: Solution) -> None:
        self.question = question
        self.key = str(zlib.crc32(question.encode("utf-8", "replace")))
        self.solution = solution
        self.words = frozenset(WORD.findall(question.lower()))
        self.asking = asking_sentence(question)
        self.mentions: tuple[Mention, ...] = find_mentions(question)
        self.kinds = {mention.kind for mention in self.mentions}
        self.names = _found(question)
        trees = [step.tree for step in solution.steps if step.tree]
        self.operators = {sign for tree in trees for sign in tree.operators()}
        self.used = {leaf.value for tree in trees for leaf in tree.leaves()}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    @property
    def steps(self) -> tuple[Step, ...]:
        """The computations."""
        return self.solution.steps

    @cached_property
    def sound(self) -> bool:
        """True if the solution can be built upon."""
        return is_sound(self.solution)

    @cached_property
    def results(self) -> list[ResultName]:
        """What every computation finds."""
        return name_results(self.question, self.asking, self.solution, self.mentions)

    @property
    def step_names(self) -> list[str | None]:
        """What every computation finds; None where the text has no name for it that reads well and is its own."""
        return [result.name for result in self.results]

    @cached_property
    def money(self) -> bool:
        """True if the question speaks of money."""
        return any(sign in self.question for sign in "$\u20ac\u00a3") or bool(self.words & MONEY_WORDS)

    @cached_property
    def idle(self) -> list[Mention]:
        """Stated amounts that no computation uses: candidates for distractors."""
        written = {text.replace(",", "") for line in self.solution.lines for text in WRITTEN.findall(line)}
        return [m for m in self.mentions if m.kind in AMOUNTS and m.value > 2 and not self._uses(m, written)]

    def _uses(self, mention: Mention, written: set[str]) -> bool:
        """True if the solution computes with a stated number, also as a percentage or share, or just mentions it."""
        value = mention.value
        if value in self.used or str(value) in written or not written.isdisjoint(WRITTEN.findall(mention.text)):
            return True
        return not self.used.isdisjoint((value / 100, value * 100, 1 / value))

    @cached_property
    def time_units(self) -> list[str]:
        """Units of time that occur, smallest first."""
        return [unit for unit in TIME_UNITS if unit in self.words or f"{unit}s" in self.words]

    @cached_property
    def measures(self) -> set[str]:
        """Units of length, weight and volume that occur."""
        return {unit.removesuffix("s") for unit in self.words & MEASURE_WORDS}

    @cached_property
    def converts(self) -> bool:
        """True if the solution uses a factor between units that the problem does not state."""
        stated = {mention.value for mention in self.mentions} | set(self.solution.results)
        hidden = {value for value in self.used if value in HIDDEN_FACTORS and value not in stated}
        return bool(hidden) and (len(self.time_units) > 1 or len(self.measures) > 1)

    @cached_property
    def unknowns(self) -> bool:
        """True if the solution names an unknown and solves for it."""
        return any(UNKNOWN.search(line) for line in self.solution.lines)


def _found(question: str) -> set[str]:
    """The features whose wording stands in a question."""
    lowered = question.lower()
    likely = (name for name, fragments in FRAGMENTS.items() if any(fragment in lowered for fragment in fragments))
    return {name for name in likely if PATTERNS[name].search(question)}


@lru_cache(maxsize=256)
def features_of(question: str, solution: str) -> Features:
    """The features of a problem, given its question and worked solution."""
    return Features(question, parse_solution(solution))


def read(problem: Problem) -> Features | None:
    """The features of a problem; None without a solution that shows its computations."""
    if not problem.solution:
        return None
    features = features_of(problem.question, problem.solution)
    return features if features.steps else None
