"""Options of a flow as its caller gives them, in JSON: checked by name, and lists made tuples."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipelines.split import SplitSettings
from schemas.validation import unknown_value

SPLIT = tuple(field.name for field in fields(SplitSettings))
"""Options that say how validation is drawn."""


def given_options(options: Mapping[str, Any] | None, kind: type[Any], own: tuple[str, ...]) -> dict[str, Any]:
    """Fields of `kind`, a dataclass with a field `split`.

    Args:
        options: what the caller gives.
        kind: whose fields they are.
        own: its fields that are parameters of the flow, and no options.

    Raises:
        UserError: an unknown option, with the nearest; or a share that is none.
    """
    names = [field.name for field in fields(kind) if field.name not in ("split", *own)]
    lists = {field.name for field in fields(kind) if str(field.type).startswith("tuple")}
    given = dict(options or {})
    for name in given:
        if name not in (*names, *SPLIT):
            raise unknown_value("option", name, (*names, *SPLIT), where="options")
    split = SplitSettings(**{name: given.pop(name) for name in SPLIT if name in given})
    listed = {name: _listed(value) for name, value in given.items() if name in lists}
    return {**given, **listed, "split": split}


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
