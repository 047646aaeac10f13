"""Checks a field map against the columns that are there, before a whole source is called bad for a typo."""

import difflib
from collections.abc import Iterator
from itertools import chain, islice

from schemas.errors import UserError
from store.problem_rows import FieldMap
from store.source_rows import SourceRow

LOOK = 1000
"""Rows whose columns are looked at: lines of JSON need not all have the same ones (our choice)."""


def check_columns(rows: Iterator[SourceRow], fields: FieldMap, needs_answer: bool, where: str) -> Iterator[SourceRow]:
    """The same rows, after making sure that every column we must have occurs among the first of them.

    Raises:
        UserError: naming the missing column, the ones there are and the nearest; or answers are needed and not mapped.
    """
    if needs_answer and "answer" not in fields.columns:
        fix = "Map it to the column that holds the gold answer: problems: {fields: {answer: COLUMN}}."
        raise UserError("the pipeline needs answers, and problems.fields.answer is null", where=where, fix=fix)
    first = list(islice(rows, LOOK))
    seen = list(dict.fromkeys(column for row in first for column in row.values))
    if seen:
        required = {"question", "answer"} if needs_answer else {"question"}
        for name in sorted(required | fields.named, key=list(fields.columns).index):
            if fields.columns[name] not in seen:
                raise _missing(name, fields.columns[name], seen, where)
    return chain(first, rows)


HINTS = {
    "question": ("problem", "prompt", "question", "query", "input"),
    "answer": ("gold_answer", "final_answer", "answer", "gold", "target", "ground_truth"),
    "solution": ("reference_solution", "worked_solution", "rationale"),
}
"""What others call our fields."""


def _missing(name: str, column: str, seen: list[str], where: str) -> UserError:
    near = [*difflib.get_close_matches(column, seen, n=1), *(hint for hint in HINTS.get(name, ()) if hint in seen)]
    suggestion = near[0] if near else "COLUMN"
    there = ", ".join(seen[:20]) + (", ..." if len(seen) > 20 else "")
    fix = f"Map it in the recipe: problems: {{fields: {{{name}: {suggestion}}}}}."
    return UserError(f"no column '{column}' for the field '{name}'; columns there are: {there}", where=where, fix=fix)
