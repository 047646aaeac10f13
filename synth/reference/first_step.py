"""The first step of a worked solution: which quantities, which operation, what it yields, and no result (FSLR)."""

import json

from schemas.first_step import FirstStep, Quantity
from synth.reference.expression import Node
from synth.reference.features import Features
from synth.reference.mentions import Mention
from synth.reference.naming import Namer
from synth.reference.shares import share_of, stated_part
from synth.reference.wording import listed, sentence

OPERATIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "%": "remainder"}
"""Sign to the name in `schemas.first_step.OPERATIONS`."""


def find_first_step(features: Features) -> FirstStep | None:
    """The first operation of the first computation; None where the solution computes nothing."""
    for index, step in enumerate(features.steps):
        if step.tree is not None and step.tree.operands:
            return _first(features, index, step.tree)
    return None


def write_first_step(features: Features) -> str | None:
    """The step as the JSON object a teacher writes."""
    step = find_first_step(features)
    return None if step is None else json.dumps(step.to_json(), ensure_ascii=False)


def write_first_step_text(features: Features) -> str | None:
    """The step as labelled lines, for teachers that cannot be held to JSON."""
    step = find_first_step(features)
    if step is None:
        return None
    quantities = "; ".join(f"{quantity.name} = {quantity.value}" for quantity in step.quantities)
    fields = (("Quantities", quantities), ("Operation", step.operation), ("Target", step.target))
    return "\n".join(f"{label}: {value}" for label, value in (*fields, ("Sentence", step.sentence)))


def _first(features: Features, index: int, tree: Node) -> FirstStep:
    namer = Namer(features)
    share = share_of(tree, features.mentions)
    quantities: tuple[Quantity, ...]
    if share is not None:
        mention, base = share
        quantities = (_mentioned(mention), _quantity(base, namer, index, "*"))
        operation, node = "multiply", tree
    else:
        node = _innermost(tree)
        operation, quantities = _operation(node, features, namer, index)
    whole = node is tree
    target = namer.names[index] if whole else None
    said = _sentence(operation, quantities, target)
    return FirstStep(quantities, operation, _bare(target) if target else _unnamed(operation, quantities), said)


def _innermost(tree: Node) -> Node:
    """The operation that has to come first: the leftmost one on plain numbers."""
    inner = next((node for node in tree.operands if node.operands), None)
    return tree if inner is None else _innermost(inner)


def _operation(node: Node, features: Features, namer: Namer, index: int) -> tuple[str, tuple[Quantity, ...]]:
    operation = OPERATIONS.get(node.operator, "multiply")
    quantities = tuple(_quantity(leaf, namer, index, node.operator) for leaf in node.operands)
    part = stated_part(node, features.mentions)
    return (operation, quantities) if part is None else ("multiply", (_mentioned(part), quantities[0]))


def _quantity(leaf: Node, namer: Namer, index: int, operator: str) -> Quantity:
    name = namer.name(leaf, index, operator)
    return Quantity(_bare(name.text), name.written or leaf.text or str(leaf.value))


def _mentioned(mention: Mention) -> Quantity:
    return Quantity(mention.name, mention.text)


def _bare(name: str) -> str:
    return name.removeprefix("the ")


def _definite(name: str) -> str:
    return name if "'s " in name or "\u2019s " in name or name == "one" else f"the {name}"


def _unnamed(operation: str, quantities: tuple[Quantity, ...]) -> str:
    nouns = {
        "add": "sum",
        "subtract": "difference",
        "multiply": "product",
        "divide": "quotient",
        "power": "power",
        "remainder": "remainder",
    }
    return f"{nouns[operation]} of {listed([_definite(quantity.name) for quantity in quantities])}"


def _sentence(operation: str, quantities: tuple[Quantity, ...], target: str | None) -> str:
    """`Multiply the number of pairs (4) by the price per pair ($2) to find the amount Penny pays.`."""
    said = [f"{_definite(quantity.name)} ({quantity.value})" for quantity in quantities]
    purpose = f" to find {target}" if target else ""
    if operation == "add":
        text = f"Add {listed(said)}"
    elif operation == "subtract":
        text = f"Subtract {listed(said[1:])} from {said[0]}" if len(said) > 1 else f"Take {said[0]} with a minus sign"
    elif operation == "power":
        text = f"Raise {said[0]} to the power of {said[-1]}"
    elif operation == "remainder":
        text = f"Take the remainder of {said[0]} divided by {said[-1]}"
    else:
        verb = operation.capitalize()
        text = f"{verb} {said[0]} by {listed(said[1:])}"
    return sentence(text + purpose)
