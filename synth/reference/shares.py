"""Computations that take a stated share of something: `20/100*50`, `50*.2`, `50*20*.01`, `3/4*60`."""

from collections.abc import Sequence
from fractions import Fraction

from synth.reference.expression import Node
from synth.reference.mentions import Mention

Factor = tuple[Node, bool]
"""A factor of a product, and whether it divides."""


def factors(tree: Node) -> list[Factor]:
    """The factors of a product; a quotient's parts count as factors that may divide."""
    if tree.operator == "*":
        return [part for node in tree.operands for part in factors(node)]
    if tree.operator == "/":
        head, *others = tree.operands
        return [*factors(head), *((node, True) for node in others)]
    return [(Node(tree.value) if tree.operator == "%" else tree, False)]


def stated_share(parts: Sequence[Factor], mentions: Sequence[Mention]) -> list[int]:
    """Indices of the percentages and fractions that some factors come to; empty if there are none."""
    value = Fraction(1)
    for node, divides in parts:
        if node.operands or (divides and not node.value):
            return []
        value = value / node.value if divides else value * node.value
    return [at for at, mention in enumerate(mentions) if _states(mention, value)]


def _states(mention: Mention, value: Fraction) -> bool:
    if mention.kind == "percentage":
        return mention.value == value * 100
    fraction = mention.kind == "fraction" and value < 1 or mention.kind == "multiple" and value.denominator > 1
    return fraction and mention.value == value
