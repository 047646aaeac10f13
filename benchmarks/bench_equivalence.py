"""How often our comparison and math-verify alone agree with the test suites of other graders, and how fast ours is.

python benchmarks/bench_equivalence.py [--pairs FILE] [--generations DIR] [--rounding DIGITS]

Also measures extraction and comparison together on real solutions with verdicts. Every disagreement is listed.
The tables are quoted in docs/equivalence.md.
"""

import argparse
import json
import logging
import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from math_verify import parse, verify

from filters.equivalence import Equivalence, EquivalenceSettings, compare, extract, shared_pool

Row = dict[str, Any]
SHARED = Path(os.environ.get("FORETHOUGHT_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
GENERATIONS = ("gsm8k", "math500_short", "math500_gemma", "thought_solution_tags", "gsm8k_thinking")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison said of a row."""

    row: Row
    equal: bool
    expected: bool
    method: str
    detail: str
    seconds: float

    @property
    def kind(self) -> str:
        """`agree`, `false equal` or `false unequal`."""
        if self.equal == self.expected:
            return "agree"
        return "false equal" if self.equal else "false unequal"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=SHARED / "equivalence" / "pairs.jsonl")
    parser.add_argument("--generations", type=Path, default=SHARED / "generations")
    parser.add_argument("--rounding", type=int, default=EquivalenceSettings().rounding_digits)
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # math-verify says on every call that its timeouts are off
    policy = replace(EquivalenceSettings(), rounding_digits=options.rounding)
    shared_pool().submit("x", "y").result()  # the time a worker takes to start is not a comparison's
    if options.pairs.exists():
        report_pairs(read(options.pairs), policy)
    for name in GENERATIONS:
        path = options.generations / f"{name}.jsonl"
        if path.exists():
            report_generations(name, read(path), policy)


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def report_pairs(rows: Sequence[Row], policy: EquivalenceSettings) -> None:
    """Agreement by grader and by source, time by tier, and every disagreement of ours."""
    ours = judge_all(rows, lambda row: compare(row["gold"], row["pred"], policy))
    graders = {
        "math-verify, texts as they are": judge_all(rows, lambda row: math_verify(row, wrap=False)),
        "math-verify, bare answers in $..$": judge_all(rows, lambda row: math_verify(row, wrap=True)),
        "ours": ours,
    }
    print(f"{len(rows)} pairs, {sum(row['expected_equal'] for row in rows)} of them labelled equal\n")
    table(("grader", "agree", "", "false equal", "false unequal"), (line(n, v) for n, v in graders.items()))
    for name in ("math-verify, bare answers in $..$", "ours"):
        print(f"\n{name}, by source\n")
        by_source = grouped(graders[name])
        table(("source", "agree", "", "false equal", "false unequal"), (line(s, v) for s, v in by_source.items()))
    print_times(ours)
    print_disagreements(ours, ("gold", "pred"))


def report_generations(name: str, rows: Sequence[Row], policy: EquivalenceSettings) -> None:
    """Extraction and comparison together, held against the verdicts that came with the texts."""

    def judge(row: Row) -> Equivalence:
        answer = extract(row["completion"]).text
        if name == "math500_gemma":  # steps only: the sentence with the answer is not part of the text
            answer = row["extracted_by_source"]
        row["found"] = answer
        return compare(row["gold_answer"], answer, policy)

    labelled = [{**row, "expected_equal": row["correct"], "source": name} for row in rows]
    for row in labelled:
        row["expected_equal"] = row.get("correct_heuristic") if row["expected_equal"] is None else row["expected_equal"]
    verdicts = judge_all(labelled, judge)
    print(f"\n{name}\n")
    table(("generations", "agree", "", "false equal", "false unequal"), [line(name, verdicts)])
    print_disagreements(verdicts, ("gold_answer", "found"))


def judge_all(rows: Iterable[Row], judge: Callable[[Row], Equivalence | bool]) -> list[Verdict]:
    """Every row judged and timed."""
    verdicts = []
    for row in rows:
        start = time.perf_counter()
        outcome = judge(row)
        seconds = time.perf_counter() - start
        method, detail = (outcome.method, outcome.reason) if isinstance(outcome, Equivalence) else ("", "")
        equal = outcome.equal if isinstance(outcome, Equivalence) else outcome
        verdicts.append(Verdict(row, equal, bool(row["expected_equal"]), method, detail, seconds))
    return verdicts


def math_verify(row: Row, wrap: bool) -> bool:
    """What math-verify says with its defaults; bare answers may be put between dollar signs, as it asks for."""
    gold, pred = row["gold"], row["pred"]
    if pred is None:
        return False
    if wrap and row["kind"] == "bare":
        gold, pred = (text if "$" in text or "\\boxed" in text else f"${text}$" for text in (gold, pred))
    return bool(verify(parse(gold), parse(pred)))


def grouped(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Verdicts by source."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.row["source"]].append(verdict)
    return dict(sorted(groups.items()))


def line(name: str, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """One line of a table of agreement."""
    kinds = Counter(verdict.kind for verdict in verdicts)
    agree = kinds["agree"]
    share = f"{agree / len(verdicts):.1%}"
    return name, f"{agree} of {len(verdicts)}", share, str(kinds["false equal"]), str(kinds["false unequal"])


def print_times(verdicts: Sequence[Verdict]) -> None:
    """Time by the tier that decided."""
    print("\ntime by the tier that decided\n")
    tiers: dict[str, list[float]] = defaultdict(list)
    for verdict in verdicts:
        tiers[verdict.method].append(verdict.seconds * 1000)
    rows = [
        (tier, str(len(times)), f"{statistics.median(times):.2f} ms", f"{max(times):.1f} ms")
        for tier, times in sorted(tiers.items())
    ]
    table(("tier", "pairs", "median", "slowest"), rows)


def print_disagreements(verdicts: Iterable[Verdict], columns: tuple[str, str]) -> None:
    """Every row on which we and its label differ."""
    for verdict in verdicts:
        if verdict.kind != "agree":
            texts = " | ".join(shortened(verdict.row[column]) for column in columns)
            print(f"  {verdict.row['id']} {verdict.kind} ({verdict.method}, {verdict.detail}): {texts}")


def shortened(text: str | None, width: int = 60) -> str:
    """A text on one line, its end rather than its beginning."""
    shown = repr(text)
    return shown if len(shown) <= width else "..." + shown[-width:]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A Markdown table."""
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
