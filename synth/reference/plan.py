"""The plan of a worked solution: its operations in order, on named quantities, with no results."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from synth.reference.asking import asked_clause
from synth.reference.expression import Node
from synth.reference.features import Features
from synth.reference.naming import Name, Namer
from synth.reference.shares import split_share
from synth.reference.wording import listed, plural, sentence

Term = TypeVar("Term")

MAX_LEAVES = 6
"""Computations with more numbers are summed up."""

NOUNS = {"+": "addition", "-": "subtraction", "*": "multiplication", "/": "division", "^": "powers", "%": "remainders"}


def write_plan(features: Features) -> str:
    """Ordered steps in words, one for each computation, and a last one that says what to state."""
    namer = Namer(features)
    steps = [_step(features, namer, index) for index in range(len(features.steps))]
    steps = [step for step, previous in zip(steps, [None, *steps], strict=False) if step != previous]
    steps.append(f"State {asked_clause(features.question) or 'the quantity that the question asks for'}")
    return "\n".join(f"{number}. {sentence(step)}" for number, step in enumerate(steps, 1))


def _step(features: Features, namer: Namer, index: int) -> str:
    step, name = features.steps[index], namer.names[index]
    purpose = f" to find {name}" if name else ""
    if step.tree is None or not step.tree.operands:
        return f"Read {name or 'the next amount'} off from what is known by then"
    return Operation(namer, index).imperative(step.tree) + purpose


class Operation:
    """Says one computation in words."""

    def __init__(self, namer: Namer, index: int) -> None:
        self.namer, self.index = namer, index

    def imperative(self, tree: Node) -> str:
        """`Divide the number of friends by the stated number`."""
        if len(list(tree.leaves())) > MAX_LEAVES and not _flat(tree):
            return self._summary(tree)
        share = self._share(tree)
        if share:
            return f"Take {share}"
        return self._verb(tree)

    def _verb(self, tree: Node) -> str:
        if len(tree.operands) == 1:
            return f"Take {self._operand(tree.operands[0], tree.operator).text}"
        terms = [self._operand(node, tree.operator) for node in tree.operands]
        if tree.operator == "+":
            return f"Add {_grouped(plain_first(terms, tree))}"
        if tree.operator == "-":
            return f"Subtract {_difference(terms, tree)}"
        if tree.operator == "*":
            return self._multiply(tree, terms)
        if tree.operator == "/":
            return self._divide(tree, terms)
        if tree.operator == "%":
            return f"Take the remainder of {terms[0].text} divided by {_other(terms)}"
        return f"Raise {terms[0].text} to the stated power"

    def _multiply(self, tree: Node, terms: list[Name]) -> str:
        if len(terms) == 2:
            for factor, other in ((1, 0), (0, 1)):
                multiple = _multiple(tree.operands[factor], terms[factor])
                if multiple:
                    return f"{multiple} {terms[other].text}"
            return f"Multiply {terms[0].text} by {_other(terms)}"
        terms = plain_first(terms, tree)
        return f"Multiply {_grouped(terms)} together" if _distinct(terms) else f"Multiply {_grouped(terms)}"

    def _divide(self, tree: Node, terms: list[Name]) -> str:
        if len(terms) == 2 and tree.operands[1].value == 2 and terms[1].source != "result":
            return f"Halve {terms[0].text}"
        return f"Divide {terms[0].text} by {_other(terms) if len(terms) == 2 else _grouped(terms[1:])}"

    def _share(self, tree: Node) -> str | None:
        """`the stated percentage of the price`, for 20/100*50, 50*.2, 50*20*.01 and the like."""
        split = split_share(tree, self.namer.features.mentions)
        if split is None:
            return None
        mention, rest = split
        base = [self._operand(node, "*") for node in rest]
        whole = base[0].text if len(base) == 1 else f"the product of {_grouped(base)}"
        return f"{'half' if mention.value == Fraction(1, 2) else mention.definite} of {whole}"

    def _operand(self, node: Node, operator: str) -> Name:
        if not node.operands:
            return self.namer.name(node, self.index, operator)
        if _flat(node) and self.namer.is_result(node.value, self.index):  # 3/4, found as such before
            return self.namer.name(Node(node.value), self.index, operator)
        return Name(self._share(node) or self._noun(node), "computed", id(node))

    def _noun(self, node: Node) -> str:
        terms = [self._operand(operand, node.operator) for operand in node.operands]
        if node.operator == "+":
            return f"the sum of {_grouped(plain_first(terms, node))}"
        if node.operator == "*":
            return f"the product of {_grouped(plain_first(terms, node))}"
        if node.operator == "-" and len(terms) == 2:
            return f"the difference between {terms[0].text} and {_other(terms)}"
        if node.operator == "/" and len(terms) == 2:
            if terms[0].text == "one":
                return f"the reciprocal of {terms[1].text}"
            return f"the quotient of {terms[0].text} and {_other(terms)}"
        if node.operator == "%" and len(terms) == 2:
            return f"the remainder of {terms[0].text} divided by {_other(terms)}"
        return terms[0].text if len(terms) == 1 else f"what {_grouped(terms)} come to"

    def _summary(self, tree: Node) -> str:
        names = [self.namer.name(leaf, self.index) for leaf in tree.leaves()]
        used = list(dict.fromkeys(NOUNS[sign] for sign in tree.operators()))
        return f"Combine {_grouped(names)} by {listed(used)}"


def plain_first(terms: Sequence[Term], tree: Node) -> list[Term]:
    """The terms of a sum or product with the plain ones in front, so that a list of them can be read."""
    order = sorted(range(len(terms)), key=lambda at: bool(tree.operands[at].operands))
    return [terms[at] for at in order]


def _flat(tree: Node) -> bool:
    return all(not node.operands for node in tree.operands)


def _multiple(node: Node, name: Name) -> str | None:
    """Factors such as `twice` have verbs of their own."""
    if node.operands or name.source == "result" or name.source == "stated" and "multiple" not in name.text:
        return None
    return {2: "Double", 3: "Triple"}.get(int(node.value)) if node.value.denominator == 1 else None


def _difference(terms: Sequence[Name], tree: Node) -> str:
    """What is taken from what; amounts of one name are told apart by their size."""
    if len(terms) == 2 and terms[0].text == terms[1].text and tree.operands[0].value > tree.operands[1].value:
        return f"the smaller {terms[1].text.removeprefix('the ')} from the larger"
    return f"{_grouped(terms[1:])} from {terms[0].text}"


def _distinct(terms: Sequence[Name]) -> bool:
    return len({term.text for term in terms}) == len(terms)


def _other(terms: Sequence[Name]) -> str:
    """The second of two names, told apart from the first."""
    if terms[0].text != terms[1].text:
        return terms[1].text
    return terms[1].text.replace("the ", "the other ", 1) if terms[0].key != terms[1].key else "itself"


def _grouped(terms: Sequence[Name]) -> str:
    """The names as a list; several of the same name become a plural."""
    counts = Counter(term.text for term in terms)
    return listed(
        [text if count == 1 else plural(text) if plural(text) != text else text for text, count in counts.items()]
    )
