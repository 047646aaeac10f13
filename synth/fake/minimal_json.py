"""The smallest value that a JSON schema allows: what the fake answers where a schema is asked for.

Covers what structured-output endpoints accept: types, properties, enums, bounds, `anyOf`, references. A `pattern` or a
`format` is not obeyed, since a minimal string cannot be made from one in general.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from synth.fake.errors import wrong_request

Schema = Mapping[str, Any]

MAX_DEPTH = 64
"""A schema that nests deeper must be required to contain itself, and no value fits it."""


def minimal_value(schema: Schema) -> Any:
    """A value that fits the schema, as small as can be: required properties only, shortest lists and strings.

    Raises:
        ApiError: 400, when no finite value fits or the schema cannot be understood.
    """
    return _value(schema, schema, 0)


def _value(schema: Schema | bool, root: Schema, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise wrong_request("The JSON schema requires itself without end.", "response_format")
    if isinstance(schema, bool):
        return {}
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    if "$ref" in schema:
        return _value(_resolve(schema["$ref"], root), root, depth + 1)
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return _first(branches, root, depth)
    if schema.get("allOf"):
        return _value(_merged(schema, root), root, depth + 1)
    return MAKERS[_type(schema)](schema, root, depth + 1)


def _first(branches: list[Schema], root: Schema, depth: int) -> Any:
    """The plainest branch: one that holds nothing before one that holds other schemas, so that recursion ends."""
    return _value(min(branches, key=_weight), root, depth + 1)


def _weight(schema: Schema | bool) -> int:
    """0 for what cannot recurse, 1 for what may, 2 for what refers elsewhere; null comes last of the plain ones."""
    if isinstance(schema, bool):
        return 0
    return 2 if "$ref" in schema else int(_type(schema) in ("array", "object"))


def _type(schema: Schema) -> str:
    named = schema.get("type")
    if isinstance(named, list):
        named = next((name for name in named if name != "null"), "null")
    if named is None:
        named = "array" if "items" in schema else "object"
    if named not in MAKERS:
        raise wrong_request(f"The JSON schema has an unknown type: {named!r}.", "response_format")
    return str(named)


def _resolve(reference: str, root: Schema) -> Any:
    found: Any = root
    try:
        for part in reference.removeprefix("#").strip("/").split("/") if reference != "#" else ():
            found = found[part.replace("~1", "/").replace("~0", "~")]
    except (KeyError, TypeError) as error:
        raise wrong_request(f"The JSON schema has no '{reference}'.", "response_format") from error
    return found


def _merged(schema: Schema, root: Schema) -> Schema:
    """An `allOf` as one schema: properties and required names together, the rest as the last one says."""
    merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        part = _resolve(part["$ref"], root) if "$ref" in part else part
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", []), *part.get("required", [])]
        merged |= {**part, "properties": properties, "required": required}
    return {key: value for key, value in merged.items() if value or key not in ("properties", "required")}


def _object(schema: Schema, root: Schema, depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    return {name: _value(properties.get(name, {"type": "string"}), root, depth) for name in schema.get("required", ())}


def _array(schema: Schema, root: Schema, depth: int) -> list[Any]:
    first = [_value(item, root, depth) for item in schema.get("prefixItems", ())]
    more = range(max(0, schema.get("minItems", 0) - len(first)))
    return first + [_value(schema.get("items", {"type": "string"}), root, depth) for _ in more]


def _string(schema: Schema, root: Schema, depth: int) -> str:
    return "text"[: schema.get("maxLength", 4)].ljust(schema.get("minLength", 0), "x")


def _number(schema: Schema, root: Schema, depth: int) -> float:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", -math.inf))
    high = schema.get("maximum", schema.get("exclusiveMaximum", math.inf))
    value = 0 if low <= 0 <= high else math.ceil(low / step) * step if low > 0 else math.floor(high / step) * step
    if value == schema.get("exclusiveMinimum"):
        value += step
    if value == schema.get("exclusiveMaximum"):
        value -= step
    return float(value) if isinstance(value, float) else int(value)


def _between(schema: Schema, root: Schema, depth: int) -> float:
    """A number, which unlike an integer may lie between two whole ones."""
    value = _number(schema, root, depth)
    low = schema.get("minimum", schema.get("exclusiveMinimum", value))
    high = schema.get("maximum", schema.get("exclusiveMaximum", value))
    return value if low <= value <= high and value != schema.get("exclusiveMinimum") else (low + high) / 2


MAKERS: dict[str, Callable[[Schema, Schema, int], Any]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _between,
    "boolean": lambda schema, root, depth: False,
    "null": lambda schema, root, depth: None,
}
"""What makes a value of each type."""
