"""Computations that take a stated share of something: `20/100*50`, `50*.2`, `50*20*.01`, `3/4*60`."""

from collections.abc import Sequence
from fractions import Fraction

from synth.reference.expression import Node
from synth.reference.mentions import Mention

Factor = tuple[Node, bool]
"""A factor of a product, and whether it divides."""


def share_of(tree: Node, mentions: Sequence[Mention]) -> tuple[Mention, Node] | None:
    """The stated percentage or fraction that a computation takes, and the one number it is taken of."""
    split = split_share(tree, mentions)
    if split is None:
        return None
    mention, rest = split
    return (mention, rest[0]) if len(rest) == 1 and not rest[0].operands else None


def split_share(tree: Node, mentions: Sequence[Mention]) -> tuple[Mention, list[Node]] | None:
    """The stated percentage or fraction among a product's factors, and the other factors."""
    parts = _factors(tree)
    for size in range(1, min(4, len(parts))):
        for start in range(len(parts) - size + 1):
            rest = parts[:start] + parts[start + size :]
            mention = _stated(parts[start : start + size], mentions)
            if mention is not None and not any(divides for _, divides in rest):
                units = [node for node, _ in rest if node.operands or node.value != 1]
                return mention, units or [node for node, _ in rest]
    return None


def _factors(tree: Node) -> list[Factor]:
    """The factors of a product; a quotient's parts count as factors that may divide."""
    if tree.operator == "*":
        return [part for node in tree.operands for part in _factors(node)]
    if tree.operator == "/":
        head, *others = tree.operands
        return [*_factors(head), *((node, True) for node in others)]
    return [(Node(tree.value) if tree.operator == "%" else tree, False)]


def _stated(parts: Sequence[Factor], mentions: Sequence[Mention]) -> Mention | None:
    """The percentage or fraction that some factors come to."""
    value = Fraction(1)
    for node, divides in parts:
        if node.operands or (divides and not node.value):
            return None
        value = value / node.value if divides else value * node.value
    for mention in mentions:
        if mention.kind == "percentage" and mention.value == value * 100:
            return mention
        if mention.kind == "fraction" and mention.value == value < 1:
            return mention
    return None


def stated_part(tree: Node, mentions: Sequence[Mention]) -> Mention | None:
    """The `half` behind a division by two, where the problem states the one and not the other."""
    if tree.operator != "/" or len(tree.operands) != 2 or not tree.operands[1].value:
        return None
    divisor = tree.operands[1].value
    if any(mention.value == divisor for mention in mentions):
        return None
    return next((m for m in mentions if m.kind == "fraction" and m.value == 1 / divisor), None)
