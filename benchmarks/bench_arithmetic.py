"""What the step checks say of correct solutions, of wrong ones, and of solutions whose first wrong step is known.

python -m benchmarks.bench_arithmetic [--data ../shared/data] [--show 5]

The tables are quoted in docs/steps.md. Without the shared data there is nothing to measure.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bench_spoiler import DEFAULT_DATA, Row
from filters.answer_consistent import AnswerConsistentFilter, AnswerConsistentSettings
from filters.arithmetic import wrong_statements
from filters.evaluation.asking import STAGE, trace_of
from schemas.labelled import LabelledText
from schemas.verdict import Verdict

CONSISTENT = AnswerConsistentFilter(AnswerConsistentSettings())
RECORDINGS = {"ppc": "execution", "cot": "cot", "plan_cot": "cot"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--show", type=int, default=0, help="so many flagged texts per line")
    options = parser.parse_args(arguments)
    print(f"{'texts':<38} {'n':>5} {'statements':>10} {'arithmetic':>12} {'answer_consistent':>18} {'texts/s':>8}")
    for name, rows in _groups(options.data):
        _line(name, rows, options.show)
    for name in ("gsm8k", "math"):
        rows = _read(options.data / "steps" / f"processbench_{name}.jsonl")
        for half in ("read", "unread"):
            _first_wrong(f"{name}, {half} half", [row for row in rows if _half(row) == half], options.show)


def _half(row: Row) -> str:
    """The rules were written with one half of ProcessBench in view; the other was only counted."""
    return "unread" if hashlib.sha256(row["id"].encode()).digest()[0] % 2 else "read"


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _groups(data: Path) -> Iterator[tuple[str, list[Row]]]:
    for name in ("gsm8k_train", "math_test_with_solutions"):
        rows = _read(data / "problems" / f"{name}.jsonl")
        yield f"{name}: reference solutions", [_row(row, row["reference_solution"]) for row in rows]
    for name in ("gsm8k", "math500_gemma", "math500_short", "thought_solution_tags", "gsm8k_thinking"):
        rows = _read(data / "generations" / f"{name}.jsonl")
        for label in (True, False):
            chosen = [row for row in rows if (row["correct"] is label or row.get("correct_heuristic") is label)]
            yield f"{name}: {'right' if label else 'wrong'} answer", [_row(row, row["completion"]) for row in chosen]
    for name in ("gsm8k", "math"):
        rows = [row for row in _read(data / "steps" / f"processbench_{name}.jsonl") if row["first_error_step"] < 0]
        yield f"processbench_{name}: no wrong step", [_row(row, "\n\n".join(row["steps"])) for row in rows]
    yield "strategy/plan_and_solve", _read(data / "strategy" / "plan_and_solve.jsonl")
    recordings = Path(__file__).parents[1] / "data" / "recordings"
    for name, stage in RECORDINGS.items():
        answers = [line for line in _read(recordings / f"{name}.jsonl") if line["origin"]["stage"] == stage]
        yield f"recordings/{name}: {stage}", [{"question": "", "text": line["completion"]["text"]} for line in answers]


def _row(row: Row, text: str) -> Row:
    return {"question": row["question"], "text": text}


def _line(name: str, rows: Sequence[Row], show: int) -> None:
    if not rows:
        return
    start = time.process_time()
    wrong = [wrong_statements(row["text"]) for row in rows]
    speed = len(rows) / (time.process_time() - start)
    flagged = [
        row["text"][max(0, span.start - 30) : span.end + 20]
        for row, (_, found) in zip(rows, wrong, strict=True)
        for span, _ in found[:1]
    ]
    said = [verdict for row in rows if not (verdict := _consistent(row)).passed]
    shares = (f"{len(some):>4} ({len(some) / len(rows):6.2%})" for some in (flagged, said))
    read = sum(count for count, _ in wrong)
    print(f"{name:<38} {len(rows):>5} {read:>10,} {'  '.join(f'{share:>14}' for share in shares)} {speed:>9,.0f}")
    for told in [*map(repr, flagged[:show]), *(verdict.detail for verdict in said[:show])]:
        print(f"      {told}")


def _consistent(row: Row) -> Verdict:
    text = LabelledText(id="", text=row["text"], leak=False, kind="", question=row["question"])
    return CONSISTENT.judge(trace_of(text), STAGE)


def _first_wrong(name: str, rows: Sequence[Row], show: int) -> None:
    """Where the first wrong statement stands, against the first wrong step as people labelled it."""
    places: Counter[str] = Counter()
    for row in (row for row in rows if row["first_error_step"] >= 0):
        first, labelled = _first(row["steps"]), row["first_error_step"]
        place = (
            "none" if first is None else "the same" if first == labelled else "earlier" if first < labelled else "later"
        )
        places[place] += 1
        if place == "earlier" and show:
            print(f"      {row['id']}: step {first}, labelled {labelled}")
    told = ", ".join(f"{place} {places[place]}" for place in ("the same", "earlier", "later", "none"))
    print(f"processbench_{name}: {places.total()} solutions with a wrong step; first wrong statement in: {told}")


def _first(steps: Sequence[Any]) -> int | None:
    return next((number for number, step in enumerate(steps) if wrong_statements(step)[1]), None)


if __name__ == "__main__":
    main()
