"""Texts a second of the leak filters on one core: `python -m benchmarks.bench_filters`.

Every text of benchmarks/leaks with its question, gold and solution, nothing cached from one text to the next. Seconds
are those the process was given (CPU time), so other work on the machine counts for less; caches are still shared.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from filters.base import Filter
from filters.evaluation.asking import STAGE, trace_of
from filters.leaks import amounts, cutting, features, golds, known, relations, tokens, wording
from filters.registry import build_filters
from schemas.trace import Trace
from store.labelled_texts import read_labelled_texts

BENCHMARK = Path(__file__).parent / "leaks/preplans.jsonl"
FILTERS = ("spoiler", "recital", "plan_overlap", "computation", "value_leak", "leak")
CACHES: tuple[Callable[..., object], ...] = (
    amounts.find_amounts,
    cutting.sentences,
    known._asked,
    golds.read_gold,
    known._results,
    relations.relate,
    relations._pairwise,
    tokens.tokenise,
    features._sentence_flags,
    wording.shape,
    wording.stems,
)
"""What a filter remembers of a text; emptied before each text, as if it were the first of its problem."""


def seconds(judge: Filter, traces: Iterable[Trace]) -> float:
    """CPU seconds for all texts."""
    spent = 0.0
    for trace in traces:
        for cache in CACHES:
            cache.cache_clear()  # type: ignore[attr-defined]
        start = time.process_time()
        judge.judge(trace, STAGE)
        spent += time.process_time() - start
    return spent


def main() -> None:
    """Print a line for each filter."""
    texts = read_labelled_texts(BENCHMARK)
    traces = [trace_of(text) for text in texts]
    print("| filter | texts/s | microseconds a text |\n| --- | ---: | ---: |")
    for name in FILTERS:
        judge = build_filters([name], {name: {"enabled": True}}, name)[name]
        judge.judge(traces[0], STAGE)
        spent = min(seconds(judge, traces) for _ in range(3))
        print(f"| `{name}` | {len(texts) / spent:,.0f} | {spent / len(texts) * 1e6:,.0f} |")


if __name__ == "__main__":
    main()
