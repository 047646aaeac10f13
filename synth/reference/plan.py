"""The plan of a worked solution: its operations in order, on named quantities, with no results."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from synth.reference.asking import asked_clause
from synth.reference.features import Features
from synth.reference.naming import Name, Namer, namer_of
from synth.reference.terms import Term
from synth.reference.wording import listed, sentence

Thing = TypeVar("Thing")

MAX_LEAVES = 6
"""Computations with more numbers are summed up."""

NOUNS = {
    "+": "addition",
    "-": "subtraction",
    "*": "multiplication",
    "/": "division",
    "^": "powers",
    "%": "remainders",
    "share": "taking a share",
}


def write_plan(features: Features) -> str:
    """Ordered steps in words, one for each computation, and a last one that says what to state."""
    namer = namer_of(features)
    steps = [_step(namer, index, term) for index, term in namer.bindings.steps]
    steps.append(f"State {asked_clause(features.question) or 'the quantity that the question asks for'}")
    return "\n".join(f"{number}. {sentence(step)}" for number, step in enumerate(steps, 1))


def _step(namer: Namer, index: int, term: Term | None) -> str:
    name = namer.names[index]
    if term is None or not term.operands:
        return f"Note {name or 'the next amount, which follows from the text'}"
    found = name or namer.features.results[index].indefinite
    return Operation(namer).imperative(term) + (f" to find {found}" if found else "")


class Operation:
    """Says one computation in words."""

    def __init__(self, namer: Namer) -> None:
        self.namer = namer

    def imperative(self, term: Term) -> str:
        """`Divide the number of friends by the number of tables`."""
        if len(list(term.leaves())) > MAX_LEAVES and not _flat(term):
            return self._summary(term)
        return f"Take {self._share(term)}" if term.operator == "share" else self._verb(term)

    def _verb(self, term: Term) -> str:
        terms = [self._operand(part) for part in term.operands]
        if len(terms) == 1:
            return f"Take {terms[0].text}"
        if term.operator == "+":
            return f"Add {_grouped(plain_first(terms, term))}"
        if term.operator == "-":
            return f"Subtract {_grouped(terms[1:])} from {terms[0].text}"
        if term.operator == "*":
            return self._multiply(term, terms)
        if term.operator == "/":
            return self._divide(term, terms)
        if term.operator == "%":
            return f"Take the remainder of {terms[0].text} divided by {_other(terms)}"
        return f"Raise {terms[0].text} to the power that is called for"

    def _multiply(self, term: Term, terms: list[Name]) -> str:
        if len(terms) == 2:
            for factor, other in ((1, 0), (0, 1)):
                multiple = _multiple(term.operands[factor])
                if multiple:
                    return f"{multiple} {terms[other].text}"
            return f"Multiply {terms[0].text} by {_other(terms)}"
        return f"Multiply {_grouped(plain_first(terms, term))} together"

    def _divide(self, term: Term, terms: list[Name]) -> str:
        divisor = term.operands[1]
        if len(terms) == 2 and divisor.value == 2 and divisor.source and divisor.source.kind in ("implied", "inverse"):
            return f"Halve {terms[0].text}"
        return f"Divide {terms[0].text} by {_other(terms) if len(terms) == 2 else _grouped(terms[1:])}"

    def _share(self, term: Term) -> str:
        """`the percentage of the tip of the price`, for 20/100*50, 50*.2, 50*20*.01 and the like."""
        part, *rest = term.operands
        base = [self._operand(node) for node in rest]
        whole = base[0].text if len(base) == 1 else f"the product of {_grouped(base)}"
        name = self.namer.name(part)
        return f"{'half' if 'half' in name.written.lower() else name.text} of {whole}"

    def _operand(self, term: Term) -> Name:
        if not term.operands:
            return self.namer.name(term)
        return Name(self._share(term) if term.operator == "share" else self._noun(term), "computed", id(term))

    def _noun(self, term: Term) -> str:
        terms = [self._operand(operand) for operand in term.operands]
        if term.operator == "+":
            return f"the sum of {_grouped(plain_first(terms, term))}"
        if term.operator == "*":
            return f"the product of {_grouped(plain_first(terms, term))}"
        if term.operator == "-" and len(terms) == 2:
            return f"the difference between {terms[0].text} and {_other(terms)}"
        if term.operator == "/" and len(terms) == 2:
            if terms[0].source == "unit":
                return f"the reciprocal of {terms[1].text}"
            return f"the quotient of {terms[0].text} and {_other(terms)}"
        if term.operator == "%" and len(terms) == 2:
            return f"the remainder of {terms[0].text} divided by {_other(terms)}"
        return terms[0].text if len(terms) == 1 else f"what {_grouped(terms)} come to"

    def _summary(self, term: Term) -> str:
        names = [self.namer.name(leaf) for leaf in term.leaves()]
        used = list(dict.fromkeys(NOUNS[sign] for sign in term.operators()))
        return f"Combine {_grouped(names)} by {listed(used)}"


def plain_first(terms: Sequence[Thing], term: Term) -> list[Thing]:
    """The parts of a sum or product with the plain ones in front, so that a list of them can be read."""
    order = sorted(range(len(terms)), key=lambda at: bool(term.operands[at].operands))
    return [terms[at] for at in order]


def _flat(term: Term) -> bool:
    return all(not part.operands for part in term.operands)


def _multiple(term: Term) -> str | None:
    """Factors such as `twice` have verbs of their own."""
    if term.source is None or not (
        term.source.kind == "implied" or term.source.kind == "stated" and term.named_multiple
    ):
        return None
    return {2: "Double", 3: "Triple"}.get(int(term.value)) if term.value.denominator == 1 else None


def _other(terms: Sequence[Name]) -> str:
    """The second of two names."""
    return terms[1].text if terms[0].key != terms[1].key else "itself"


def _grouped(terms: Sequence[Name]) -> str:
    """The names as a list; what occurs again is said so."""
    counts = Counter(term.text for term in terms)
    again = {1: "", 2: " twice over"}
    return listed([text + again.get(count, " repeatedly") for text, count in counts.items()])
