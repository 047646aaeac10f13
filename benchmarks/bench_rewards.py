"""How many completions a second one core rewards, and how long a batch takes that holds hostile ones.

python -m benchmarks.bench_rewards

The figures are quoted in docs/rewards.md. Bar: at least 2,000 PPC completions a second with easy answers and no judge.
"""

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench_spoiler import PROSE
from filters.equivalence import PoolSettings, shared_pool
from rewards import CcrlSettings, PpcSettings, Sample, Turn, ccrl_rewards, ppc_rewards
from schemas.request import TokenLogprob

PROBLEMS = Path(__file__).parents[1] / "data/problems/arithmetic.jsonl"
PLAN = """Name the quantities and what is sought. Bring them to one unit. Join what belongs together, then take off \
what is used up, and check that the outcome is of the size the question suggests. """
GROUP = 8
"""Completions per problem, as in the paper's GRPO."""
REPEATS = 5
HANGING = ("9^{9^{9^{%d}}}", r"\int_0^1 e^{x^{x^{x}}} dx + %d", r"\sum_{i=1}^{10000000} \sin(i) + %d")
"""Answers over which a symbolic parser would sit for minutes."""
SHAPELESS = ("<preplan>" * 11_000, "{" * 100_000, r"\boxed{" * 14_000, "=1 " * 33_000, "$" * 100_000)
"""A hundred thousand characters each of what a scanner might take quadratic time over."""


def easy_turns(problems: Sequence[dict[str, str]], preplan: str, copies: int) -> list[Turn]:
    """Groups of eight: right, wrong by one, another spelling, without a box, and out of form."""
    turns = []
    for problem in problems:
        gold, work = problem["gold_answer"], f"{problem['reference_solution']}\n" * copies
        for number in range(GROUP):
            answer = (gold, f"{gold}.0", f"{gold}1", f"${gold}$", gold, f"{gold} km", "2/7", gold)[number]
            box = "" if number == 6 else rf"So it is \boxed{{{answer}}}."
            turn = f"<preplan>\n{preplan}\n</preplan>\n<plan>\n{PLAN * copies}\n</plan>\n<execute>\n{work}{box}\n"
            turns.append(Turn(turn + ("" if number == 7 else "</execute>"), gold, problem["question"]))
    return turns


def rate(turns: Sequence[Turn]) -> float:
    """Completions per second of CPU, the best of some repeats: other work on the machine only ever slows one down."""
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        ppc_rewards(turns)
        seconds.append(time.process_time() - start)
    return len(turns) / min(seconds)


def easy_line(label: str, turns: Sequence[Turn]) -> str:
    """Rate and mean length."""
    mean = sum(len(turn.completion) for turn in turns) / len(turns)
    return f"easy, {label}: {len(turns)} turns of {mean:,.0f} characters: {rate(turns):,.0f} completions/s/core"


def symbolic_line(turns: Sequence[Turn]) -> str:
    """A batch in which every eighth answer needs symbolic mathematics, each a different one."""
    mixed = [
        Turn(turn.completion.replace(rf"\boxed{{{turn.gold}}}", rf"\boxed{{x^2+{at}x}}"), f"x(x+{at})", turn.question)
        if at % GROUP == 0
        else turn
        for at, turn in enumerate(turns)
    ]
    shared_pool().submit("x(x+1)", "x^2+x").result()  # the processes are there in a training run
    start = time.perf_counter()
    right = sum(reward.values()["outcome"] for reward in ppc_rewards(mixed)[::GROUP])
    seconds = time.perf_counter() - start
    return (
        f"symbolic, 1 in {GROUP}: {len(mixed)} turns in {seconds:.1f} s: {len(mixed) / seconds:,.0f} completions/s; "
        f"{right:.0f} of {len(mixed) // GROUP} symbolic ones right"
    )


def hostile_line(turns: Sequence[Turn], each: int, deadline_s: float) -> str:
    """A batch with answers that hang and texts without end."""
    last = r"<preplan>a</preplan><plan>b</plan><execute>\boxed{%s}</execute>"
    hanging = [Turn(last % (answer % number), "5") for answer in HANGING for number in range(each)]
    settings = PpcSettings(workers=PoolSettings(deadline_s=deadline_s))
    start = time.perf_counter()
    ppc_rewards([*turns, *hanging, *(Turn(text, "5") for text in SHAPELESS)], settings)
    seconds = time.perf_counter() - start
    return (
        f"hostile: {len(turns)} easy turns, {len(hanging)} answers that hang and {len(SHAPELESS)} texts of 100,000 "
        f"characters, deadline {deadline_s:g} s, {settings.workers.workers} workers: {seconds:.1f} s in all"
    )


def shapeless_lines() -> list[str]:
    """Each long text by itself."""
    lines = []
    for text in SHAPELESS:
        start = time.perf_counter()
        ppc_rewards([Turn(text, "5"), Turn(f"<preplan>{text}</preplan><plan>b</plan><execute>{text}</execute>", "5")])
        lines.append(f"  {text[:9]!r} twice in {1000 * (time.perf_counter() - start):,.0f} ms")
    return lines


def ccrl_line(problems: Sequence[dict[str, str]]) -> str:
    """Worked solutions with a log-probability for every word."""
    samples = []
    for problem in [*problems] * 10:
        solution = problem["reference_solution"]
        pieces = re.finditer(r"\s?\w+|\s?[^\w\s]|\s", solution)
        tokens = [TokenLogprob(piece[0], -0.1, *piece.span()) for piece in pieces]
        samples.append(Sample(solution, problem["gold_answer"], tokens))
    start = time.process_time()
    ccrl_rewards(samples, CcrlSettings())
    mean = sum(len(sample.tokens or ()) for sample in samples) / len(samples)
    return f"ccrl: {len(samples) / (time.process_time() - start):,.0f} completions/s/core of {mean:.0f} tokens"


def main() -> None:
    """Print every figure."""
    problems = [json.loads(line) for line in PROBLEMS.read_text(encoding="utf-8").splitlines()]
    short, long = easy_turns(problems, PROSE, 1), easy_turns(problems, PROSE * 4, 4)
    print(easy_line("short", short))
    print(easy_line("long", long))
    print(symbolic_line(short))
    print(hostile_line(short[:512], 4, 5.0))
    print("\n".join(shapeless_lines()))
    print(ccrl_line(problems))


if __name__ == "__main__":
    main()
