"""A, C, E and F for the tools people use today, a bare loop and us: same prompts, same server, whole processes.

    python -m benchmarks.peers.compare [--only A,C] [--quick]     # `make bench-peers` makes the environments first

Each tool is a program (run_*.py) in an environment of its own. Its time includes starting up, as its users wait for
that too; its CPU is that of all its processes. Nobody is told the server's capacity. The figures go to results.md.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.peers.contenders import CONTENDERS, Contender, Ran, launch
from benchmarks.results import conditions, write_section
from synth.fake import FakeProcess, start_process

IN_FLIGHT = 50
LATENCY = ("--latency", "0.05", "--log-limit", "20000")
UNLUCKY, ENDLESS = "question 111:", "question 171:"
"""Not among the first 50: where a whole first batch fails, one tool cannot read its own file any more."""
FAULTS = (f"server_error~{UNLUCKY}", f"length~{ENDLESS}") + tuple(
    f"{kind}:0.01" for kind in ("server_error", "reset", "truncated", "malformed", "hang")
)


@dataclass(frozen=True)
class Line:
    """One contender in one scenario."""

    scenario: str
    contender: str
    seconds: str
    cpu: str
    said: str


def scenario_a(one: Contender, folder: Path, size: int) -> Line:
    """Independent requests."""
    with start_process(*LATENCY) as fake:
        ran = launch(one, fake.base_url, prompts(folder, size), folder, IN_FLIGHT)
        return line("A", one, ran, f"{ran.good:,} of {size:,} rows")


def scenario_c(one: Contender, folder: Path, size: int) -> Line:
    """429 with Retry-After above 20 at once, unknown to all."""
    with start_process(*LATENCY, "--capacity", "20") as fake:
        ran = launch(one, fake.base_url, prompts(folder, size), folder, IN_FLIGHT)
        rejected = fake.stats()["by_status"].get("429", 0)
        return line("C", one, ran, f"{ran.good:,} of {size:,} rows, {rejected:,} calls rejected")


def scenario_e(one: Contender, folder: Path, size: int) -> Line:
    """SIGKILL after half of the calls, then the same command again; time and CPU are the second one's."""
    with start_process(*LATENCY) as fake:
        path = prompts(folder, size)
        launch(one, fake.base_url, path, folder, IN_FLIGHT, kill_when=lambda: fake.stats()["requests"] >= size // 2)
        before = fake.stats()
        ran = launch(one, fake.base_url, path, folder, IN_FLIGHT)
        repeated, after = fake.stats()["repeated"], fake.stats()["requests"] - before["requests"]
        said = f"killed after {before['requests']:,} calls; then {after:,} calls, {repeated:,} of them repeated"
        return line("E", one, ran, f"{said}; {ran.good:,} of {size:,} rows")


def scenario_f(one: Contender, folder: Path, size: int) -> Line:
    """5% of the calls go wrong in five ways, one prompt always fails, one never ends."""
    options = [word for fault in FAULTS for word in ("--fault", fault)]
    with start_process(*LATENCY, *options) as fake:
        ran = launch(one, fake.base_url, prompts(folder, size), folder, IN_FLIGHT)
        good = sum(text is not None for prompt, text in ran.rows if UNLUCKY not in prompt and ENDLESS not in prompt)
        half = [text for prompt, text in ran.rows if ENDLESS in prompt]
        fate = "kept, unflagged" if half and half[0] is not None else "flagged" if half else "row gone"
        said = f"{good:,} of {size - 2:,} good rows; the truncated one: {calls(fake, ENDLESS)} calls, {fate}"
        return line("F", one, ran, said)


SCENARIOS: dict[str, tuple[Callable[[Contender, Path, int], Line], int]] = {
    "A": (scenario_a, 2000),
    "C": (scenario_c, 1000),
    "E": (scenario_e, 2000),
    "F": (scenario_f, 200),
}
"""And how many requests."""
QUICK = 200


def prompts(folder: Path, size: int) -> Path:
    """A file of so many."""
    path = folder / "prompts.jsonl"
    rows = ({"prompt": f"question {number}: how many lamps are there in the shop? " * 8} for number in range(size))
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def calls(fake: FakeProcess, text: str) -> int:
    """Calls whose prompt holds a text."""
    return sum(text in str(record["messages"]) for record in fake.log())


def line(scenario: str, one: Contender, ran: Ran, said: str) -> Line:
    """What is shown of a run; one that did not end well says why."""
    said = f"{ran.trouble}; {said}" if ran.trouble else said
    return Line(scenario, one.name, f"{ran.seconds:.1f}", f"{ran.cpu:.1f}", said)


def measure(letters: Sequence[str], quick: bool) -> list[Line]:
    """All contenders in each scenario, those first that cost least."""
    lines = []
    for letter in letters:
        work, size = SCENARIOS[letter]
        for one in CONTENDERS:
            if not one.python.exists():
                lines.append(Line(letter, one.name, "-", "-", f"not run: {one.missing}"))
                continue
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                lines.append(work(one, Path(folder), min(size, QUICK) if quick else size))
            print(*lines[-1].__dict__.values(), sep=" | ", flush=True)
    return lines


HEADINGS = ("scenario", "tool", "seconds", "CPU seconds", "what came of it")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SCENARIOS), help="letters")
    parser.add_argument("--quick", action="store_true", help="200 requests each, nothing is written")
    options = parser.parse_args()
    letters = options.only.split(",")
    if set(letters) - set(SCENARIOS):
        sys.exit(f"scenarios are {', '.join(SCENARIOS)}")
    where = conditions()
    lines = measure(letters, options.quick)
    rows = [tuple(line.__dict__.values()) for line in lines]
    table = Table(*HEADINGS, title="A, C, E and F, whole processes")
    for row in rows:
        table.add_row(*row)
    Console(width=160).print(table)
    if not options.quick and len(letters) == len(SCENARIOS):
        shown = "\n".join(f"| {' | '.join(row)} |" for row in [HEADINGS, ("---",) * len(HEADINGS), *rows])
        sizes = ", ".join(f"{letter} {size:,}" for letter, (_, size) in SCENARIOS.items())
        how = f"Requests: {sizes}; 50 ms; {IN_FLIGHT} in flight."
        text = f"## Beside the tools people use\n\n{where}\n{how}\n\n    make bench-peers\n\n{shown}"
        print(f"written to {write_section('peers', text).name}")


if __name__ == "__main__":
    main()
