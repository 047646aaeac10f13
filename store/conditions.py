"""Conditions on rows as people type them, `spoiler_score>0 and subject=ages`: parsed, never evaluated as code."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas.errors import UserError
from schemas.validation import unknown_value

COMPARISON = re.compile(
    r"""\s*(?P<column>[A-Za-z_][A-Za-z0-9_]*)\s*(?P<sign><=|>=|!=|==|=|<|>|~)\s*"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'<>=!~]+)\s*(?P<rest>.*)""",
    re.DOTALL,
)
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
HOW = "Write COLUMN OP VALUE, joined by 'and'; OP is = != < <= > >= or ~ (holds the text); quote values with spaces."


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison."""

    column: str
    """Name of a column."""
    sign: str
    """`=`, `!=`, `<`, `<=`, `>`, `>=` or `~`."""
    value: str | float | bool | None
    """What its values are held against, of the column's type; None stands for a missing value."""

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a row meets it. A missing value meets nothing but `= null`; of a list one item is enough."""
        found = row[self.column]
        if self.value is None:
            return (found is None) == (self.sign == "=")
        if found is None:
            return False
        if isinstance(found, list):
            hit = any(self._meets(item, "~" if self.sign == "~" else "=") for item in found)
            return hit != (self.sign == "!=")
        return self._meets(found, self.sign)

    def _meets(self, found: Any, sign: str) -> bool:
        if sign == "~":
            return str(self.value).casefold() in found.casefold()
        if sign in ORDERS:
            return ORDERS[sign](found, self.value)
        return bool(found == self.value) == (sign == "=")


def parse_conditions(text: str, schema: Any) -> list[Condition]:
    """The comparisons of one text, each against a column of the Arrow `schema`.

    Raises:
        UserError: it is no condition; an unknown column; or one whose values cannot be compared so.
    """
    conditions, rest = [], text
    while True:
        found = COMPARISON.fullmatch(rest)
        if not found:
            raise UserError(f"cannot read the condition at '{rest.strip()}'", where="--where", fix=HOW)
        conditions.append(_condition(found["column"], found["sign"].replace("==", "="), found["value"], schema))
        rest = found["rest"]
        if not rest:
            return conditions
        joined = re.fullmatch(r"and\s+(.*)", rest, re.DOTALL | re.IGNORECASE)
        if not joined:
            raise UserError(f"cannot read the condition at '{rest.strip()}'", where="--where", fix=HOW)
        rest = joined[1]


def holds_words(row: Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether each of the words, case aside, is in some text column of the row."""
    texts = [value.casefold() for value in row.values() if isinstance(value, str)]
    return all(any(word.casefold() in text for text in texts) for word in words)


def _condition(column: str, sign: str, text: str, schema: Any) -> Condition:
    if column not in schema.names:
        raise unknown_value("column", column, schema.names, where="--where")
    if text == "null" and sign in ("=", "!="):
        return Condition(column, sign, None)
    kind = schema.field(column).type
    quoted = text[0] in "\"'"
    value = re.sub(r"\\(.)", r"\1", text[1:-1]) if quoted else text
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return Condition(column, sign, _number(column, sign, value))
    if pa.types.is_boolean(kind):
        return Condition(column, sign, _truth(column, sign, value))
    texts = pa.types.is_string(kind) or (pa.types.is_list(kind) and pa.types.is_string(kind.value_type))
    if not texts:
        raise UserError(f"column '{column}' is nested and cannot be compared", where="--where", fix="Try --reason.")
    if sign in ORDERS:
        raise UserError(f"column '{column}' holds texts, which {sign} does not order", where="--where", fix=HOW)
    return Condition(column, sign, value)


def _number(column: str, sign: str, text: str) -> float:
    try:
        if sign != "~":
            return float(text)
    except ValueError:
        pass
    raise UserError(f"column '{column}' holds numbers, not '{sign}{text}'", where="--where", fix=HOW)


def _truth(column: str, sign: str, text: str) -> bool:
    if sign not in ("=", "!=") or text.lower() not in ("true", "false"):
        raise UserError(f"column '{column}' is true or false, not '{sign}{text}'", where="--where", fix=HOW)
    return text.lower() == "true"
