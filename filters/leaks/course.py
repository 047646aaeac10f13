"""How far clauses follow the plan, step by step: the best stretch of clauses that tells its steps in their order.

`alignment` counts steps that a sentence tells anywhere; a text about the plan's things meets many of them. Here clause
meets step in order, and what lies between costs (local alignment as of Smith and Waterman, 1981; numbers our choice).
"""

from collections.abc import Sequence
from typing import NamedTuple

from filters.leaks.alignment import STEMS, Steps
from filters.leaks.gates import Line
from filters.leaks.step_words import LETTERS
from filters.leaks.telling import kind_bits, kind_of, upto
from filters.leaks.tokens import Table

MOST_CLAUSES = 120
"""Clauses that are looked at, so that a hostile text stays cheap."""
CLAUSE_SKIPPED, STEP_SKIPPED = 0.15, 0.3
SAME_KIND = 0.4
"""What it is worth that a clause names the operation of a step, beside the share of the step's words."""
LEAST_WORDS = 0.3
"""Without its operation, a step is met by this share of its words on; the question's words are half as heavy."""
_KIND = Table(lambda word: kind_bits(kind_of(word)))


class Clause(NamedTuple):
    """What of a clause can be found in the plan."""

    at: int
    """The place of its sentence."""
    words: int
    """Its words, as bits of `Steps.bits`."""
    kinds: int
    """The kinds of its operations, a bit for each."""


def course(words: Sequence[str], said: Sequence[Line], plan: Steps) -> tuple[int, int, list[str]]:
    """The first sentence of the best stretch, the one behind it, and what it is worth as features; 0, 0 without one."""
    best, start, end = _best(_clauses(words, said, plan), plan)
    if best < 0.5:
        return 0, 0, []
    share = best / len(plan.steps)
    return start, end + 1, [*upto("course", int(2 * best), 7), *upto("course-share", int(5 * share), 5)]


def _clauses(words: Sequence[str], said: Sequence[Line], plan: Steps) -> list[Clause]:
    """The clauses that deny nothing and share a word or an operation with the plan; others only lie between."""
    found: list[Clause] = []
    bits = plan.bits
    for at, line in enumerate(said):
        held = kinds = 0
        denied = False
        for word in (*words[line.at : line.end], "."):
            letter = LETTERS[word]
            if letter in (",", "&"):
                if held or kinds:
                    found.append(Clause(at, 0, 0) if denied else Clause(at, held, kinds))
                held = kinds = 0
                denied = False
            elif kind := _KIND[word]:
                kinds |= kind
            else:
                denied |= letter == "N"
                held |= bits.get(STEMS[word], 0)
    return found[:MOST_CLAUSES]


def _best(clauses: Sequence[Clause], plan: Steps) -> tuple[float, int, int]:
    """The worth of the best stretch, with its first and its last sentence."""
    own = plan.own
    steps = [(step, step.words.bit_count() + (step.words & own).bit_count()) for step in plan.steps]
    best = (0.0, 0, 0)
    above = [(0.0, 0)] * (len(steps) + 1)
    for clause in clauses:
        row = [(0.0, clause.at)]
        for at, (step, weight) in enumerate(steps):
            shared = clause.words & step.words
            part = (shared.bit_count() + (shared & own).bit_count()) / weight if shared else 0.0
            same = bool(clause.kinds & step.bits)
            worth = part + SAME_KIND * same if same or part >= LEAST_WORDS else 0.0
            if same and not weight:
                worth = 0.7
            before, begun = above[at]
            met = (before + min(1.0, worth), begun if before else clause.at) if worth else (0.0, clause.at)
            skipped = (above[at + 1][0] - CLAUSE_SKIPPED, above[at + 1][1])
            passed = (row[at][0] - STEP_SKIPPED, row[at][1])
            value = max(met, skipped, passed, key=lambda one: one[0])
            row.append(value if value[0] > 0 else (0.0, clause.at))
            if value[0] > best[0]:
                best = value[0], value[1], clause.at
        above = row
    return best
