"""What the spoiler score and the recital score say of real texts, by label, and how fast the spoiler score is.

python -m benchmarks.bench_spoiler [--data ../shared/data]

Without the shared data only the speed is measured. The tables are quoted in docs/spoiler.md.
"""

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from filters.recital import RecitalSettings, recital_score
from filters.spoiler import SpoilerSettings, spoiler_score

Row = dict[str, Any]
"""One line of a data file: id, question, text, labels."""
Pair = tuple[str, str | None, str]
"""A text held to be a preplan, the plan it might recite, and the question."""

SPOILER = SpoilerSettings()
RECITAL = RecitalSettings()
DEFAULT_DATA = Path(os.environ.get("FORETHOUGHT_SHARED", Path(__file__).parents[2] / "shared" / "data"))

PROSE = """This is a rate problem in two phases: a tank is filled by two pipes together and later by one of them \
alone. Sought is a duration in minutes; given are the times that each pipe would need by itself and the moment at \
which one of them is shut. Work done per unit of time is the idea that makes the pipes comparable, and shares of one \
full tank are the natural measure, since its volume is not given. The two phases must be kept apart: the shared rate \
holds before the tap is closed, the single rate after it. Durations are positive, and the second phase cannot be \
longer than the slower pipe would need for the whole tank. It is tempting to average the two times, but times do not \
combine as rates do; another slip is to forget the part that was filled before. A sound outcome is shorter than the \
slower pipe's own time. The answer must be given in minutes, while one of the times is stated in hours, at a price of \
$5 and $7 for each. """
LATEX = (
    r"""The function $f(x) = x^3 - 3x + c$ is a cubic with a parameter, and the number of its real zeros is \
sought as \(c\) varies. Its turning points lie where \[ f'(x) = 0, \] and the signs of \(f\) there decide. Symmetry \
of the odd part helps: $f(-x) - c = -(f(x) - c)$. The boundary cases, in which a turning point lies on the axis, have \
a double zero and must not be counted as two. """
    * 2
)


def read(path: Path) -> list[Row]:
    """The rows that have a text."""
    with path.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["text"]]


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Rows by label, labels in order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(sorted(groups.items()))


def spoiler_line(label: str, rows: Sequence[Row]) -> str:
    """Mean score, share above each threshold and share of texts in which each rule fires."""
    scores = [spoiler_score(row["text"], row["question"] or "", SPOILER) for row in rows]
    above = [fmean(score.score > least for score in scores) for least in range(3)]
    fired = [fmean(score.signals[rule].fired for score in scores) for rule in scores[0].signals]
    cells = [f"{fmean(score.score for score in scores):.2f}", *(f"{share:.0%}" for share in above + fired)]
    return f"| {label} | {len(rows)} | " + " | ".join(cells) + " |"


def spoiler_tables(data: Path) -> Iterator[str]:
    """One table over the leak data and the strategy data."""
    head = ("label", "n", "mean", "s>0", "s>1", "s>2", *spoiler_score("", "", SPOILER).signals)
    yield "| " + " | ".join(head) + " |\n|" + " --- |" * len(head)
    audited = grouped(read(data / "leaks/plans_audited.jsonl"), lambda row: f"audited: {row['label_audited']}")
    built = grouped(read(data / "leaks/constructed.jsonl"), _constructed_label)
    strategy = grouped(_strategy(data), lambda row: f"{row['file']}: {row['kind']}")
    for groups in (audited, built, strategy):
        for label, rows in groups.items():
            yield spoiler_line(label, rows)


def _constructed_label(row: Row) -> str:
    return f"{'leak' if row['label_leak'] else 'clean'}: {row['source']}, {row['label_basis'].rpartition(': ')[2]}"


def _strategy(data: Path) -> Iterator[Row]:
    for path in sorted((data / "strategy").glob("*.jsonl")):
        for row in read(path):
            yield {**row, "file": path.stem}


def recital_line(label: str, pairs: Sequence[Pair]) -> str:
    """Mean of the score and its parts, and the share above the default threshold."""
    scores = [recital_score(preplan, plan, RECITAL, question) for preplan, plan, question in pairs]
    parts = [fmean(values) for values in zip(*((s.score, s.instructed, s.stated) for s in scores), strict=True)]
    rejected = fmean(score.score > RECITAL.max_score for score in scores)
    return f"| {label} | {len(pairs)} | {rejected:.0%} | " + " | ".join(f"{part:.2f}" for part in parts) + " |"


def recital_table(data: Path) -> Iterator[str]:
    """Real descriptions and plans of the same problems; and the same with the plan told in the description."""
    yield "| text, against | n | rejected | score | instructed | stated |\n|" + " --- |" * 6
    solved = _together([*read(data / "strategy/plan_and_solve.jsonl"), *read(data / "leaks/plans_audited.jsonl")])
    yield from _pair_lines("understanding", "plan", solved, ("understand", "plan"))
    templates = _together([*read(data / "strategy/reasonflux.jsonl"), *read(data / "leaks/constructed.jsonl")])
    yield from _pair_lines("problem type", "plan flow", templates, ("scen", "flow"))
    yield from _pair_lines("strategy", "plan flow", templates, ("desc", "flow"))
    alone = grouped(_strategy(data), lambda row: row["kind"])
    for kind in ("llm_understanding_section", "problem_type_recognition", "llm_plan_section", "plan_reason_flow"):
        yield recital_line(f"{kind}, no plan", [(row["text"], None, "") for row in alone[kind]])


def _together(rows: Iterable[Row]) -> list[dict[str, Row]]:
    """The sections of one problem's text, by section: ids end in `-plan`, `-understand`, `-scen`, ..."""
    whole: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        stem, _, section = row["id"].removeprefix("leak-").rpartition("-")
        whole[stem][section] = row
    return list(whole.values())


def _pair_lines(
    text_name: str, plan_name: str, problems: Iterable[dict[str, Row]], sections: tuple[str, str]
) -> Iterator[str]:
    """Each description against its own plan, against another problem's, and with its own plan told in it."""
    both = [(item[sections[0]], item[sections[1]]) for item in problems if item.keys() >= set(sections)]
    own = [(text["text"], plan["text"], plan["question"] or "") for text, plan in both]
    other = [(text, own[at - 1][1], question) for at, (text, _, question) in enumerate(own)]
    told = [(f"{text}\n{plan}", plan, question) for text, plan, question in own]
    yield recital_line(f"{text_name}, own {plan_name}", own)
    yield recital_line(f"{text_name}, another problem's {plan_name}", other)
    yield recital_line(f"{text_name} + own {plan_name}, own {plan_name}", told)


def speed_line(label: str, text: str, seconds: float = 2.0) -> str:
    """Texts a second on one core, repeated for so many seconds."""
    question = "Two pipes fill a tank in 40 minutes and 1 hour; one is shut after 12 minutes. It costs $5 or $7."
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        spoiler_score(text, question, SPOILER)
        done += 1
    return f"{label} ({len(text)} characters): {done / (time.perf_counter() - start):,.0f} texts/s"


def main() -> None:
    """Print the tables and the speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of the shared data")
    data = parser.parse_args().data
    if data.is_dir():
        print("\n".join(spoiler_tables(data)), end="\n\n")
        print("\n".join(recital_table(data)), end="\n\n")
    else:
        print(f"no data at {data}: speed only")
    print(speed_line("spoiler score of prose", PROSE), speed_line("spoiler score of LaTeX", LATEX), sep="\n")


if __name__ == "__main__":
    main()
