"""Reads a first step out of what a teacher wrote: JSON as models write it, or plain labelled lines where there is none.

JSON comes fenced, with prose around it, wrapped in another object, with raw control characters inside strings, with
single quotes or a comma too many; all of that is read. What stays unreadable is rejected with its reason, and the
teacher is asked again.
"""

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pipelines.stage import Parsed, plain_text
from schemas.first_step import FirstStep, Quantity

MOST_OBJECTS = 40
"""Opening braces tried in one answer."""
MOST_CHARS = 20_000
"""A longer answer is no first step, and is not read."""

FIELDS = ("quantities", "operation", "target", "sentence")
FIELDS_SET = frozenset(FIELDS)


def parse_first_step(tags: Collection[str], text: str) -> Parsed:
    """The sentence as stage text, the other fields as data.

    Problems: no_json, invalid_json, several_objects, missing_<field>, wrong_quantities, too_long.
    """
    body = plain_text(tags, text).text
    if len(body) > MOST_CHARS:
        return Parsed(body, problem="too_long")
    distinct = list({json.dumps(value, sort_keys=True, default=str): value for value in _objects(body)}.values())
    if len(distinct) > 1:
        return Parsed(body, problem="several_objects")
    if not distinct:
        labelled = _labelled(body)
        return _read(body, labelled) if labelled else Parsed(body, problem="invalid_json" if "{" in body else "no_json")
    return _read(body, distinct[0])


def _objects(body: str) -> Iterator[dict[str, Any]]:
    """The objects of an answer that hold a field of ours; control characters inside strings are let pass."""
    decoder = json.JSONDecoder(strict=False)
    end, found = 0, False
    for brace in list(re.finditer(r"\{", body))[:MOST_OBJECTS]:
        if brace.start() < end:
            continue
        try:
            value, end = decoder.raw_decode(body, brace.start())
        except (ValueError, RecursionError):
            continue
        for step in _steps(value):
            found = True
            yield step
    if not found:
        yield from _steps(_python_literal(body))


def _steps(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects with fields of ours in a value: itself, or what it wraps (`{"first_step": {..}}`, `[{..}]`)."""
    if isinstance(value, dict):
        fields = {_key(name, item): item for name, item in value.items()}
        held = FIELDS_SET.intersection(fields)
        if len(held) > 1 or (held and depth == 0):
            yield fields
            return
    wrapped = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in wrapped if depth < MOST_WRAPPERS else ():
        if name != "properties":  # a schema that is repeated before the answer
            yield from _steps(item, depth + 1)


MOST_WRAPPERS = 3
"""Objects or lists around the one that is meant."""


def _key(name: Any, item: Any) -> str:
    """The field a key means: in any case, and `first_step` for the sentence."""
    key = "_".join(str(name).lower().split())
    return "sentence" if key == "first_step" and isinstance(item, str) else key


def _python_literal(body: str) -> Any:
    """`{'operation': 'add', }`: what Python would print, which is read as a literal and never run."""
    start, end = body.find("{"), body.rfind("}")
    try:
        return ast.literal_eval(body[start : end + 1]) if 0 <= start < end else None
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


_NAMES = "quantities|quantity|operation|target|sentence|first step"
_NUMBER = r"(?:\(?\d{1,2}[.):][ \t*_]*)"
_LABEL = re.compile(
    rf"^[ \t>*_#-]*{_NUMBER}?(?P<label>{_NAMES})[ \t*_]*:[ \t*_]*(?P<value>[^\n]*"
    rf"(?:\n[ \t]*(?:[-*\u2022]|{_NUMBER})(?![ \t*_]*(?:{_NAMES})\b)[^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)


def _labelled(body: str) -> dict[str, Any]:
    """`Operation: divide` and the like, a line each; quantities as `name = value`, by semicolons or bullets."""
    found = [(match["label"].lower(), match["value"].strip()) for match in _LABEL.finditer(body)]
    fields = {"sentence" if label == "first step" else label: value for label, value in found}
    if len(fields) < 2:
        return {}
    parts = re.split(r"[;\n]+", ";".join(value for label, value in found if label.startswith("quantit")))
    bare = [re.sub(rf"^[ \t*\u2022-]*{_NUMBER}?", "", part).strip(" \t*") for part in parts if part.strip()]
    return {**fields, "quantities": [_pair(part) or {"name": part, "value": part} for part in bare]}


def _pair(text: str) -> dict[str, str] | None:
    """`clips = 48` and `clips: 48`; None for a text that is no pair."""
    name, *value = re.split(r"\s*[=:]\s*", text, maxsplit=1)
    return {"name": name, "value": value[0]} if value else None


def _read(body: str, value: Mapping[str, Any]) -> Parsed:
    """The fields checked; the whole answer stays the text where they are not in order."""
    for name in FIELDS:
        if name not in value or (name != FIELDS[0] and not str(value[name] or "").strip()):
            return Parsed(body, problem=f"missing_{name}")
    pairs = _quantities(value["quantities"])
    if pairs is None:
        return Parsed(body, problem="wrong_quantities")
    read = tuple(Quantity(_clean(name), _clean(given)) for name, given in pairs)
    operation, target, sentence = (_clean(value[name]) for name in FIELDS[1:])
    step = FirstStep(read, operation, target, sentence)
    return Parsed(step.sentence, step.data)


def _quantities(value: Any) -> list[tuple[Any, Any]] | None:
    """Names and values from a list of objects or of "name = value", or from one object of values by name."""
    items = [{"name": name, "value": item} for name, item in value.items()] if isinstance(value, dict) else value
    if not isinstance(items, list):
        return None
    read = [_pair(item) if isinstance(item, str) else item for item in items]
    pairs = [(item.get("name"), item.get("value")) if isinstance(item, dict) else (None, None) for item in read]
    plain = all(isinstance(part, str | int | float) and not isinstance(part, bool) for pair in pairs for part in pair)
    return pairs if plain else None


def _clean(value: Any) -> str:
    """One line without control characters."""
    return " ".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: " " if match[0].isspace() else "", str(value)).split()
    )
