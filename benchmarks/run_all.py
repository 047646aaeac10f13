"""Measures scenarios A to H and the single parts, prints one table, and writes benchmarks/results.md.

    python -m benchmarks.run_all                        # all of it, about twenty minutes on a quiet machine
    python -m benchmarks.run_all --only A,B --quick     # small numbers: does it run, and nothing to quote
    python -m benchmarks.run_all --only scenarios

Each scenario runs in a process of its own. Only a complete run of scenarios, components or scale is written;
docs/performance.md says what each is. The exit code says whether all could be measured, not whether bars are met.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from rich.console import Console

from benchmarks.outcome import Outcome, markdown, table
from benchmarks.results import conditions, write_section

SCENARIOS = {
    "A": "benchmarks.scenarios.a_requests",
    "B": "benchmarks.scenarios.b_pipeline",
    "C": "benchmarks.scenarios.c_capacity",
    "D": "benchmarks.scenarios.d_change",
    "E": "benchmarks.scenarios.e_kills",
    "F": "benchmarks.scenarios.f_faults",
    "G": "benchmarks.scenarios.g_overhead",
    "H": "benchmarks.scenarios.h_endpoints",
}
"""Letter to the module whose `outcomes(quick)` measures it."""

COMPONENTS = (
    ("benchmarks.bench_spoiler", "spoiler and recital scores"),
    ("benchmarks.bench_equivalence", "answer equivalence, against math-verify alone"),
    ("benchmarks.bench_rewards", "reward functions"),
    ("benchmarks.bench_fake_server", "the shipped fake server"),
    ("benchmarks.bench_client --requests 3000 --in-flight 50 256", "clients: raw aiohttp, the openai package, ours"),
    ("benchmarks.bench_prefixes", "prompt tokens that a prefix cache has"),
    ("benchmarks.bench_engine_overhead", "the engine's own work per trace"),
    ("benchmarks.bench_steps", "filters of first steps and meta-thoughts"),
    ("benchmarks.bench_filters", "leak filters"),
    ("benchmarks.bench_quality", "quality signals on real model texts"),
    ("benchmarks.bench_arithmetic", "step checks without a model"),
    ("benchmarks.survey_reference data/problems/arithmetic.jsonl --samples 0", "the reference generator"),
)
"""Module with its arguments, and what it measures."""

SCALE = (
    ("benchmarks.bench_refilter --rows 100000", "judging 100,000 stored traces again"),
    ("benchmarks.bench_screens --rows 1000000", "equal and near duplicates among a million questions"),
)
"""What takes minutes and memory."""

PARTS = {"components": COMPONENTS, "scale": SCALE}
"""Sections that are other programs' output."""


def measured(module: str, quick: bool) -> list[Outcome]:
    """One scenario, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_outcomes, module, quick).result()


def _outcomes(module: str, quick: bool) -> list[Outcome]:
    outcomes: list[Outcome] = import_module(module).outcomes(quick)
    return outcomes


def run_scenarios(letters: Sequence[str], quick: bool) -> list[Outcome]:
    """Measure them one after the other, with a line for each on the way."""
    done: list[Outcome] = []
    for letter in letters:
        start = time.monotonic()
        print(f"{letter} ...", end=" ", flush=True)
        done += measured(SCENARIOS[letter], quick)
        print(f"{time.monotonic() - start:.0f} s", flush=True)
    return done


def run_part(name: str) -> tuple[str, int]:
    """The text of a section, and how many of its programs broke."""
    parts, broken = [], 0
    for module, title in PARTS[name]:
        print(f"\n== {title} (python -m {module})", flush=True)
        done = subprocess.run([sys.executable, "-m", *module.split()], capture_output=True, text=True, check=False)
        print(done.stdout or done.stderr, flush=True)
        broken += done.returncode != 0
        parts.append(f"### {title}\n\n    python -m {module}\n\n```\n{(done.stdout or done.stderr).strip()}\n```\n")
    return "\n".join(parts), broken


def chosen(only: str | None) -> tuple[list[str], list[str]]:
    """Which scenarios, and which other sections."""
    if only is None:
        return list(SCENARIOS), list(PARTS)
    names = [name.strip() for name in only.split(",")]
    known = [*SCENARIOS, "scenarios", *PARTS]
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"no scenario {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    letters = list(SCENARIOS) if "scenarios" in names else [name for name in names if name in SCENARIOS]
    return letters, [name for name in PARTS if name in names]


def main() -> int:
    """Measure, print, write; the exit code counts what broke."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="A,B,...", help="letters, `scenarios`, `components` or `scale`; default all")
    parser.add_argument("--quick", action="store_true", help="small numbers, nothing is written")
    options = parser.parse_args()
    letters, parts = chosen(options.only)
    where = conditions()
    print(where, flush=True)
    outcomes = run_scenarios(letters, options.quick)
    if outcomes:
        Console(width=220 if not sys.stdout.isatty() else None).print(table(outcomes))
    broken = 0
    if outcomes and len(letters) == len(SCENARIOS) and not options.quick:
        text = f"## Scenarios\n\n{where}\n\n    python -m benchmarks.run_all --only scenarios\n\n{markdown(outcomes)}"
        print(f"written to {write_section('scenarios', text).name}")
    for name in () if options.quick else parts:
        where = conditions()
        said, failures = run_part(name)
        broken += failures
        text = f"## {name.title()}\n\n{where}\n\n{said}"
        print(f"written to {write_section(name, text).name}")
    return broken


if __name__ == "__main__":
    sys.exit(main())
