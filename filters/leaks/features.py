"""Describes each sentence of a text to the learned model: words with numbers replaced by what they are to the problem.

"My guess would be something close to 48 pens" reads `my guess would be something close to <gold> pens`, so the model
learns how a leak is worded and never a number. Beside words and pairs of words there are word beginnings, which stand
in for characters and stems, and what the rules say of the sentence.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from filters.leaks.alignment import NO_STEPS, Steps
from filters.leaks.assertions import is_equated
from filters.leaks.choices import LEFT, OUT
from filters.leaks.contexts import cues_of
from filters.leaks.equations import arithmetic, derivations
from filters.leaks.findings import value_findings
from filters.leaks.gates import Line, bit_of, lines, new_bit
from filters.leaks.known import Known
from filters.leaks.letters import solving
from filters.leaks.operations import sentence_kinds
from filters.leaks.pieces import Piece, pieces, spelled
from filters.leaks.relations import LEAKS, Relation, relate
from filters.leaks.tokens import COMMAND, NUMBER, WORD, Table, kind_of, tokenise
from filters.leaks.values import is_leak
from filters.leaks.wording import around, formulas, repeats, shape, under_warning
from filters.spans import Span
from filters.steps import SEQUENCE_WORDS, operations, verb_forms

VERBS = (
    "add", "subtract", "multiply", "divide", "compute", "calculate", "find", "determine", "solve", "evaluate",
    "simplify", "substitute", "plug", "insert", "convert", "factor", "expand", "integrate", "differentiate", "isolate",
    "eliminate", "equate", "rearrange", "rewrite", "obtain", "apply", "halve", "combine", "take", "remove", "write",
    "reduce", "begin",
)  # fmt: skip
"""Verbs a step can open with (our choice)."""


class Sentence(NamedTuple):
    """One sentence as the model sees it."""

    span: Span
    """Where it stands."""
    stream: Sequence[str]
    """Its words as the model reads them, an amount being one word."""
    cues: frozenset[str]
    """What the rules say of it, and what can be counted in it, whoever wrote it."""
    formulas: frozenset[str]
    """Its formulas, each with its neighbours."""

    def pieces(self) -> list[Collection[Piece]]:
        """What the model weighs beside the cues, by sort: the pieces of its words, and formulas."""
        return [*pieces(self.stream), self.formulas]

    @property
    def features(self) -> frozenset[str]:
        """The names of its pieces: what training counts beside the cues."""
        return frozenset(map(spelled, chain.from_iterable(self.pieces())))


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text: its sentences, and what the rules found in it."""

    sentences: tuple[Sentence, ...]
    """In order."""
    found: Mapping[str, tuple[Span, ...]]
    """Spans by label: the values of `value_leak`, and `arithmetic`, `derivation`, `elimination`, `instruction`."""
    headed: float
    """Share of the lines that are headed `Step 2` or the like."""
    opens_with_step: bool = False
    """The first line is a step, and two more lines are: a plan with remarks between its steps."""

    @property
    def is_plan(self) -> bool:
        """Nothing but steps or questions: a plan of its own, and no preplan that recites one."""
        if self.opens_with_step:
            return True
        steps = sum("?" in sentence.stream or not STEP.isdisjoint(sentence.cues) for sentence in self.sentences)
        return max(steps / max(1, len(self.sentences)), self.headed) >= PLAN_SHARE


STEP = frozenset({"!opens-with-verb", "!instruction", "!step"})
"""Cues of a step; a question mark is one of a sub-question."""
PLAN_SHARE = 0.6
"""A text with this share of steps among its sentences is a plan (our choice)."""
_SIGNS = frozenset("=+-*/^<>:?%\u00b7\u00d7\u00f7\u2212\u2248\u2264\u2265\u2192\u21d2\u221a|!")
_ALONE = frozenset({"a", "i"})


def read(text: str, known: Known, steps: Steps = NO_STEPS) -> Reading:
    """Every sentence of `text` with its features, and what the rules say. Pure, linear in the length of the text.

    Args:
        text: what is judged.
        known: what is known of the problem.
        steps: the plan that follows, if there is one.
    """
    said = lines(text)
    spans = [line.span for line in said]
    relations = relate(text, known)
    found = _rules(text, known, spans, relations)
    streams = _streams(text, said, relations)
    flags = _flags(text, said, relations, found, known.words)
    cued = cues_of(text, said, streams, relations, known, steps)
    described = [
        Sentence(line.span, stream, frozenset((*flag, *cue)), frozenset(formulas(stream, line.bits)))
        for line, stream, flag, cue in zip(said, streams, flags, cued, strict=True)
    ]
    return Reading(tuple(described), found, *_as_plan(text, said))


_NUMBERED_VERB = re.compile(
    rf"[\s*#>-]{{0,6}}(?:\d{{1,2}}[.)]|\(\d{{1,2}}\))[\s*_]*(?:{'|'.join(VERBS)}|list|draw|set|use|verify|check|establish|select|construct)\b",
    re.IGNORECASE,
)


def _as_plan(text: str, said: Sequence[Line]) -> tuple[float, bool]:
    """`Reading.headed` and `Reading.opens_with_step`."""
    written = [line for line in text.splitlines() if line.strip()]
    may_be_headed = any(line.bits & _HEADS for line in said)
    heads = [may_be_headed and _STEP_HEAD.match(line) is not None for line in written]
    return sum(heads) / max(1, len(written)), _opens_with_step(written, heads)


def _opens_with_step(lines: Sequence[str], heads: Sequence[bool]) -> bool:
    """Whether the first line is a step, and two more are; `heads` says which are headed `Step 2` or the like."""
    if len(lines) < 3 or not (heads[0] or _NUMBERED_VERB.match(lines[0])):
        return False
    return sum(head or _NUMBERED_VERB.match(line) is not None for head, line in zip(heads, lines, strict=True)) >= 3


def _rules(
    text: str, known: Known, spans: Sequence[Span], relations: Sequence[Relation]
) -> Mapping[str, tuple[Span, ...]]:
    conclusion = "elimination" if known.options else "conclusion"
    found = value_findings(text, known, spans, relations, conclusion)
    found["arithmetic"] = arithmetic(text, relations)
    found["derivation"] = sorted({*derivations(text, spans), *solving(text, lines(text), known)})
    found["instruction"] = operations(text, VERBS, is_sequenced(text))
    return {label: tuple(where) for label, where in found.items() if where}


_SEQUENCED = bit_of(" ".join(SEQUENCE_WORDS))


def is_sequenced(text: str) -> bool:
    """Whether a text may hold a word of sequence."""
    return any(line.bits & _SEQUENCED for line in lines(text))


def _spoken(word: str) -> str:
    """A token's word as the model reads it; empty for signs that say nothing."""
    kind = kind_of(word)
    if kind == WORD:
        return intern(word) if len(word) > 1 or word in _ALONE else "_v"
    return intern(word) if kind == COMMAND else "<number>" if kind == NUMBER else word if word in _SIGNS else ""


_SPOKEN = Table(_spoken)


def _streams(text: str, said: Sequence[Line], relations: Sequence[Relation]) -> list[list[str]]:
    """The words of each sentence, an amount being one word."""
    tokens = tokenise(text)
    spoken = list(map(_SPOKEN.__getitem__, tokens.words))
    end = 0
    for relation in relations:
        span = relation.amount.span
        if span.start >= end:
            end = span.end
            at, after = bisect_left(tokens.starts, span.start), bisect_left(tokens.starts, end)
            spoken[at:after] = [_tag(text, relation), *[""] * (after - at - 1)]
    return [list(filter(None, spoken[line.at : line.end])) for line in said]


def _tag(text: str, relation: Relation) -> str:
    """The relation as a word; `idle` where the value could be anything and nothing around presents it as a result."""
    idle = "-idle" if relation.name in LEAKS and not is_leak(text, relation) else ""
    if relation.name == "stated_gold" and is_equated(text, relation.amount.span.start):
        idle = "-said"
    return intern(f"<{relation.name}{idle}{'-small' if relation.small else ''}{'-asked' if relation.asked else ''}>")


def _flags(
    text: str,
    said: Sequence[Line],
    relations: Sequence[Relation],
    found: Mapping[str, Sequence[Span]],
    question: frozenset[str],
) -> list[list[str]]:
    """What the rules and a few counts say of each sentence."""
    starts = [line.span.start for line in said]
    flags: list[list[str]] = [[] for _ in said]
    for span in found.get("instruction", ()):
        flags[max(0, bisect_right(starts, span.start) - 1)].append("!instruction")
    for relation in relations:
        at = max(0, bisect_right(starts, relation.amount.span.start) - 1)
        if relation.amount.form == "phrase":
            flags[at].append("!riddle")
        if relation.name in ("new", "derived"):
            flags[at].append("!news-2" if "!news" in flags[at] else "!news")
    words = tokenise(text).words
    for line, flag, kinds, warned in zip(said, flags, sentence_kinds(text), under_warning(text), strict=True):
        sentence = text[line.span.start : line.span.end]
        flag += _sentence_flags(sentence, line.bits, kinds)
        flag += shape(sentence, line.bits)
        flag += repeats(words[line.at : line.end], question)
        if warned:
            flag.append("!warned")
    return [flag + context for flag, context in zip(flags, around(flags), strict=True)]


_STEP_HEAD = re.compile(r"[\s*#>-]{0,6}(?:step|q)\s?\d", re.IGNORECASE)
_HEADS = bit_of("step q")
_EQUALS = new_bit(lambda word: "=" in word)
_VERB_FORMS = verb_forms(VERBS)
_VERB = new_bit(_VERB_FORMS.__contains__)


def _sentence_flags(sentence: str, bits: int, kinds: frozenset[str]) -> list[str]:
    """The operations a sentence names, how it opens, whether it excludes; `bits` as `gates.Line.bits`."""
    flags = [*_kind_flags(kinds)]
    if bits & _EQUALS and (equals := sentence.count("=")):
        flags.append(f"!equals-{min(equals, 3)}")
    if bits & _HEADS and _STEP_HEAD.match(sentence):
        flags.append("!step")
    if bits & _VERB:
        words = sentence.lower().lstrip("0123456789.() *-#").split(None, 2)
        if words and words[0].strip(",:*") in _VERB_FORMS:
            flags.append("!opens-with-verb")
    if len(flags) > 2 and len(kinds) > 1:
        flags.append("!kinds")
    if bits & OUT.bit and OUT.search(sentence):
        flags.append("!out")
        if bits & LEFT.bit and LEFT.search(sentence):
            flags.append("!out-left")
    return flags


@lru_cache(maxsize=128)
def _kind_flags(kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"!kind-{kind}" for kind in kinds)
