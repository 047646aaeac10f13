"""The cues of every sentence of a text: its own, those of the whole that semicolons join it to, and of what is near.

A recital is often one long sentence of several clauses, or three short ones; each clause alone tells little.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from filters.leaks.alignment import NOTHING, Said, Steps, alignment, said_of, together
from filters.leaks.course import course
from filters.leaks.cues import cues
from filters.leaks.gates import Line
from filters.leaks.known import Known
from filters.leaks.letters import derived
from filters.leaks.linking import Content, content_of, content_of_all, links
from filters.leaks.relations import Relation
from filters.leaks.runs import own_cues, rows_of, run_cues, runs_of
from filters.leaks.telling import ladder, signature, telling, told_by, upto
from filters.leaks.tokens import tokenise


def cues_of(
    text: str,
    said: Sequence[Line],
    streams: Sequence[Sequence[str]],
    relations: Sequence[Relation],
    known: Known,
    plan: Steps,
) -> list[list[str]]:
    """The cues of each sentence.

    Args:
        text: the whole text.
        said: its sentences.
        streams: the words of each, an amount being one word.
        relations: the text's amounts.
        known: what is known of the problem.
        plan: the plan that follows.
    """
    parts = _by_sentence(said, relations)
    heard = [_heard(stream, known, plan) for stream in streams]
    found = derived(text, said, known)
    for own, line, stream, part, one in zip(found, said, streams, parts, heard, strict=True):
        own += cues(text, line, stream, one.content, part, known)
        own += telling(one.signature, len(stream))
        own += links(one.content, known)
        own += alignment(one.planned, plan)
    words = tokenise(text).words
    rows = rows_of(words, said)
    for own, row in zip(found, rows, strict=True):
        own += own_cues(row)
    for run in runs_of(text, rows, said):
        shared = run_cues(run)
        if plan.steps and run.told > 1:
            shared += alignment(together([one.planned for one in heard[run.start : run.end]]), plan, "run-")
        for own in found[run.start : run.end]:
            own += shared
    if plan.steps:
        start, end, shared = course(words, said, plan)
        for own in found[start:end]:
            own += shared
    wholes = _wholes(text, said)
    joined = [together([heard[at].planned for at in whole]) for whole in wholes] if plan.steps else []
    for place, whole in enumerate(wholes):
        shared = _near(joined[max(0, place - 1) : place + 2], plan) if joined else []
        if len(whole) > 1:
            shared += _whole([heard[at] for at in whole], sum(len(streams[at]) for at in whole), known, plan)
        for at in whole:
            found[at] += shared
    return found


class Heard(NamedTuple):
    """What of a sentence's words is used more than once."""

    signature: str
    """What they tell, as letters."""
    content: Content
    """The longer ones."""
    planned: Said
    """What can be found in the plan."""


def _heard(stream: Sequence[str], known: Known, plan: Steps) -> Heard:
    told = signature(stream)
    planned = said_of(stream, told_by(told), plan) if plan.steps else NOTHING
    return Heard(told, content_of(stream, known), planned)


_NEAR_OPERATIONS, _NEAR_KINDS = ladder("near-operations", 5), ladder("near-kinds", 5)


def _near(parts: Sequence[Said], plan: Steps) -> list[str]:
    """The cues of a sentence and its neighbours taken together."""
    near = together(parts)
    found = alignment(near, plan, "near-")
    if near.kinds:
        found += _NEAR_OPERATIONS[: len(near.kinds) // 2]
        found += _NEAR_KINDS[: near.bits.bit_count()]
    return found


def _whole(parts: Sequence[Heard], words: int, known: Known, plan: Steps) -> list[str]:
    """The cues of several sentences that semicolons join, taken as one."""
    return [
        *upto("parts", len(parts), 5),
        *telling("".join([part.signature for part in parts]), words, "whole-"),
        *links(content_of_all([part.content for part in parts], known), known, "whole-"),
        *alignment(together([part.planned for part in parts]), plan, "whole-"),
    ]


def _wholes(text: str, said: Sequence[Line]) -> list[list[int]]:
    """Sentences that semicolons join, by their places."""
    if ";" not in text:
        return [[at] for at in range(len(said))]
    wholes: list[list[int]] = []
    for at in range(len(said)):
        if at and text[said[at - 1].span.end - 1] == ";":
            wholes[-1].append(at)
        else:
            wholes.append([at])
    return wholes


def _by_sentence(said: Sequence[Line], relations: Sequence[Relation]) -> list[list[Relation]]:
    """The amounts of each sentence."""
    starts = [line.span.start for line in said]
    parts: list[list[Relation]] = [[] for _ in said]
    for relation in relations:
        parts[max(0, bisect_right(starts, relation.amount.span.start) - 1)].append(relation)
    return parts
