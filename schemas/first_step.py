"""What a first step is made of, and the JSON in which a teacher writes it down (FSLR, methods.md 2).

The paper trains on the first planning step alone: which variables, which operation. Its output format is not known
(methods.md 2.4); these fields and their names are our choice. The sentence is what is trained on.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

OPERATIONS = ("add", "subtract", "multiply", "divide", "power", "root", "remainder", "compare", "convert", "equate")
"""The closed set a first step chooses its operation from (our choice); recipes may add to it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity that the step uses."""

    name: str
    """What it is: `clips sold in April`."""
    value: str
    """Its value as it stands in the problem: `48`, `half`, `$12`, `25%`."""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Which quantities, which operation, what it yields; and the same as one sentence, without a result."""

    quantities: tuple[Quantity, ...]
    """In the order in which the operation takes them."""
    operation: str
    """One of `OPERATIONS`, or of the recipe's own."""
    target: str
    """What the operation yields: `clips sold in May`."""
    sentence: str
    """The text that is trained on."""

    def to_json(self) -> dict[str, Any]:
        """The object a teacher writes."""
        return {**self.data, "sentence": self.sentence}

    @property
    def data(self) -> dict[str, Any]:
        """Everything but the sentence, as kept beside the stage text."""
        return {
            "quantities": [asdict(quantity) for quantity in self.quantities],
            "operation": self.operation,
            "target": self.target,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any] | None, sentence: str) -> Self | None:
        """The step whose `data` and sentence these are; None where there is no data."""
        if data is None:
            return None
        quantities = tuple(Quantity(item["name"], item["value"]) for item in data["quantities"])
        return cls(quantities, data["operation"], data["target"], sentence)


_TEXT = {"type": "string"}
_QUANTITY = {
    "type": "object",
    "properties": {"name": _TEXT, "value": _TEXT},
    "required": ["name", "value"],
    "additionalProperties": False,
}
RESPONSE_FORMAT: Mapping[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "first_step",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "quantities": {"type": "array", "items": _QUANTITY},
                "operation": _TEXT,
                "target": _TEXT,
                "sentence": _TEXT,
            },
            "required": ["quantities", "operation", "target", "sentence"],
            "additionalProperties": False,
        },
    },
}
"""OpenAI `response_format` of the stage. The operation is any string there, so that a recipe can extend the set."""
