"""What speaks for a number's being this quantity and not another of the same value: the words around both."""

import re
from collections.abc import Sequence
from functools import cached_property

from synth.reference.features import Features
from synth.reference.lexicon import words
from synth.reference.terms import MEASURES, PLAIN, Source, Term

WORD = re.compile(r"[A-Za-z]+(?:['\u2019]s)?")
STOP = words(
    "the a an of to in on at for from by with and or but so if then is are was were be been has have had do does did "
    "will would can could it its that this these those there which who what how many much each every per he she they "
    "his her their him them we you i as than because since since when while after before into out up total number "
    "amount get gets got all also only more less other same s x first"
)
CLAUSE_END = re.compile(r"[.;?!](?:\s|$)|,\s|\s(?:and|but|while|then)\s")
UNIT_WORDS = 3
"""So many words behind a number can say what it counts."""

SIGN = re.compile(r"[-+*/=()\u00d7\u00f7]|\bx\b")
MONEY_KINDS = ("money", "rate")
SHARES = ("percentage", "fraction", "multiple")

UNIT, NOUN, CLAUSE, SENTENCE = 3.2, 0.7, 0.9, 0.3
"""Weights of a unit that both have, and of a word of the line that is what is counted, or in the clause or sentence."""

RESULT = -0.3
"""Weight of results, whose words are the solution's own."""

FIRST_USE, FIRST_USE_OF_RESULT, TWICE, RECENT, IN_ORDER, TOGETHER = 2.0, 2.5, 2.5, 0.6, 0.2, 0.2
"""Weights of a source that is not used yet, of one that a sum or product would hold twice, of the result just found, of
the question's order, of one sentence."""


MONEY_TWICE = 1.5
"""Weight against a product of two amounts of money."""


def stems(text: str) -> tuple[str, ...]:
    """The telling words of a text in order, without endings; names keep their capital."""
    return tuple(stem for word in WORD.findall(text) if (stem := _stem(word)) not in STOP)


def _stem(word: str) -> str:
    plain = word.lower().removesuffix("'s").removesuffix("\u2019s")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", "")):
        if plain.endswith(ending) and len(plain) > len(ending) + 2 and not plain.endswith("ss"):
            return plain.removesuffix(ending) + instead
    return plain


class Context:
    """The words around a source or around a number in a computation."""

    __slots__ = ("clause", "kind", "money", "near", "sentence")

    def __init__(
        self, near: Sequence[str], clause: Sequence[str], sentence: Sequence[str], kind: str, money: bool
    ) -> None:
        self.near = frozenset(near)
        self.clause = frozenset(clause)
        self.sentence = frozenset(sentence)
        self.kind = kind
        self.money = money


class Evidence:
    """Weighs the sources of a solution's numbers."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.text = " ".join(features.question.split())
        self.contexts: dict[Source, Context] = {}

    def weigh(self, term: Term, index: int, nth: int) -> dict[Source, float]:
        """How much speaks for each source of a number, not counting what other numbers are.

        Args:
            term: the number.
            index: its step.
            nth: its place among the step's numbers of the same value.
        """
        step = self.features.steps[index]
        unit, signed = self._behind(term, index, nth)
        line = frozenset(stems(f"{step.before} {step.visible} {step.after}"))
        contexts = [self._of(source) for source in term.sources]
        marked = "$" in step.visible.rstrip("$= ")
        return {
            source: _fit(context, unit, line)
            + (_money(context, signed) if marked and term.parent in ("*", "/", "share") else 0)
            + self._kind(term, source, context, index)
            for source, context in zip(term.sources, contexts, strict=True)
        }

    def _kind(self, term: Term, source: Source, context: Context, index: int) -> float:
        """How well a kind of quantity fits the operation."""
        step = self.features.steps[index]
        weight = RESULT if source.kind == "result" else 0.0
        weight += RECENT if source.kind == "result" and source.at == index - 1 else 0.0
        if source.kind in ("known", "implied"):
            weight -= 1.2 if source.kind == "known" else 0.3
        if context.kind in ("time", "year"):
            weight -= 1.0
        if term.parent in ("+", "-"):
            weight -= 2.0 if context.kind in SHARES else 0.0
            weight += 0.6 if step.money == context.money else -0.6
            counted = frozenset(stems(step.after)[:UNIT_WORDS])
            weight += 0.6 if context.near & counted else -1.0 if counted and context.kind in MEASURES else 0.0
        elif context.kind == "multiple" and term.parent == "/":
            weight -= 0.5
        elif context.kind == "difference":
            weight -= 2.0
        elif context.money and not step.money and term.parent in ("*", "share"):
            weight -= 1.0
        return weight

    def _of(self, source: Source) -> Context:
        found = self.contexts.get(source)
        if found is None:
            found = self.contexts[source] = self._make(source)
        return found

    def _make(self, source: Source) -> Context:
        if source.kind == "result":
            step = self.features.steps[source.at]
            around = stems(f"{step.before} {step.after}")
            return Context(stems(step.after)[:UNIT_WORDS], around, around, "result", step.money)
        if source.kind in PLAIN:
            return self._mention(source.at)
        name = stems(source.name)
        return Context(name, name, name, source.kind, "cents" in source.name or "dollars" in source.name)

    def _mention(self, at: int) -> Context:
        mention = self.features.mentions[at]
        end = mention.start + len(mention.text)
        first, last = self._sentence(mention.start)
        before, after = (
            self.text[first : mention.start],
            self.text[mention.start + len(mention.text.split(" ")[0]) : last],
        )
        starts = [found.end() for found in CLAUSE_END.finditer(before)]
        stop = CLAUSE_END.search(self.text, end)
        clause = before[starts[-1] if starts else 0 :] + " " + self.text[mention.start : stop.start() if stop else last]
        head = SIGN.split(CLAUSE_END.split(after, maxsplit=1)[0], maxsplit=1)[0]
        near = stems(head)[:UNIT_WORDS] or stems(before)[-2:]
        money = mention.kind == "money" or mention.text.startswith(("$", "\u20ac", "\u00a3"))
        return Context(near, stems(clause), stems(before + " " + after), mention.kind, money)

    def _sentence(self, start: int) -> tuple[int, int]:
        for first, last in self._sentences:
            if first <= start < last:
                return first, last
        return 0, len(self.text)

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        ends = [found.end() for found in re.finditer(r"[.?!](?:\s|$)", self.text)]
        return list(zip([0, *ends], [*ends, len(self.text)], strict=True))

    def is_money(self, source: Source) -> bool:
        """True for an amount of money, also one for each of something."""
        return self._of(source).money

    def sentence_of(self, source: Source) -> int:
        """Where the sentence of a stated number begins; -1 for other sources."""
        return self._sentence(self.features.mentions[source.at].start)[0] if source.kind in PLAIN else -1

    def _behind(self, term: Term, index: int, nth: int) -> tuple[frozenset[str], bool]:
        """The words behind a number in the visible computation, and whether a currency sign is in front of it."""
        visible = self.features.steps[index].visible
        if not term.text:
            return frozenset(), False
        spots = list(re.finditer(rf"(\$\s?)?(?<![\d.,]){re.escape(term.text)}(?![\d]|[.,]\d)", visible))
        if not spots:
            return frozenset(), False
        spot = spots[min(nth, len(spots) - 1)]
        behind = SIGN.split(visible[spot.end() :], maxsplit=1)[0]
        return frozenset(stems(behind)[:UNIT_WORDS]), spot[1] is not None


def _fit(context: Context, unit: frozenset[str], line: frozenset[str]) -> float:
    weight = UNIT if unit & context.near else UNIT / 2 if unit & context.clause else 0.0
    noun, close = line & context.near, line & context.clause - context.near
    far = line & context.sentence - context.clause
    return weight + NOUN * min(2, len(noun)) + CLAUSE * min(3, len(close)) + SENTENCE * min(3, len(far))


def _money(context: Context, signed: bool) -> float:
    money = context.kind in MONEY_KINDS or context.money
    return 1.0 if money == signed else -1.0
