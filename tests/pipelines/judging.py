"""Four problems and a PPC recipe with judges, for the shipped fake to answer over real HTTP."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer

QUESTIONS = {f"A shop has {n} shelves with 3 lamps each. How many lamps is that?": str(3 * n) for n in range(11, 15)}
ADHERENCE = "Judge how far the plan inherits"
"""How its prompt is told from others."""

RECIPE = """
name: NAME
pipeline: ppc
problems: {path: PROBLEMS}
generators:
  default: {kind: openai, base_url: URL, model: fake, retries: {attempts: 1}}
  judge: {kind: openai, base_url: URL, model: fake, sampling: {temperature: 1.0}, retries: {attempts: 1}}
filters: {length: {preplan: [1, 1500]}, JUDGES}
dataset: {root: ROOT}
"""


def judged_recipe(folder: Path, url: str, judges: str, overrides: Sequence[str] = (), name: str = "judged") -> Recipe:
    """The recipe with these filters, as YAML between braces; without any the role `judge` is left out."""
    path = folder / "p.jsonl"
    lines = [json.dumps({"question": question, "answer": gold}) for question, gold in QUESTIONS.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    text = RECIPE if judges else RECIPE.replace("\n  judge:", "\n  # judge:")
    values = {"NAME": name, "PROBLEMS": path, "ROOT": folder / "datasets", "URL": json.dumps(url), "JUDGES": judges}
    for key, value in values.items():
        text = text.replace(key, str(value))
    return parse_recipe(text, f"{name}.yaml", overrides)


def rating(score: float) -> str:
    """A judge's vote."""
    return json.dumps({"reason": "as seen", "score": score})


def asked(fake: FakeServer, marker: str) -> int:
    """How many prompts hold the marker."""
    return sum(marker in prompt for prompt in fake.log.prompts())


def rows_of(dataset: Dataset, version: int | None = None) -> list[dict[str, Any]]:
    """All rows of a version."""
    rows: list[dict[str, Any]] = dataset.read(version).to_arrow().to_pylist()
    return rows
