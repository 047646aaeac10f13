"""Reads a solution's computations as terms, with everything that each number in them can be."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from synth.reference.conversions import conversion, is_stated_factor, mention_unit, result_unit, units_in
from synth.reference.expression import Node
from synth.reference.features import Features
from synth.reference.known import known_factor
from synth.reference.mentions import Mention
from synth.reference.shares import Factor, factors, stated_share
from synth.reference.terms import MEASURES, Source, Term

IMPLIED = re.compile(r"(?<![\d.,])(?P<number>[\d.,]*\d)\s(?P<noun>[a-z]{3,}s)\b")
"""A number of a computation with what it counts: `2 legs`."""


class TermReader:
    """Reads the computations of one solution, step after step."""

    def __init__(self, features: Features) -> None:
        self.steps = features.steps
        self.mentions = features.mentions
        self.question = " ".join(features.question.split())
        self.text = features.question.lower()
        self.alias: dict[int, Source] = {}
        self.unstated: dict[tuple[str, Fraction], int] = {}
        self.by_value: dict[Fraction, list[int]] = {}
        for at, mention in enumerate(features.mentions):
            if not self._repeated(at):
                self.by_value.setdefault(mention.value, []).append(at)

    def _repeated(self, at: int) -> bool:
        """True if a number is the same quantity once more: `in the 30 days`, and a second `twice` or `half`."""
        mention = self.mentions[at]
        for earlier in self.mentions[:at]:
            if earlier.value == mention.value and earlier.kind == mention.kind:
                if mention.kind in ("multiple", "fraction"):
                    return True
                if _noun(mention) == _noun(earlier) != "" and (mention.again or mention.kind == "duration"):
                    return True
        return False

    def read(self, index: int) -> Term | None:
        """The term of a step; None if it is no plain arithmetic."""
        tree = self.steps[index].tree
        return None if tree is None else self._term(tree, index, "")

    def _term(self, node: Node, index: int, parent: str) -> Term:
        if not node.operands:
            return self._number(node.value, index, parent, node.text)
        if parent and all(not part.operands for part in node.operands) and self._results(node.value, index):
            return self._number(node.value, index, parent, "")  # 3/4, found as such before
        share = None if self._results(node.value, index) else self._share(node, index)
        if share is not None:
            return share
        if node.operator == "/" and len(node.operands) == 2 and not node.operands[1].operands:
            sources = self._halving(node.operands[1].value)
            if sources and not self._sources(node.operands[1].value, index, ""):
                part = Term(1 / node.operands[1].value, sources=sources, parent="share")
                return Term(node.value, "share", (part, self._term(node.operands[0], index, "*")))
        terms = tuple(
            self._conversion(node, at, index) or self._term(operand, index, node.operator)
            for at, operand in enumerate(node.operands)
        )
        return Term(node.value, node.operator, terms, parent=parent)

    def _conversion(self, node: Node, at: int, index: int) -> Term | None:
        """The factor between the unit of the other number and the unit of the result, which nothing else can be."""
        factor, step = node.operands[at], self.steps[index]
        if len(node.operands) != 2 or factor.operands or (node.operator == "/" and at == 0) or node is not step.tree:
            return None
        other = node.operands[1 - at]
        if node.operator == "*" and at == 0 and other.value == factor.value:
            return None  # 7 * 7 days: one of them is the factor
        before = {*units_in(step, other)} or {unit for unit in self._units(other.value, index) if unit}
        found = conversion(factor.value, node.operator, before, result_unit(step))
        if found is None or any(
            self._states(mention, found) for mention in self.mentions if mention.value == factor.value
        ):
            return None
        return Term(factor.value, sources=(Source("known", name=found[2]),), parent=node.operator, text=factor.text)

    def _units(self, value: Fraction, index: int) -> Iterator[str | None]:
        """The units of whatever has a value."""
        yield from (result_unit(step) for step in self.steps[:index] if step.result == value)
        yield from (mention_unit(self.mentions[at]) for at in self.by_value.get(value, ()))

    def _states(self, mention: Mention, found: tuple[str, str, str]) -> bool:
        return is_stated_factor(self.question, mention, found[0], found[1])

    def _share(self, node: Node, index: int) -> Term | None:
        """A product with a stated percentage or fraction among its factors: `20/100*50`, `50*.2`, `3/4*60`."""
        parts = factors(node)
        for size in range(1, min(4, len(parts))):
            for start in range(len(parts) - size + 1):
                taken, rest = parts[start : start + size], parts[:start] + parts[start + size :]
                if any(divides for _, divides in rest) or (size > 1 and self._explained(taken, index)):
                    continue
                found = [at for at in stated_share(taken, self.mentions) if not self._repeated(at)]
                if found and not (size == 1 and self._results(taken[0][0].value, index)):
                    return self._shared(node, found, rest, index)
        return None

    def _shared(self, node: Node, found: Sequence[int], rest: Sequence[Factor], index: int) -> Term:
        units = [part for part, _ in rest if part.operands or part.value != 1] or [part for part, _ in rest]
        share = Term(Fraction(0), sources=tuple(Source("share", at) for at in found), parent="share")
        return Term(node.value, "share", (share, *(self._term(part, index, "*") for part in units)))

    def _explained(self, taken: Sequence[Factor], index: int) -> bool:
        """True if each number is one of the problem or a result, so that no fraction need be meant."""
        return all(
            self._results(part.value, index)
            or any(self.mentions[at].kind not in ("percentage", "fraction") for at in self.by_value.get(part.value, ()))
            for part, _ in taken
        )

    def _number(self, value: Fraction, index: int, parent: str, text: str) -> Term:
        sources = self._sources(value, index, parent)
        if (
            value in (2, 3)
            and parent in ("*", "/")
            and sources
            and all(self._is_multiple(source) for source in sources)
        ):
            sources = (*sources, self._implied(value, index, parent, text))
        if not sources:
            sources = (Source("unit"),) if value == 1 else (self._implied(value, index, parent, text),)
        multiple = any(self.mentions[at].kind == "multiple" for at in self.by_value.get(value, ()))
        return Term(value, sources=sources, parent=parent, text=text, named_multiple=multiple)

    def _is_multiple(self, source: Source) -> bool:
        return source.kind == "stated" and self.mentions[source.at].kind == "multiple"

    def _implied(self, value: Fraction, index: int, parent: str, text: str) -> Source:
        """A number that nobody states; what it counts, where the computation says so, tells it from others."""
        found = (
            IMPLIED.search(self.steps[index].visible, max(0, self.steps[index].visible.find(text))) if text else None
        )
        noun = found["noun"] if found and found["number"] == text else None
        name = f"number of {noun}" if noun else "factor" if parent in ("*", "/") else "amount"
        return Source("implied", self.unstated.setdefault((name, value), len(self.unstated)), name)

    def _line(self, index: int) -> str:
        step = self.steps[index]
        return f"{step.before} {step.visible} {step.after}".lower()

    def _sources(self, value: Fraction, index: int, parent: str) -> tuple[Source, ...]:
        """Results first, then stated numbers, then what everybody knows."""
        found = [*self._results(value, index), *(Source("stated", at) for at in self.by_value.get(value, ()))]
        if not found:
            found = self._derived(value)
        if parent == "/" or parent == "*" and not any(source.kind == "stated" for source in found):
            found += self._halving(value)
        found += (Source("dozens", at) for at, m in enumerate(self.mentions) if m.dozens and m.value == value * 12)
        if value != 1 and (name := known_factor(value, self.text, self._line(index))):
            found.append(Source("known", name=name))
        return tuple(dict.fromkeys(found))

    def _results(self, value: Fraction, index: int) -> list[Source]:
        found = (at for at in range(index - 1, -1, -1) if self.steps[at].result == value)
        return [self.alias.get(at, Source("result", at)) for at in found]

    def _derived(self, value: Fraction) -> list[Source]:
        """Decimals of stated percentages, what they leave, and cents as dollars."""
        found: list[Source] = []
        for at, mention in enumerate(self.mentions):
            if mention.kind == "percentage" and mention.value == value * 100:
                found.append(Source("share", at))
            elif _left_by(mention) in (value, value / 100) and value not in (0, 1):
                found.append(Source("complement", at))
            elif mention.kind in ("money", "rate") and mention.value == value * 100 and "cent" in mention.text:
                found.append(Source("cents", at))
        return found

    def _halving(self, value: Fraction) -> tuple[Source, ...]:
        inverse = self.by_value.get(1 / value, ()) if value else ()
        return tuple(Source("inverse", at) for at in inverse if self.mentions[at].kind == "fraction")


def _noun(mention: Mention) -> str:
    """What it counts, in a word where it is a unit and in two where it is not."""
    return mention.counted.partition(" ")[0] if mention.kind in MEASURES else mention.counted


def _left_by(mention: Mention) -> Fraction | None:
    if mention.kind == "percentage":
        return 1 - mention.value / 100
    return 1 - mention.value if mention.kind == "fraction" and mention.value < 1 else None
