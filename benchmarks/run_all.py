"""Runs every benchmark, prints what each says, and writes it all to benchmarks/results.md.

Seconds depend on the machine and on what else it does; compare within one run, and quote ratios.
"""

import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"

BENCHES = (
    ("benchmarks.bench_spoiler", "spoiler and recital scores"),
    ("benchmarks.bench_equivalence", "answer equivalence, against math-verify alone"),
    ("benchmarks.bench_rewards", "reward functions"),
    ("benchmarks.bench_fake_server", "the shipped fake server"),
    ("benchmarks.bench_client", "the openai generator, against raw aiohttp and the openai package"),
    ("benchmarks.bench_limits", "adaptive limits"),
    ("benchmarks.bench_endpoints", "two endpoints for one role"),
    ("benchmarks.bench_prefixes", "prompt tokens that a prefix cache has"),
    ("benchmarks.bench_engine_overhead --whole 20000", "the engine's own work per trace, and a whole run"),
    ("benchmarks.bench_steps", "filters of first steps and meta-thoughts"),
    ("benchmarks.bench_filters", "leak filters"),
    ("benchmarks.survey_reference data/problems/arithmetic.jsonl --samples 0", "the reference generator"),
)
"""Module with its arguments, and what it measures."""


def main() -> int:
    """Run them all; the exit code counts those that failed."""
    head = f"forethought {version('forethought')}, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    parts = [f"# Benchmark results\n\n{head}, on {platform.machine()}. Made by `make bench`.\n"]
    failed = 0
    for module, title in BENCHES:
        print(f"\n== {title} (python -m {module})", flush=True)
        done = subprocess.run([sys.executable, "-m", *module.split()], capture_output=True, text=True, check=False)
        print(done.stdout or done.stderr, flush=True)
        failed += done.returncode != 0
        parts.append(f"## {title}\n\n    python -m {module}\n\n```\n{(done.stdout or done.stderr).strip()}\n```\n")
    RESULTS.write_text("\n".join(parts), encoding="utf-8")
    print(f"written to {RESULTS}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
