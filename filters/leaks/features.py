"""Describes each sentence of a text to the learned model: words with numbers replaced by what they are to the problem.

"My guess would be something close to 48 pens" reads `my guess would be something close to <gold> pens`, so the model
learns how a leak is worded and never a number. Beside words and pairs of words there are word beginnings, which stand
in for characters and stems, and what the rules say of the sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from filters.leaks.assertions import is_equated
from filters.leaks.choices import LEFT, OUT, eliminated
from filters.leaks.cutting import sentences
from filters.leaks.equations import arithmetic, derivations
from filters.leaks.known import Known
from filters.leaks.operations import operation_kinds
from filters.leaks.relations import LEAKS, Relation, relate
from filters.leaks.tokens import COMMAND, NUMBER, WORD, tokenise
from filters.leaks.values import is_leak, leaking_amounts, literal_golds, other_golds, stated_answers
from filters.leaks.wording import around, formulas, repeats, shape, skeleton, under_warning
from filters.spans import Span
from filters.steps import operations, verb_forms

VERBS = (
    "add", "subtract", "multiply", "divide", "compute", "calculate", "find", "determine", "solve", "evaluate",
    "simplify", "substitute", "plug", "insert", "convert", "factor", "expand", "integrate", "differentiate", "isolate",
    "eliminate", "equate", "rearrange", "rewrite", "obtain", "apply", "halve", "combine", "take", "remove", "write",
    "reduce", "begin",
)  # fmt: skip
"""Verbs a step can open with (our choice)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the model sees it."""

    span: Span
    """Where it stands."""
    features: frozenset[str]
    """What holds of it."""


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
        steps = sum(not STEP.isdisjoint(sentence.features) for sentence in self.sentences)
        return max(steps / max(1, len(self.sentences)), self.headed) >= PLAN_SHARE


STEP = frozenset({"!opens-with-verb", "!instruction", "!step", "?"})
"""Features of a step, or of a sub-question."""
PLAN_SHARE = 0.6
"""A text with this share of steps among its sentences is a plan (our choice)."""
_SIGNS = frozenset("=+-*/^<>:?%\u00b7\u00d7\u00f7\u2212\u2248\u2264\u2265\u2192\u21d2\u221a|!")
_ALONE = frozenset({"a", "i"})


def read(text: str, known: Known) -> Reading:
    """Every sentence of `text` with its features, and what the rules say. Pure, linear in the length of the text."""
    spans = sentences(text)
    relations = relate(text, known)
    found = _rules(text, known, spans, relations)
    streams = _streams(text, spans, relations)
    flags = _flags(text, spans, relations, found, known.words)
    described = [
        Sentence(span, frozenset((*_grams(stream), *skeleton(stream), *formulas(stream), *flag)))
        for span, stream, flag in zip(spans, streams, flags, strict=True)
    ]
    lines = [line for line in text.splitlines() if line.strip()]
    headed = sum(_STEP_HEAD.match(line) is not None for line in lines) / max(1, len(lines))
    return Reading(tuple(described), found, headed, _opens_with_step(lines))


_NUMBERED_VERB = re.compile(
    rf"[\s*#>-]{{0,6}}(?:\d{{1,2}}[.)]|\(\d{{1,2}}\))[\s*_]*(?:{'|'.join(VERBS)}|list|draw|set|use|verify|check|establish|select|construct)\b",
    re.IGNORECASE,
)


def _opens_with_step(lines: Sequence[str]) -> bool:
    steps = [bool(_STEP_HEAD.match(line) or _NUMBERED_VERB.match(line)) for line in lines]
    return steps[:1] == [True] and sum(steps) >= 3


def _rules(
    text: str, known: Known, spans: Sequence[Span], relations: Sequence[Relation]
) -> Mapping[str, tuple[Span, ...]]:
    found: dict[str, list[Span]] = leaking_amounts(text, relations)
    if literal := literal_golds(text, known):
        found["expression"] = literal
    for label, where in other_golds(text, known).items():
        found.setdefault(label, []).extend(where)
    if judged := eliminated(text, spans, known):
        found["elimination"] = judged
    if answers := stated_answers(text, relations):
        found["answer"] = answers
    found["arithmetic"] = arithmetic(text, relations)
    found["derivation"] = derivations(text, spans)
    found["instruction"] = operations(text, VERBS)
    return {label: tuple(where) for label, where in found.items() if where}


def _streams(text: str, spans: Sequence[Span], relations: Sequence[Relation]) -> list[list[str]]:
    """The words of each sentence, an amount being one word."""
    tokens = tokenise(text)
    starts = [span.start for span in spans]
    streams: list[list[str]] = [[] for _ in spans]
    outer = iter(relations)
    amount = next(outer, None)
    end, place, last = 0, 0, len(starts) - 1
    for word, kind, start in zip(tokens.words, tokens.kinds, tokens.starts, strict=True):
        if start < end:
            continue
        while amount is not None and amount.amount.span.start < start:
            amount = next(outer, None)
        if not starts:
            break
        while place < last and starts[place + 1] <= start:
            place += 1
        stream = streams[place]
        if amount is not None and amount.amount.span.start == start:
            stream.append(_tag(text, amount))
            end = amount.amount.span.end
        elif kind == WORD:
            stream.append(word if len(word) > 1 or word in _ALONE else "_v")
        elif kind in (COMMAND, NUMBER):
            stream.append(word if kind == COMMAND else "<number>")
        elif word in _SIGNS:
            stream.append(word)
    return streams


def _tag(text: str, relation: Relation) -> str:
    """The relation as a word; `idle` where the value could be anything and nothing around presents it as a result."""
    idle = "-idle" if relation.name in LEAKS and not is_leak(text, relation) else ""
    if relation.name == "stated_gold" and is_equated(text, relation.amount.span.start):
        idle = "-said"
    return f"<{relation.name}{idle}{'-small' if relation.small else ''}{'-asked' if relation.asked else ''}>"


def _grams(stream: Sequence[str]) -> list[str]:
    """Words, pairs, triples around an amount, and beginnings of words."""
    grams = list(stream)
    previous, before = "^", ""
    for word in stream:
        grams.append(f"{previous} {word}")
        if before and (word[0] == "<" or previous[0] == "<" or before[0] == "<"):
            grams.append(f"{before} {previous} {word}")
        if len(word) > 5 and word[0] not in "<\\":
            grams.append(f"~{word[:4]}")
        before, previous = previous, word
    return grams


def _flags(
    text: str,
    spans: Sequence[Span],
    relations: Sequence[Relation],
    found: Mapping[str, Sequence[Span]],
    question: frozenset[str],
) -> list[list[str]]:
    """What the rules and a few counts say of each sentence."""
    starts = [span.start for span in spans]
    flags: list[list[str]] = [[] for _ in spans]
    for span in found.get("instruction", ()):
        flags[max(0, bisect_right(starts, span.start) - 1)].append("!instruction")
    for relation in relations:
        at = max(0, bisect_right(starts, relation.amount.span.start) - 1)
        if relation.amount.form == "phrase":
            flags[at].append("!riddle")
        if relation.name in ("new", "derived"):
            flags[at].append("!news-2" if "!news" in flags[at] else "!news")
    for span, flag, warned in zip(spans, flags, under_warning(text, spans), strict=True):
        sentence = text[span.start : span.end]
        flag.extend((*_sentence_flags(sentence), *shape(sentence), *repeats(sentence, question)))
        flag.extend(["!warned"] if warned else ())
    return [[*flag, *context] for flag, context in zip(flags, around(flags), strict=True)]


_STEP_HEAD = re.compile(r"[\s*#>-]{0,6}(?:step|q)\s?\d", re.IGNORECASE)


@lru_cache(maxsize=512)
def _sentence_flags(sentence: str) -> tuple[str, ...]:
    flags = [f"!kind-{kind}" for kind in operation_kinds(sentence)]
    equals = sentence.count("=")
    if equals:
        flags.append(f"!equals-{min(equals, 3)}")
    if _STEP_HEAD.match(sentence):
        flags.append("!step")
    words = sentence.lower().lstrip("0123456789.() *-#").split(None, 2)
    if words and words[0].strip(",:*") in verb_forms(VERBS):
        flags.append("!opens-with-verb")
    if len(flags) > 2 and sum(flag.startswith("!kind") for flag in flags) > 1:
        flags.append("!kinds")
    if OUT.search(sentence):
        flags.append("!out")
        if LEFT.search(sentence):
            flags.append("!out-left")
    return tuple(flags)
