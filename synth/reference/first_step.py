"""The first step of a worked solution: which quantities, which operation, what it yields, and no result (FSLR)."""

import json

from schemas.first_step import FirstStep, Quantity
from synth.reference.features import Features
from synth.reference.naming import Namer, namer_of
from synth.reference.terms import Term
from synth.reference.wording import listed, sentence

OPERATIONS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "%": "remainder", "share": "multiply",
}  # fmt: skip
"""Sign to the name in `schemas.first_step.OPERATIONS`."""

NOUNS = {
    "add": "sum", "subtract": "difference", "multiply": "product", "divide": "quotient", "power": "power",
    "remainder": "remainder",
}  # fmt: skip
"""Operation to what it yields."""


def find_first_step(features: Features) -> FirstStep | None:
    """The first operation of the first computation; None where the solution computes nothing."""
    namer = namer_of(features)
    for index, term in namer.bindings.steps:
        if term is not None and term.operands:
            return _first(namer, index, term)
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


def _first(namer: Namer, index: int, term: Term) -> FirstStep:
    inner = _innermost(term)
    operation = OPERATIONS.get(inner.operator, "multiply")
    quantities = tuple(_quantity(leaf, namer) for leaf in inner.operands)
    target = namer.names[index] if inner is term else None
    said = _sentence(operation, quantities, target)
    return FirstStep(quantities, operation, _bare(target) if target else _unnamed(operation, quantities), said)


def _innermost(term: Term) -> Term:
    """The operation that has to come first: the leftmost one on plain numbers."""
    inner = next((part for part in term.operands if part.operands), None)
    return term if inner is None else _innermost(inner)


def _quantity(leaf: Term, namer: Namer) -> Quantity:
    name = namer.name(leaf)
    return Quantity(_bare(name.text), name.written or leaf.text or str(leaf.value))


def _bare(name: str) -> str:
    return name.removeprefix("the ")


def _definite(name: str) -> str:
    owned = "'s " in name.split(" of ")[0] or "\u2019s " in name or name.startswith(("how ", "his ", "her ", "their "))
    return name if owned or name == "one" else f"the {name}"


def _unnamed(operation: str, quantities: tuple[Quantity, ...]) -> str:
    return f"{NOUNS[operation]} of {listed([_definite(quantity.name) for quantity in quantities])}"


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
