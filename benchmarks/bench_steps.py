"""What the filters of first steps and meta-thoughts say of real texts that were written for other ends, and how fast.

python -m benchmarks.bench_steps [--data ../shared/data]

The tables are quoted in docs/fslr.md and docs/comt.md. Without the shared data there is nothing to measure.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bench_spoiler import DEFAULT_DATA, Row, grouped, read
from filters.computed_value import computed_values
from filters.marked_computations import MARK, first_computations, without_marks
from filters.number_free import NumberFreeSettings, numbers_in
from filters.numerals import find_numerals
from filters.one_step import steps_in
from filters.stated_values import stated_values
from filters.variables import find_flaws

NUMBER_FREE = NumberFreeSettings()
FILES = ("plan_and_solve", "gsm8k_subquestions", "reasonflux")
CHECKS: dict[str, Callable[[Row], object]] = {
    "number_free": lambda row: numbers_in(row["text"], NUMBER_FREE),
    "variables": lambda row: find_flaws(row["text"], _question(row)).undefined,
    "one_step": lambda row: len(steps_in(row["text"], _question(row))) > 1,
    "computed_value": lambda row: any(computed_values(row["text"], _question(row)).values()),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    data: Path = parser.parse_args(arguments).data
    rows = [row | {"file": name} for name in FILES for row in read(data / "strategy" / f"{name}.jsonl")]
    for name, group in grouped(rows, lambda row: f"{row['file']}: {row['kind']}").items():
        _line(name, group)
    singles = [row | {"text": first} for row in rows if (first := _first_line(row))]
    for name, group in grouped(singles, lambda row: f"first line of {row['kind']}").items():
        _line(name, group)
    _speeds(rows)
    with (data / "problems" / "gsm8k_train.jsonl").open(encoding="utf-8") as lines:
        _operands([json.loads(line) for line in lines])


def _question(row: Row) -> str:
    return row["question"] or ""


def _first_line(row: Row) -> str:
    """One sub-question or one computation: a text that holds a single step."""
    return without_marks(row["text"].splitlines()[0]) if row["file"] == "gsm8k_subquestions" else ""


def _line(name: str, rows: Sequence[Row]) -> None:
    shares = [f"{label} {sum(map(bool, map(check, rows))) / len(rows):4.0%}" for label, check in CHECKS.items()]
    print(f"{name:<52} {len(rows):>4}  {'  '.join(shares)}")


def _speeds(rows: Sequence[Row]) -> None:
    for label, check in CHECKS.items():
        find_numerals.cache_clear()
        stated_values.cache_clear()
        start = time.perf_counter()
        for row in rows:
            check(row)
        print(f"{label}: {len(rows) / (time.perf_counter() - start):,.0f} texts a second on one core")


def _operands(problems: Sequence[dict[str, Any]]) -> None:
    """How often a marked first computation uses values of the question only."""
    marked = [row for row in problems if MARK.search(row["reference_solution"])]
    first = [(row, first_computations(row["reference_solution"])) for row in marked]
    stated = sum(any(stated_values(row["question"]).issuperset(c.operands) for c in found) for row, found in first)
    print(f"first marked computation on stated values: {stated} of {len(marked)} ({stated / len(marked):.1%})")


if __name__ == "__main__":
    main()
