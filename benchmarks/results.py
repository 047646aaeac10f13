"""benchmarks/results.md: one section for each command that measures, each with the machine and the hour it ran at."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
HEAD = """# Benchmark results

Seconds depend on the machine and on what else it does; compare within one section, and quote ratios.
docs/performance.md says what each scenario is.
"""
PACKAGES = ("forethought", "aiohttp", "openai", "pyarrow", "deltalake", "prefect")
ORDER = ("scenarios", "peers", "scale", "components")
"""Sections, as they stand in the file."""


def conditions() -> str:
    """The machine in words, the versions, the hour and the load."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    hour = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"{cores()} cores of {processor()}, {memory_gib():.0f} GiB of memory, {platform.system()}; Python "
        f"{platform.python_version()}; {packages}. {hour}, load average {load} at the start."
    )


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


def processor() -> str:
    """Its name, or the architecture where nobody says."""
    told = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return f"{told[1]} ({platform.machine()})" if told else platform.machine()


def memory_gib() -> float:
    """Of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def write_section(name: str, text: str) -> Path:
    """Put a section into the file in place of the one of that name; the others stay as they are."""
    sections = _read() | {name: text.strip()}
    parts = [f"<!-- {name} -->\n\n{sections[name]}\n" for name in ORDER if name in sections]
    RESULTS.write_text("\n".join([HEAD, *parts]), encoding="utf-8")
    return RESULTS


def _read() -> dict[str, str]:
    if not RESULTS.exists():
        return {}
    pieces = re.split(r"^<!-- (\w+) -->$", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
