"""What the embedded reference generator makes of a problem file: how much it can derive, how clean, how fast.

python -m benchmarks.survey_reference data/problems/arithmetic.jsonl
python -m benchmarks.survey_reference ../shared/data/problems/gsm8k_train.jsonl --samples 5 --seed 3
"""

import argparse
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from filters.number_free import NumberFreeSettings, numbers_in
from filters.spoiler import SpoilerSettings, spoiler_score
from filters.tokens import count_regex_v1
from schemas.problem import Problem
from synth.reference.features import features_of, read
from synth.reference.numerals import find_numerals, read_numeral
from synth.reference.stages import Ambiguous, write_stage

STAGES = ("preplan", "plan", "execution", "first_step", "meta_thought")


def load(path: Path) -> list[Problem]:
    """The problems of a JSONL file, ours or GSM8K's."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [
        Problem(
            row["id"],
            row["question"],
            row.get("answer") or row.get("gold_answer"),
            row.get("solution") or row.get("reference_solution"),
        )
        for row in rows
    ]


def attempt(problem: Problem, stage: str, structured: bool = False) -> str | None:
    """The text of a stage; None also where the solution's numbers are ambiguous."""
    try:
        return write_stage(problem, stage, structured)
    except Ambiguous:
        return None


def derive(problems: Sequence[Problem]) -> dict[str, dict[str, str]]:
    """Problem id to stage to text, for the problems whose solutions show computations."""
    texts = {p.id: {stage: attempt(p, stage) for stage in STAGES} for p in problems}
    return {key: {k: v for k, v in stages.items() if v} for key, stages in texts.items() if stages["execution"]}


def forbidden(problem: Problem) -> set[Fraction]:
    """The gold answer and every computed value that the question does not state itself."""
    features = features_of(problem.question, problem.solution or "")
    gold = read_numeral(problem.answer or "")
    stated = {mention.value for mention in features.mentions} | {Fraction(1)}
    return ({*features.solution.results} | ({gold} if gold is not None else set())) - stated


def leaks(text: str, problem: Problem) -> bool:
    """True if the text holds the gold answer or a computed value."""
    bare = "\n".join(line.split(". ", 1)[-1] for line in text.splitlines())
    return any(number.value in forbidden(problem) for number in find_numerals(bare))


def share(count: int, total: int) -> str:
    """`12 of 40 (30.0%)`."""
    return f"{count:,} of {total:,} ({count / max(1, total):.1%})"


def spread(texts: Iterable[str]) -> str:
    """Median and deciles of token counts."""
    counts = sorted(map(count_regex_v1, texts))
    tenth = statistics.quantiles(counts, n=10)
    return f"median {statistics.median(counts):.0f}, 10% below {tenth[0]:.0f}, 10% above {tenth[-1]:.0f}"


def survey(problems: Sequence[Problem]) -> None:
    """Print the counts."""
    started = time.process_time()
    for problem in problems:
        for stage in STAGES[:3]:
            attempt(problem, stage)
    seconds = time.process_time() - started
    texts = derive(problems)
    known = [problem for problem in problems if problem.id in texts]
    names = [name for p in known if (features := read(p)) for name in features.step_names]
    print("derivable:", share(len(known), len(problems)))
    for stage in STAGES:
        written = [texts[p.id][stage] for p in known if stage in texts[p.id]]
        print(f"{stage}: {share(len(written), len(known))}; tokens: {spread(written)}")
    print("computations without a name of their own:", share(names.count(None), len(names)))
    for stage in ("preplan", "plan"):
        there = [problem for problem in known if stage in texts[problem.id]]
        print(f"{stage}s with the gold or a computed value:", share(_count(there, texts, stage), len(there)))
    digits = sum(any(map(str.isdigit, texts[p.id]["preplan"])) for p in known)
    print("preplans with a digit:", share(digits, len(known)))
    scores = Counter(spoiler_score(texts[p.id]["preplan"], p.question, SpoilerSettings()).score for p in known)
    print("spoiler scores of preplans:", dict(sorted(scores.items())))
    thoughts = [texts[p.id]["meta_thought"] for p in known if "meta_thought" in texts[p.id]]
    free = sum(not numbers_in(text, NumberFreeSettings()) for text in thoughts)
    print("meta-thoughts free of numbers:", share(free, len(thoughts)))
    print(f"preplan, plan and execution: {len(problems) / seconds:,.0f} problems per CPU second")


def _count(problems: Sequence[Problem], texts: dict[str, dict[str, str]], stage: str) -> int:
    return sum(leaks(texts[problem.id][stage], problem) for problem in problems)


def show(problems: Sequence[Problem], samples: int, seed: int) -> None:
    """Print samples, every stage of each."""
    for problem in random.Random(seed).sample(problems, min(samples, len(problems))):
        print(f"\n{'=' * 100}\n{problem.id}: {problem.question}")
        for stage in STAGES:
            print(f"\n--- {stage}\n{attempt(problem, stage, structured=stage == 'first_step')}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("path", type=Path, help="a .jsonl file of problems with worked solutions")
    parser.add_argument("--samples", type=int, default=0, help="print so many problems with all their texts")
    parser.add_argument("--seed", type=int, default=0, help="draws the samples")
    options = parser.parse_args()
    problems = load(options.path)
    survey(problems)
    show(problems, options.samples, options.seed)


if __name__ == "__main__":
    main()
