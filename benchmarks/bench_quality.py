"""What the quality signals say of real model texts, and how fast.

python -m benchmarks.bench_quality [--data ../shared/data] [--show 5]

The table is quoted in docs/quality.md. Without the shared data only the recordings are judged.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.bench_spoiler import DEFAULT_DATA, Row
from filters.evaluation.asking import STAGE, trace_of
from filters.plan_execution import carried_out
from filters.registry import build_filters
from schemas.labelled import LabelledText

NAMES = ("repetition", "language_mix", "residue", "meta_talk", "markdown_debris")
GENERATIONS = ("gsm8k", "math500_gemma", "math500_short", "thought_solution_tags", "gsm8k_thinking")
STRATEGY = ("reasonflux", "plan_and_solve", "oatutor_hints", "gsm8k_subquestions")
RECORDINGS = Path(__file__).parents[1] / "data" / "recordings"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--show", type=int, default=0, help="so many flagged spans per cell")
    options = parser.parse_args(arguments)
    judges = build_filters(NAMES, {}, "bench")
    spent: dict[str, float] = defaultdict(float)
    total = 0
    print(f"{'share of texts flagged':<40} {'n':>5} " + " ".join(f"{name:>16}" for name in NAMES))
    for group, rows in _groups(options.data):
        traces = [trace_of(LabelledText("", row["text"], False, "", row["question"] or "")) for row in rows]
        cells, shown = [], []
        for name, judge in judges.items():
            start = time.perf_counter()
            said = [verdict for trace in traces if not (verdict := judge.judge(trace, STAGE)).passed]  # type: ignore[union-attr]
            spent[name] += time.perf_counter() - start
            cells.append(f"{len(said):>6} ({len(said) / len(rows):6.2%})")
            shown += [f"      {name}: {verdict.evidence[0].text[:100]!r}" for verdict in said[: options.show]]  # type: ignore[union-attr]
        total += len(rows)
        print(f"{group:<40} {len(rows):>5} " + " ".join(f"{cell:>16}" for cell in cells))
        print("\n".join(shown)) if shown else None
    print(f"{'texts a second':<46} " + " ".join(f"{total / spent[name]:>16,.0f}" for name in NAMES))
    _plans()


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _groups(data: Path) -> Iterator[tuple[str, list[Row]]]:
    by_stage: dict[str, list[Row]] = defaultdict(list)
    for name in ("ppc", "fslr", "comt", "cot", "plan_cot"):
        for line in _read(RECORDINGS / f"{name}.jsonl"):
            row = {"question": "", "text": line["completion"]["text"]}
            by_stage[f"recordings/{name}: {line['origin']['stage']}"].append(row)
    yield from by_stage.items()
    for name in GENERATIONS if data.exists() else ():
        rows = _read(data / "generations" / f"{name}.jsonl")
        yield f"generations/{name}", [{"question": row["question"], "text": row["completion"]} for row in rows]
    for name in STRATEGY if data.exists() else ():
        yield f"strategy/{name}", [row for row in _read(data / "strategy" / f"{name}.jsonl") if row["text"]]


def _plans() -> None:
    """Shares of plan steps carried out: each recorded plan with its own execution, and with another problem's."""
    for name, stage in (("ppc", "execution"), ("plan_cot", "cot")):
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        for line in _read(RECORDINGS / f"{name}.jsonl"):
            texts[line["origin"]["problem_id"]][line["origin"]["stage"]] = line["completion"]["text"]
        pairs = [(row["plan"], row[stage]) for row in texts.values()]
        others = [execution for _, execution in pairs]
        random.Random(0).shuffle(others)
        for label, chosen in (("own", pairs), ("foreign", list(zip([plan for plan, _ in pairs], others, strict=True)))):
            shares = sorted(carried_out(plan, execution)[0] for plan, execution in chosen)
            low, half = (sum(share < least for share in shares) / len(shares) for least in (0.25, 0.5))
            told = f"median {shares[len(shares) // 2]:.2f}, below 0.25: {low:.0%}, below 0.5: {half:.0%}"
            print(f"plan_execution, {name}, {label} execution: {told}")


if __name__ == "__main__":
    main()
