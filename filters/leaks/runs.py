"""Clauses that tell a step, in a row: a recital says what is done, clause by clause, over one sentence or several.

`telling` counts words of a sentence, of which a pitfall ("adding the two instead of subtracting them") has as many as a
step. Here a clause counts that tells to do something ("put the charges together", "both summed", "we hand each an
equal part") or what two things give ("loss over rate gives the time"), and that denies nothing; what is counted are
such clauses of neighbouring sentences. All our choice.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from filters.leaks.gates import Line
from filters.leaks.step_words import LETTERS
from filters.leaks.telling import upto
from filters.leaks.tokens import Table

_CUT = re.compile(r"[,&]+")
_ACT = re.compile(
    r"^[Q&]*(?:[vgTD]|LD)"  # "put the charges together", "then lowered", "both summed"
    r"|[DT]"  # "the total is divided"
    r"|[PQ]x?[vgF]"  # "we simply take", "one then brings"
    r"|^Q[xQLO]"  # "then the miles"
    r"|[vgF].*h"  # "see how often"
)
_STATES = re.compile(
    r"m[xL]{1,4}P"  # "from boxes to pencils"
    r"|[Px][vg].*[mOL]|h.*[mOLvgF]"  # "the bill comes off", "how often it goes into that"
    r"|[Fg].*[FgOL]|[OL].*[Fg]"  # "loss over rate gives the time"
    r"|[vgF]m|xm.*[OL]|[OL].*xm|O.*[LO]|L.*O"  # "the sum of both"
)
_BY = re.compile("bx?G")


class Row(NamedTuple):
    """The clauses of a sentence."""

    clauses: int
    """How many."""
    acts: int
    """Those that tell what to do, or what was done."""
    states: int
    """Those that tell what things give."""
    points: int
    """Those that tell, and point to what was said before."""
    denied: int
    """Those that deny something, warn, or ask."""


def _row(written: str) -> Row:
    clauses = acts = states = points = denied = 0
    by = _BY.search(written) is not None
    for clause in _CUT.split(written):
        if not clause.strip("xPQ"):
            continue
        clauses += 1
        if "N" in clause:
            denied += 1
        elif _ACT.search(clause) or by and "G" in clause:
            acts += 1
            points += "L" in clause
        elif _STATES.search(clause):
            states += 1
            points += "L" in clause
    return Row(clauses, acts, states, points, denied)


_ROWS = Table(_row)
MOST = 400
"""Letters of a sentence that are looked at, so that a hostile one stays cheap."""
LONGEST = 120
"""Letters of a sentence that are kept; a longer one is hostile, and never comes twice."""


def rows_of(words: Sequence[str], said: Sequence[Line]) -> list[Row]:
    """The clauses of each sentence."""
    letters = list(map(LETTERS.__getitem__, words))
    written = ["".join(letters[line.at : line.end]) for line in said]
    return [_ROWS[one] if len(one) <= LONGEST else _row(one[:MOST]) for one in written]


class Run(NamedTuple):
    """Neighbouring sentences of a paragraph that tell steps, each with more than twice as many clauses as it denies."""

    start: int
    """The place of the first."""
    end: int
    """The place behind the last."""
    clauses: int
    """How many clauses they have."""
    acts: int
    """Clauses that tell what to do, or what was done."""
    told: int
    """These, and clauses that tell what things give."""
    points: int
    """Clauses that tell, and point to what was said before."""


def runs_of(text: str, rows: Sequence[Row], said: Sequence[Line]) -> list[Run]:
    """The runs of a text, in order.

    Args:
        text: the whole text.
        rows: the clauses of each sentence.
        said: its sentences.
    """
    found: list[Run] = []
    begun: list[Row] = []
    for at, row in enumerate(rows):
        tells = row.acts + row.states > 2 * row.denied
        if begun and (not tells or "\n\n" in text[said[at - 1].span.end : said[at].span.start]):
            found.append(_run(begun, at))
            begun = []
        if tells:
            begun.append(row)
    return [*found, _run(begun, len(rows))] if begun else found


def _run(rows: Sequence[Row], end: int) -> Run:
    clauses, acts, states, points, _ = map(sum, zip(*rows, strict=True))
    return Run(end - len(rows), end, clauses, acts, acts + states, points)


def own_cues(row: Row) -> list[str]:
    """What a sentence tells, as features."""
    found = [*upto("acts", row.acts, 5), *upto("states", row.states, 3), *upto("act-points", row.points, 4)]
    return [*found, "#denied"] if row.denied else found


def run_cues(run: Run) -> list[str]:
    """What a run tells, as features of each of its sentences."""
    found = [*upto("run", run.told, 7), *upto("run-acts", run.acts, 6), *upto("run-long", run.end - run.start - 1, 4)]
    found += upto("run-points", run.points, 5)
    if run.told > 1:
        found += upto("run-dense", 5 * run.told // run.clauses, 5)
    return found
