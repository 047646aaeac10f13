"""Trains the shipped leak model: `python -m benchmarks.train_leak_model`.

Learns from the dev part of benchmarks/leaks and from contrastive texts that are made of recorded and clean preplans,
their own plans and executions, and benchmarks/leaks/fragments.txt. No problem of the benchmark's test parts is used.
Prints what thresholds do to texts left out of the fit. Writes filters/leaks/model/; the same files give the same model.
With `--across-authors` it writes nothing and says what the detector does to authors it has not seen: each author of the
dev part is left out in turn (some twenty-five minutes of one core).
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

from benchmarks.leak_authors import STRENGTH, across_authors, author_of, tables
from benchmarks.leak_contrast import contrast
from filters.leak import LeakSettings
from filters.leaks.model import SHIPPED, save_model
from filters.leaks.training import train
from schemas.labelled import LabelledText
from store.labelled_texts import read_labelled_texts

ROOT = Path(__file__).parents[1]
BENCHMARK = ROOT / "benchmarks/leaks/preplans.jsonl"
PROBLEMS = ROOT / "data/problems/arithmetic.jsonl"
RECORDINGS = ROOT / "data/recordings/ppc.jsonl"
VARIANTS = 3
"""Leaking variants, and clean ones, of each clean preplan."""


def training_texts() -> list[LabelledText]:
    """The benchmark's dev part, the recorded preplans, and contrastive variants of the clean ones among them."""
    texts = read_labelled_texts(BENCHMARK)
    dev = [text for text in texts if text.split == "dev"]
    seen = {text.question for text in texts if text.split != "dev"}
    recorded = [text for text in recorded_preplans() if text.question not in seen]
    clean = [text for text in dev if not text.leak]
    return [*dev, *recorded, *contrast([*clean, *recorded], VARIANTS)]


def recorded_preplans() -> list[LabelledText]:
    """The recorded preplans, with plan and execution; read through and clean."""
    stages: dict[str, dict[str, str]] = defaultdict(dict)
    for line in RECORDINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stages[row["origin"]["problem_id"]][row["origin"]["stage"]] = row["completion"]["text"]
    problems = {row["id"]: row for row in map(json.loads, PROBLEMS.read_text(encoding="utf-8").splitlines())}
    return [
        LabelledText(
            id=name,
            text=texts["preplan"],
            leak=False,
            kind="recorded",
            question=problems[name]["question"],
            answer=problems[name]["gold_answer"],
            solution=problems[name]["reference_solution"],
            plan=texts["plan"],
            execution=texts["execution"],
        )
        for name, texts in stages.items()
    ]


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of the model")
    parser.add_argument("--across-authors", action="store_true", help="leave out each author in turn; write nothing")
    options = parser.parse_args()
    texts = training_texts()
    if options.across_authors:
        print("\n".join(tables(across_authors(texts), LeakSettings().max_score)))
    else:
        _write(texts, options.out)


def _write(texts: list[LabelledText], out: Path) -> None:
    card = {"version": "6", "command": "python -m benchmarks.train_leak_model", "licence": "Apache-2.0"}
    model = train(texts, STRENGTH, card, voices=[author_of(text) for text in texts])
    save_model(model, out)
    print(f"{len(texts)} texts, {len(model.weights)} features, written to {out}")
    print("Written texts, each scored by layers that have not seen its author (half of the first author's):")
    print("| max_score | recall | false alarms | F1 |\n| ---: | ---: | ---: | ---: |")
    meta = json.loads((out / "model.json").read_text(encoding="utf-8"))
    for row in meta["out_of_fold"]:
        print(f"| {row['max_score']} | {row['recall']:.1%} | {row['false_alarms']:.1%} | {row['f1']:.1%} |")
    print(f"\nReliability on the same texts (Brier score {meta['brier']:.3f}):")
    print("| score | texts | mean score | leaking |\n| --- | ---: | ---: | ---: |")
    for row in meta["reliability"]:
        print(f"| {row['low']}-{row['high']} | {row['texts']} | {row['mean_score']:.2f} | {row['leaking']:.2f} |")


if __name__ == "__main__":
    main()
