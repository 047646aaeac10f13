"""Reads a first step out of what a teacher wrote: JSON as models write it, or plain labelled lines where there is none.

JSON comes fenced, with prose around it, with raw line breaks inside strings, with single quotes or a comma too many;
all of that is read. What stays unreadable is rejected with its reason, and the teacher is asked again.
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
        if not FIELDS_SET.isdisjoint(value):
            found = True
            yield value
    if not found:
        yield from _python_literal(body)


def _python_literal(body: str) -> Iterator[dict[str, Any]]:
    """`{'operation': 'add', }`: what Python would print, which is read as a literal and never run."""
    start, end = body.find("{"), body.rfind("}")
    try:
        value = ast.literal_eval(body[start : end + 1]) if 0 <= start < end else None
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return
    if isinstance(value, dict) and not FIELDS_SET.isdisjoint(value):
        yield value


_NAMES = "quantities|quantity|operation|target|sentence|first step"
_LABEL = re.compile(
    rf"^[ \t>*_#-]*(?P<label>{_NAMES})[ \t*_]*:[ \t*_]*(?P<value>[^\n]*"
    rf"(?:\n[ \t]*[-*\u2022](?![ \t*_]*(?:{_NAMES})\b)[^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)


def _labelled(body: str) -> dict[str, Any]:
    """`Operation: divide` and the like, a line each; quantities as `name = value`, by semicolons or bullets."""
    found = [(match["label"].lower(), match["value"].strip()) for match in _LABEL.finditer(body)]
    fields = {"sentence" if label == "first step" else label: value for label, value in found}
    if len(fields) < 2:
        return {}
    parts = re.split(r"[;\n]+", ";".join(value for label, value in found if label.startswith("quantit")))
    pairs = [re.split(r"\s*[=:]\s*", part.strip(" \t-*\u2022"), maxsplit=1) for part in parts if part.strip()]
    return {**fields, "quantities": [{"name": pair[0], "value": pair[-1]} for pair in pairs]}


def _read(body: str, value: Mapping[str, Any]) -> Parsed:
    """The fields checked; the whole answer stays the text where they are not in order."""
    for name in FIELDS:
        if name not in value or (name != FIELDS[0] and not str(value[name] or "").strip()):
            return Parsed(body, problem=f"missing_{name}")
    quantities = value["quantities"]
    if not isinstance(quantities, list) or not all(isinstance(item, dict) for item in quantities):
        return Parsed(body, problem="wrong_quantities")
    pairs = [(item.get("name"), item.get("value")) for item in quantities]
    if any(name is None or given is None for name, given in pairs):
        return Parsed(body, problem="wrong_quantities")
    read = tuple(Quantity(str(name).strip(), str(given).strip()) for name, given in pairs)
    operation, target, sentence = (" ".join(str(value[name]).split()) for name in FIELDS[1:])
    step = FirstStep(read, operation, target, sentence)
    return Parsed(step.sentence, step.data)
