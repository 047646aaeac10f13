"""From one row of a problem source to a Problem, or to the reason why it is none. Pure, and never raises.

Our choices where the sources are silent: numbers are fine as answers (`3.0` is written `3`); NaN is how tables write
"nothing"; text loses its outer whitespace; a blank text is no text.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from schemas.problem import PROBLEM_FIELDS, Problem, content_id

BadReason = Literal["no_question", "no_answer", "wrong_type", "broken_json", "broken_csv", "not_an_object", "not_utf8"]
"""Why a row is no problem; stable names, counted in reports and written to the quarantine file."""

MARK = "####"
"""What stands before the final answer in GSM8K's own answer column."""

LENIENT = ("source", "difficulty", "subject", "family")
"""Fields for which a column of a foreign type is ignored unless the recipe names it."""


class Fault(NamedTuple):
    """What is wrong with a row."""

    reason: BadReason
    """For counting."""
    message: str
    """For people: what was expected and what was there."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which column each of our fields is read from."""

    columns: Mapping[str, str]
    """Every field that is read, `id` included, to its column."""
    named: frozenset[str]
    """The fields that the recipe names itself; the others map to columns of their own name."""

    @property
    def splits_answer(self) -> bool:
        """True when answer and solution share a column: a worked solution that ends in `#### 42`."""
        return "answer" in self.columns and self.columns["answer"] == self.columns.get("solution")


def field_map(fields: Mapping[str, str | None]) -> FieldMap:
    """Complete a recipe's `problems.fields`; what is mapped to null is not read at all."""
    wanted = {name: fields.get(name, name) for name in ("id", *PROBLEM_FIELDS)}
    columns = {name: column for name, column in wanted.items() if column is not None}
    return FieldMap(columns, frozenset(fields) & columns.keys())


def problem_from_row(row: Mapping[str, Any], fields: FieldMap, needs_answer: bool) -> Problem | Fault:
    """Read a problem out of a row's columns.

    When answer and solution are mapped to the same column, that column holds a worked solution whose last `####`
    stands before the answer (as in openai/gsm8k): what follows is the answer, what precedes is the solution.
    """
    texts: dict[str, str | None] = dict.fromkeys(("id", *PROBLEM_FIELDS))
    for name, column in fields.columns.items():
        value = _text(name, column, row.get(column), strict=name in fields.named or name not in LENIENT)
        if isinstance(value, Fault):
            return value
        texts[name] = value
    if fields.splits_answer:
        texts["solution"], texts["answer"] = split_answer(texts["solution"])
    return _problem(texts, fields, needs_answer)


def split_answer(worked: str | None) -> tuple[str | None, str | None]:
    """Solution and answer of a text such as `3 + 4 = 7 #### 7`; a text without the mark has no answer."""
    if worked is None or MARK not in worked:
        return worked, None
    solution, _, answer = worked.rpartition(MARK)
    return solution.strip() or None, answer.strip() or None


def _problem(texts: Mapping[str, str | None], fields: FieldMap, needs_answer: bool) -> Problem | Fault:
    question, answer = texts["question"], texts["answer"]
    if question is None:
        return Fault("no_question", f"column '{fields.columns['question']}' is missing or blank")
    if answer is None and needs_answer:
        missing = f"has no '{MARK}' with an answer after it" if fields.splits_answer else "is missing or blank"
        return Fault("no_answer", f"column '{fields.columns.get('answer', '(none)')}' {missing}")
    rest = {name: texts[name] for name in PROBLEM_FIELDS if name not in ("question", "answer")}
    return Problem(texts["id"] or content_id(question, answer), question, answer, **rest)


def _text(name: str, column: str, value: Any, strict: bool) -> str | Fault | None:
    """A cell as text; None when there is nothing in it, or nothing we can use and nobody asked for it."""
    text = _plain(value, numbers=name not in ("question", "solution"))
    if text is None:
        return Fault("wrong_type", _wrong(name, column, value)) if strict else None
    text = text.strip()
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return Fault("not_utf8", f"column '{column}' holds half a character (a lone surrogate)")
    return text or None


def _plain(value: Any, numbers: bool) -> str | None:
    """Text as it is, numbers as people write them, nothing as an empty text; None for any other type."""
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if not numbers or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _digits(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    return None


def _digits(value: int) -> str | None:
    """Python refuses to write integers of thousands of digits; they are no answers either."""
    return str(value) if value.bit_length() <= 4096 else None


def _wrong(name: str, column: str, value: Any) -> str:
    expected = "text" if name in ("question", "solution") else "text or a number"
    return f"column '{column}' should hold {expected}, not {_KINDS.get(type(value), type(value).__name__)}"


_KINDS: Mapping[type, str] = {
    bool: "true or false",
    list: "a list",
    dict: "an object",
    int: "a number",
    float: "a number",
    bytes: "bytes",
}
