"""What can be counted in a sentence, whoever wrote it: values, operations told in a row, outside things, formulas.

Words and pairs of words are many and belong to their authors; these features, which begin with `#`, are few and shared
by all. So they are fitted apart, behind the words (`filters.leaks.training`). All of it is our choice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from filters.leaks.amounts import PLAIN
from filters.leaks.gates import Line, new_bit
from filters.leaks.golds import key
from filters.leaks.known import Known
from filters.leaks.linking import Content
from filters.leaks.reached import reached
from filters.leaks.relations import LEAKS, Relation
from filters.leaks.telling import ladder, upto
from filters.leaks.tokens import WORD, Table, kind_of, tokenise
from filters.leaks.values import is_leak
from filters.leaks.world import comes_to, counts_of

NEWS = frozenset({"gold", "near", "result", "converted", "derived", "new", "constant", "part"})
"""Relations of values that the question does not state."""
SIGNS = frozenset("+-*/^<>|\u00b7\u00d7\u00f7\u2212\u221a")


def _is_letter(word: str) -> bool:
    return len(word) == 1 and kind_of(word) == WORD and word not in "ai"


_THING = new_bit(lambda word: bool(counts_of[word]))
_FORMAL = new_bit(lambda word: word in SIGNS or word == "=" or word[0] == "\\" or _is_letter(word))
"""A sentence without such a word has no formula."""


_FROM_QUESTION, _LONG = ladder("from-question", 5), ladder("long", 5)


def cues(
    text: str, line: Line, stream: Sequence[str], content: Content, relations: Sequence[Relation], known: Known
) -> list[str]:
    """The features of one sentence.

    Args:
        text: the whole text.
        line: where the sentence stands in it.
        stream: its words, an amount being one word.
        content: its longer words.
        relations: its amounts.
        known: what is known of the problem.
    """
    share = 10 * content.about // max(1, len(content.named))
    found = [*_FROM_QUESTION[: share // 2], *_LONG[: len(stream) // 8]]
    if relations:
        found += _values(text, relations, known)
        found += _around(relations, known)
        found += reached(tokenise(text), line.at, line.end, relations, known)
    if line.bits & _THING:
        things = {word: counts for word in stream if (counts := counts_of[word]) and word[:5] not in known.words}
        found += _world(things, stream, relations, known) if things else ()
    if line.bits & _FORMAL:
        found += _formulas(stream, known)
    return found


def _values(text: str, relations: Sequence[Relation], known: Known) -> Iterator[str]:
    names = [relation.name for relation in relations]
    for name in set(names):
        yield f"#has-{name}"
        if names.count(name) > 1:
            yield f"#has-{name}>1"
    leaking = sum(relation.name in LEAKS and is_leak(text, relation) for relation in relations)
    yield from upto("leaking", leaking, 3)
    idle = sum(name in ("gold", "result", "near") for name in names) - leaking
    yield from upto("idle", idle, 2)
    yield from upto("big-news", sum(one.name in NEWS and not one.small for one in relations), 3)
    for relation in relations:
        if relation.name in NEWS:
            yield from _told(text, relation, known)
        if relation.amount.form in ("fraction", "percent") and relation.name not in ("stated", "stated_gold"):
            yield _share(relation, known)


_NEXT = re.compile(r"[\s$-]{1,3}([A-Za-z]{3,})(?:[\s-]([A-Za-z]{3,}))?")


def _told(text: str, relation: Relation, known: Known) -> Iterator[str]:
    """A value with a noun of the question behind it, which the question does not state of that noun."""
    match = _NEXT.match(text, relation.amount.span.end)
    nouns = [noun[:5].lower() for noun in match.groups() if noun] if match else []
    value = key(relation.amount.value)
    if any(noun in known.words and (value, noun) not in known.things for noun in nouns):
        yield f"#told-{relation.name}"
        yield "#told-small" if relation.small else "#told-big"
        yield "#told"


def _share(relation: Relation, known: Known) -> str:
    """A share that the question does not state: of a number of the question it may be the gold, or a result."""
    parts = {key(relation.amount.value * value) for value in known.stated if value > 1}
    return "#share-gold" if parts & known.golds else "#share-result" if parts & known.results else "#share-other"


def _world(
    things: Mapping[str, frozenset[float]], stream: Sequence[str], relations: Sequence[Relation], known: Known
) -> Iterator[str]:
    """Things of the outside world that the question does not speak of, and whether they come to the gold."""
    compared = any(word in _LIKE for word in stream)
    found = ["world", *(["worlds"] if len(things) > 1 else ())]
    counts = frozenset().union(*things.values())
    gold = known.answers
    if counts & gold:
        found.append("world-gold")
        if sum(not gold.isdisjoint(values) for values in things.values()) > 1:
            found.append("worlds-gold")
    elif gold and comes_to(counts, {2.0, *(key(one.amount.value) for one in relations)}, gold):
        found.append("world-reach")
    if counts & known.results:
        found.append("world-result")
    for name in found:
        yield f"#{name}"
        if compared:
            yield f"#{name}-compared"


_LIKE_WORDS = (
    "as same exactly precisely equal equals match matches number count counts picture imagine think enough each every "
    "like just one would could many spare compare shares coincidence curiously happens"
)
_LIKE = frozenset(_LIKE_WORDS.split())


def _around(relations: Sequence[Relation], known: Known) -> Iterator[str]:
    """Whole numbers on either side of a whole gold: candidates that are told to be too few and too many."""
    values = {one.amount.value for one in relations if one.amount.form in PLAIN}
    for gold in known.golds if len(values) > 1 else ():
        if gold == int(gold) and gold not in values:
            reach = max(2.0, gold / 4)
            below = any(0 < gold - value <= reach for value in values)
            if below and any(0 < value - gold <= reach for value in values):
                yield "#around-gold"


_LETS = frozenset({"with", "let", "call", "denote", "write", "if", "for", "writing", "calling", "given", "put", "say"})
_SO_WORDS = (
    "so hence whence thus therefore comes come simply nothing amounts gives leaves equals becomes makes "
    "turns yields consequently leaving precisely exactly wanted whatever accordingly then which"
)
_SO = frozenset(_SO_WORDS.split())


_SIGNS = Table(lambda word: word in SIGNS)
_COMMANDS = Table(lambda word: word[0] == "\\")


def _formulas(stream: Sequence[str], known: Known) -> list[str]:
    equals = stream.count("=")
    letters = stream.count("_v")
    signs = sum(map(_SIGNS.__getitem__, stream))
    commands = sum(map(_COMMANDS.__getitem__, stream))
    if not (equals or letters or signs or commands):
        return []
    found = [*upto("equals", equals, 3), *upto("letters", letters // 2, 5)]
    found += (*upto("signs", signs, 5), *upto("commands", commands, 4))
    if letters > 1 and signs + commands > 1:
        found += ["#formula", "#formula-equals"] if equals else ["#formula"]
        found += _beside_formula([word for word in stream if len(word) > 1 and word.isalpha()], known)
    return found


def _beside_formula(words: Sequence[str], known: Known) -> Iterator[str]:
    """What stands around a formula: letters that are brought in, conclusions, the question's nouns."""
    yield from upto("formula-words", len(words) // 4, 5)
    yield from upto("formula-lets", sum(word in _LETS for word in words), 3)
    so = sum(word in _SO for word in words)
    yield from upto("formula-so", so, 3)
    if any(word[:5] in known.asked for word in words):
        yield "#formula-asked"
        yield from upto("formula-asked-so", so, 2)
    yield from upto("formula-about", sum(word[:5] in known.words for word in words), 4)
