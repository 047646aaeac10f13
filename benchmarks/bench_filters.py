"""Texts a second of the leak filters, and what PPC's default filters take for a trace, on one core.

    python -m benchmarks.bench_filters

Every text of benchmarks/leaks with its question, gold and solution, and the 64 recorded traces of data/recordings;
nothing remembered of one for the next, and in the last column as in a run, where texts that stand one behind the other
may be on one problem. Seconds are those the process was given (CPU time), the least of three goes, so
other work on the machine counts for less; the processor's caches are still shared.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from filters import numerals, phrases, recital, said, steps
from filters.base import Filter
from filters.calculations import claims, statements, values
from filters.equivalence import braces, extraction
from filters.evaluation.asking import STAGE, trace_of
from filters.leaks import amounts, cutting, gates, golds, known, operations, relations, tokens, wording
from filters.registry import build_filters
from pipelines.ppc import PIPELINE
from schemas.problem import Problem
from schemas.trace import Attempt, StageText, Trace
from store.labelled_texts import read_labelled_texts

RECORDINGS = Path(__file__).parent.parent / "data/recordings"
BENCHMARK = Path(__file__).parent / "leaks/preplans.jsonl"
FILTERS = ("spoiler", "recital", "plan_overlap", "computation", "value_leak", "leak")
CACHES: tuple[Callable[..., object], ...] = (
    amounts.find_amounts,
    cutting.sentences,
    known._asked,
    golds.read_gold,
    known._results,
    relations.relate,
    known.pairwise,
    tokens.tokenise,
    gates.lines,
    wording.stems,
    wording.under_warning,
    operations.sentence_kinds,
    said.said,
    said.vocabulary,
    phrases._plain,
    steps.units,
    recital._known,
    numerals.find_numerals,
    statements.statements,
    claims.claims,
    values.value_of,
    extraction.extract,
    braces.closing_braces,
)
"""What a filter remembers of a text; emptied before each text, as if it were the first of its problem."""


def seconds(judge: Filter, traces: Iterable[Trace], fresh: bool = True) -> float:
    """CPU seconds for all texts; `fresh` forgets question, solution and text before each."""
    spent = 0.0
    for trace in traces:
        for cache in CACHES if fresh else ():
            cache.cache_clear()  # type: ignore[attr-defined]
        start = time.process_time()
        judge.judge(trace, STAGE)
        spent += time.process_time() - start
    return spent


def recorded() -> list[Trace]:
    """The recorded answers to PPC's prompts, a trace for each problem."""
    problems = {row["id"]: row for row in _rows("problems")}
    texts: dict[str, dict[str, str]] = {}
    for row in _rows("ppc"):
        texts.setdefault(row["origin"]["problem_id"], {})[row["origin"]["stage"]] = row["completion"]["text"]
    return [_recorded(problems[name], stages) for name, stages in texts.items()]


def _rows(name: str) -> list[Any]:
    lines = (RECORDINGS / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _recorded(problem: Mapping[str, Any], texts: Mapping[str, str]) -> Trace:
    asked = Problem(problem["id"], problem["question"], problem["gold_answer"], problem.get("reference_solution"))
    trace = Trace(asked, PIPELINE.name)
    for stage, text in texts.items():
        attempt = Attempt(stage, 0, "recorded", "recorded", "recorded", "", "", {}, "", text=text)
        trace.stages[stage] = StageText(stage, (attempt,), 0)
    return trace


def default_filters(traces: Sequence[Trace]) -> dict[str, float]:
    """CPU microseconds a trace of each filter that PPC has on by default, all its stages together."""
    built = build_filters(PIPELINE.filter_names, dict(PIPELINE.filter_defaults or {}), "ppc")
    places = [(name, stage.name) for stage in PIPELINE.stages for name in stage.checks]
    places += [(check.filter, check.stage) for check in PIPELINE.checks]
    spent = dict.fromkeys(built, 0.0)
    for trace in traces:
        for cache in CACHES:
            cache.cache_clear()  # type: ignore[attr-defined]
        for name, stage in places:
            if name in built:
                start = time.process_time()
                built[name].judge(trace, stage)
                spent[name] += time.process_time() - start
    return {name: seconds / len(traces) * 1e6 for name, seconds in spent.items()}


def main() -> None:
    """Print a line for each filter."""
    rounds = [default_filters(recorded()) for _ in range(4)][1:]
    least = {name: min(one[name] for one in rounds) for name in rounds[0]}
    print("| PPC's default filters | microseconds a trace |\n| --- | ---: |")
    for name, spent in sorted(least.items(), key=lambda item: -item[1]):
        print(f"| `{name}` | {spent:,.0f} |")
    print(f"| all | {sum(least.values()):,.0f} |\n")
    texts = read_labelled_texts(BENCHMARK)
    traces = [trace_of(text) for text in texts]
    print("| filter | texts/s | microseconds a text | texts/s, one after the other |\n| --- | ---: | ---: | ---: |")
    for name in FILTERS:
        judge = build_filters([name], {name: {"enabled": True}}, name)[name]
        judge.judge(traces[0], STAGE)
        spent = min(seconds(judge, traces) for _ in range(3))
        kept = min(seconds(judge, traces, fresh=False) for _ in range(3))
        print(f"| `{name}` | {len(texts) / spent:,.0f} | {spent / len(texts) * 1e6:,.0f} | {len(texts) / kept:,.0f} |")


if __name__ == "__main__":
    main()
