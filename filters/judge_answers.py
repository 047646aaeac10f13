"""What a judge answered, read tolerantly: its JSON object may stand in a code fence or amid prose.

Tolerance ends at the object itself. One whose values are not on the judge's scale, or contradict one another, is not
read, and prose without an object is no vote: guessing what a judge meant would be judging in its place.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_CHARS = 50_000
"""Characters of an answer that are looked at, from its end; a verdict is a few hundred."""
MOST_OBJECTS = 200
"""Opening braces that are tried, from the end."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer of a judge."""

    grade: float
    """From 0 to 1."""
    label: str | None = None
    """What the judge calls its finding, e.g. the kind of a spoiler."""
    quote: str | None = None
    """The passage it points at."""


Reader = Callable[[Mapping[str, Any]], Rating | None]
"""Reads a judge's object; None if it is not one."""


def read_rating(text: str, read: Reader) -> Rating | None:
    """The rating of the last object in an answer that can be read as one; None if none can."""
    return next((rating for found in objects(text) if (rating := read(found)) is not None), None)


def objects(text: str) -> Iterator[Mapping[str, Any]]:
    """Every JSON object that begins somewhere in the text, the last one first."""
    tail = text[-MOST_CHARS:]
    decoder = json.JSONDecoder(strict=False)
    end = len(tail)
    for _ in range(MOST_OBJECTS):
        end = tail.rfind("{", 0, end)
        if end < 0:
            return
        try:
            found, _ = decoder.raw_decode(tail, end)
        except (ValueError, RecursionError):
            continue
        yield found


def on_scale(value: object, scale: Mapping[float, float]) -> float | None:
    """The grade of a point of a scale, given as a number or as one in quotes; None if it is no point of it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return scale.get(float(value))
    except (ValueError, OverflowError):
        return None


def yes_or_no(value: object) -> bool | None:
    """A boolean, also in quotes."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def text_of(value: object) -> str | None:
    """A text that says something; None for anything else, and for "none"."""
    said = value.strip() if isinstance(value, str) else ""
    return said if said and said.lower() != "none" else None


def answer_format(name: str, **fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The OpenAI `response_format` of an object with exactly these fields, in this order."""
    schema = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
