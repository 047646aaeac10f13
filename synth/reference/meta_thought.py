"""The worked solution's reasoning with letters for every quantity and no number at all (CoMT)."""

import re
from collections.abc import Iterator
from itertools import product

from synth.reference.features import Features
from synth.reference.naming import Name, Namer, namer_of
from synth.reference.numerals import holds_number
from synth.reference.plan import plain_first
from synth.reference.terms import Source, Term
from synth.reference.wording import listed, sentence

VERBS = {"/": "Divide {} by {}", "^": "Raise {} to the power {}", "%": "Take the remainder of {} divided by {}"}
"""Operations whose operands cannot change places."""

NOUNS = {"+": "sum", "*": "product", "-": "difference", "/": "quotient", "^": "power", "%": "remainder"}
"""What an operation yields."""

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
    thought = _Thought(namer_of(features))
    for index, term in thought.namer.bindings.steps:
        if term is not None and term.operands:
            thought.add(index, term)
    return thought.text()


class _Thought:
    """Gathers the steps and gives out the letters."""

    def __init__(self, namer: Namer) -> None:
        self.namer = namer
        self.letters = _letters()
        self.letter_of: dict[object, str] = {}
        self.said: list[str] = []
        self.introduced: list[str] = []
        self.last = ""

    def add(self, index: int, term: Term) -> None:
        """Introduce what a computation uses, then say the computation."""
        self.introduced = []
        operation = self._operation(term)
        if self.introduced:
            self.said.append("Let " + listed(self.introduced))
        letter = next(self.letters)
        self.letter_of[Source("result", index)] = self.last = letter
        name = self.namer.names[index] or self.namer.features.results[index].indefinite
        self.said.append(f"{operation} to get {letter}{f', {_plain(name)}' if name and _plain(name) else ''}")

    def text(self) -> str | None:
        """All of it, ending with the name of what was asked for."""
        if not self.said:
            return None
        return "\n".join(map(sentence, [*self.said, f"{self.last} is what the question asks for"]))

    def _operation(self, term: Term) -> str:
        if term.operator == "share":
            return f"Take {self._share(term)}"
        terms = list(map(self._term, term.operands))
        if len(terms) == 1:
            return f"Change the sign of {terms[0]}" if term.operator == "-" else f"Take {terms[0]} per hundred"
        if term.operator == "+":
            return f"Add {listed(plain_first(terms, term))}"
        if term.operator == "-":
            return f"Subtract {listed(terms[1:])} from {terms[0]}"
        if term.operator == "*":
            return (
                f"Multiply {listed(plain_first(terms, term))}" if len(terms) > 2 else f"Multiply {' by '.join(terms)}"
            )
        return VERBS[term.operator].format(terms[0], listed(terms[1:]))

    def _share(self, term: Term) -> str:
        """`the share B of A`, where a stated percentage or fraction is taken."""
        base = list(map(self._term, term.operands[1:]))
        letter = self._term(term.operands[0])
        return f"the share {letter} of {base[0] if len(base) == 1 else f'the product of {listed(base)}'}"

    def _term(self, term: Term) -> str:
        """A letter, or a smaller computation in words."""
        if not term.operands:
            return self._letter(self.namer.name(term))
        if term.operator == "share":
            return self._share(term)
        terms = list(map(self._term, term.operands))
        if len(terms) == 1:
            return f"the opposite of {terms[0]}" if term.operator == "-" else f"{terms[0]} as a percentage"
        return f"the {NOUNS[term.operator]} of {listed(plain_first(terms, term) if term.operator in '+*' else terms)}"

    def _letter(self, name: Name) -> str:
        """The letter of a quantity, given out now if it has none."""
        known = self.letter_of.get(name.key)
        if known:
            return known
        letter = self.letter_of[name.key] = next(self.letters)
        text = "a single unit" if name.source == "unit" else _plain(name.text) or f"the next quantity behind {letter}"
        self.introduced.append(f"{letter} be {text}")
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
