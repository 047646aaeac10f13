"""Near duplicates among many synthetic questions: seconds and memory.

python -m benchmarks.bench_screens [--rows 1000000]

One question in twenty repeats an earlier one, with one word changed. The table is quoted in docs/screens.md.
"""

import argparse
import random
import resource
import time
from collections.abc import Sequence

from filters.screens.duplicates import ExactIndex, NearRowIndex

WORDS = [
    a + b + c for a in ("ba", "ko", "ri", "su", "te", "mo") for b in ("la", "ne", "ti", "po", "du") for c in "nrsltkmb"
]


def question(number: int) -> tuple[str, bool]:
    """A question of 40 words, and whether it nearly repeats an earlier one."""
    repeats = number % 20 == 19
    draw = random.Random(number - 7 if repeats else number)
    words = draw.choices(WORDS, k=40)
    if repeats:
        words[20] = "changed"
    return " ".join(words), repeats


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args(arguments).rows
    exact, near = ExactIndex(), NearRowIndex(0.8)
    for name, repeats in (("exact", exact.repeats), ("near", near.repeats)):
        start, busy, found, right = time.perf_counter(), time.process_time(), 0, 0
        for number in range(rows):
            text, planted = question(number)
            hit = repeats(text, str(number), str(number)) is not None
            found += hit
            right += hit and planted
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told = f"{found:,} found, {right:,} of {rows // 20:,} planted"
        print(f"{name}: {rows:,} questions in {seconds:,.0f} s (CPU {busy:,.0f} s), peak {peak:,.0f} MB; {told}")


if __name__ == "__main__":
    main()
