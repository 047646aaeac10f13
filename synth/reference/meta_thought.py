"""The worked solution's reasoning with letters for every quantity and no number at all (CoMT)."""

import re
from collections.abc import Iterator
from itertools import product

from synth.reference.expression import Node
from synth.reference.features import Features
from synth.reference.naming import Name, Namer
from synth.reference.numerals import holds_number
from synth.reference.plan import plain_first
from synth.reference.shares import split_share, stated_part
from synth.reference.wording import listed, sentence

VERBS = {"/": "Divide {} by {}", "^": "Raise {} to the power {}", "%": "Take the remainder of {} divided by {}"}
"""Operations whose operands cannot change places."""

LETTERS = "ABCDEFGHKLMNPQRSTUVWXYZ"
"""Names in the order of use; I, J and O are easily misread."""

MULTIPLES = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"\b(?:the\s)?(?:other\s)?(?:one\s)?half(?:\sof)?\s(?=\w)", "the given fraction of "),
        (r"\b(?:one\s|a\s)?half\b|\bhalves\b", "the given fraction"),
        (r"\btwice\b|\bthrice\b|\b(?:doubl|tripl|quadrupl|halv)e\b", "several times"),
        (r"\b(?:doubl|tripl|quadrupl|halv)(?:ed|es|ing)\b", "scaled"),
        (r"\bone\b(?!\s(?:of|after|by|another)\b)", "a single"),
    )
)
"""Multiples in words: values of the problem as much as digits are."""


def write_meta_thought(features: Features) -> str | None:
    """Steps on named quantities, each name introduced before it is used; None where the solution computes nothing."""
    thought = _Thought(features)
    for index, step in enumerate(features.steps):
        if step.tree is not None and step.tree.operands:
            thought.add(index, step.tree)
    return thought.text()


class _Thought:
    """Gathers the steps and gives out the letters."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.namer = Namer(features)
        self.letters = _letters()
        self.letter_of: dict[object, str] = {}
        self.said: list[str] = []
        self.last = ""

    def add(self, index: int, tree: Node) -> None:
        """Introduce what a computation uses, then say the computation."""
        introduced: list[str] = []
        operation = self._operation(tree, index, introduced)
        if introduced:
            self.said.append("Let " + listed(introduced))
        letter = next(self.letters)
        self.letter_of["result", index] = self.last = letter
        name = self.namer.names[index]
        self.said.append(f"{operation} to get {letter}{f', {_plain(name)}' if name else ''}")

    def text(self) -> str | None:
        """All of it, ending with the name of what was asked for."""
        if not self.said:
            return None
        return "\n".join(map(sentence, [*self.said, f"{self.last} is what the question asks for"]))

    def _operation(self, tree: Node, index: int, introduced: list[str]) -> str:
        share = self._share(tree, index, introduced)
        if share:
            return f"Take {share}"
        terms = [self._term(node, index, tree.operator, introduced) for node in tree.operands]
        if len(terms) == 1:
            return f"Change the sign of {terms[0]}" if tree.operator == "-" else f"Take {terms[0]} per hundred"
        if tree.operator == "+":
            return f"Add {listed(plain_first(terms, tree))}"
        if tree.operator == "-":
            return f"Subtract {listed(terms[1:])} from {terms[0]}"
        if tree.operator == "*":
            return (
                f"Multiply {listed(plain_first(terms, tree))}" if len(terms) > 2 else f"Multiply {' by '.join(terms)}"
            )
        return VERBS[tree.operator].format(terms[0], listed(terms[1:]))

    def _share(self, tree: Node, index: int, introduced: list[str]) -> str | None:
        """`the share B of A`, where a stated percentage or fraction is taken."""
        mentions = self.features.mentions
        part = stated_part(tree, mentions)
        split = (part, [tree.operands[0]]) if part else split_share(tree, mentions)
        if split is None or self.namer.is_result(tree.value, index):
            return None
        mention, rest = split
        base = [self._term(node, index, "*", introduced) for node in rest]
        letter = self._named(("stated", mention.start), mention.definite, introduced)
        return f"the share {letter} of {base[0] if len(base) == 1 else f'the product of {listed(base)}'}"

    def _term(self, node: Node, index: int, operator: str, introduced: list[str]) -> str:
        """A letter, or a smaller computation in words."""
        if not node.operands or self.namer.is_result(node.value, index):
            return self._letter(self.namer.name(Node(node.value), index, operator), introduced)
        share = self._share(node, index, introduced)
        if share:
            return share
        terms = [self._term(operand, index, node.operator, introduced) for operand in node.operands]
        if len(terms) == 1:
            return f"the opposite of {terms[0]}" if node.operator == "-" else f"{terms[0]} as a percentage"
        noun = {"+": "sum", "*": "product", "-": "difference", "/": "quotient", "^": "power", "%": "remainder"}[
            node.operator
        ]
        return f"the {noun} of {listed(plain_first(terms, node) if node.operator in '+*' else terms)}"

    def _letter(self, name: Name, introduced: list[str]) -> str:
        said = {"implied": "the number that the wording implies", "one": "a single unit"}
        text = said.get(name.text if name.text == "one" else name.source, name.text)
        return self._named(name.key, text, introduced)

    def _named(self, key: object, text: str, introduced: list[str]) -> str:
        """The letter of a quantity, given out now if it has none."""
        known = self.letter_of.get(key)
        if known:
            return known
        letter = self.letter_of[key] = next(self.letters)
        introduced.append(f"{letter} be {_plain(text) or 'the next stated quantity'}")
        return letter


def _letters() -> Iterator[str]:
    yield from LETTERS
    for pair in product(LETTERS, repeat=2):
        yield "".join(pair)


def _plain(name: str) -> str:
    """The name without multiples in words; empty if a number stays in it."""
    for pattern, said in MULTIPLES:
        name = pattern.sub(said, name)
    return "" if holds_number(name) else name
