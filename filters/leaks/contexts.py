"""The cues of every sentence of a text: its own, those of the whole that semicolons join it to, and of what is near.

A recital is often one long sentence of several clauses, or three short ones; each clause alone tells little.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import reduce
from operator import add

from filters.leaks.alignment import Said, Steps, alignment, said_of
from filters.leaks.cues import cues
from filters.leaks.known import Known
from filters.leaks.linking import links
from filters.leaks.relations import Relation
from filters.leaks.telling import telling, upto
from filters.spans import Span


def cues_of(
    text: str,
    spans: Sequence[Span],
    streams: Sequence[Sequence[str]],
    relations: Sequence[Relation],
    known: Known,
    steps: Steps,
) -> list[list[str]]:
    """The cues of each sentence.

    Args:
        text: the whole text.
        spans: its sentences.
        streams: the words of each, an amount being one word.
        relations: the text's amounts.
        known: what is known of the problem.
        steps: the plan that follows.
    """
    parts = _by_sentence(spans, relations)
    said = [said_of(stream) for stream in streams] if steps.words else [NOTHING] * len(streams)
    found = [
        [*cues(text, stream, part, known), *alignment(one, steps), *links(stream, known)]
        for stream, part, one in zip(streams, parts, said, strict=True)
    ]
    wholes = _wholes(text, spans)
    joined = [reduce(add, [said[at] for at in whole]) for whole in wholes]
    for place, whole in enumerate(wholes):
        near = reduce(add, joined[max(0, place - 1) : place + 2])
        shared = alignment(near, steps, "near-")
        shared += (*upto("near-operations", len(near.kinds) // 2, 5), *upto("near-kinds", len(set(near.kinds)), 5))
        if len(whole) > 1:
            words = [word for at in whole for word in streams[at]]
            shared += (*telling(words, "whole-"), *links(words, known, "whole-"))
            shared += (*alignment(joined[place], steps, "whole-"), *upto("parts", len(whole), 5))
        for at in whole:
            found[at] += shared
    return found


NOTHING = Said(frozenset(), ())
"""What of any sentence can be found in no plan."""


def _wholes(text: str, spans: Sequence[Span]) -> list[list[int]]:
    """Sentences that semicolons join, by their places."""
    wholes: list[list[int]] = []
    for at in range(len(spans)):
        if at and text[spans[at - 1].end - 1] == ";":
            wholes[-1].append(at)
        else:
            wholes.append([at])
    return wholes


def _by_sentence(spans: Sequence[Span], relations: Sequence[Relation]) -> list[list[Relation]]:
    """The amounts of each sentence."""
    starts = [span.start for span in spans]
    parts: list[list[Relation]] = [[] for _ in spans]
    for relation in relations:
        parts[max(0, bisect_right(starts, relation.amount.span.start) - 1)].append(relation)
    return parts
