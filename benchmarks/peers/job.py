"""What every contender is told on its command line, and how it hands back what it got. Only the standard library."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path


def options() -> argparse.Namespace:
    """`base_url`, `prompts` (JSON lines with `prompt`), `out`, `work` (a folder it may keep things in), `in_flight`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--prompts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    return parser.parse_args()


def prompts(path: Path) -> list[str]:
    """The prompts, in order."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["prompt"] for line in lines]


def hand_back(path: Path, answered: Iterable[tuple[str, str | None]]) -> None:
    """Write prompt and text of every row that came out; None for a row without a text."""
    with path.open("w", encoding="utf-8") as out:
        for prompt, text in answered:
            out.write(json.dumps({"prompt": prompt, "text": text}) + "\n")
