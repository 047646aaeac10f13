"""What an export found to overlap evaluation sets: written down line by line, counted by set and rule."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filters.overlap.contamination import RULES
from pipelines.export_plan import Overlap

EXAMPLES = 3
"""Overlaps that a result shows per evaluation set and rule."""

Kind = tuple[str, str, bool]
"""Evaluation set, rule, and whether the row is left out."""


@dataclass(slots=True)
class OverlapRecord:
    """Writes overlaps down as they are found, and counts them."""

    path: Path | None
    """The file of lines; None if nothing is compared."""
    counts: Counter[Kind] = field(default_factory=Counter)
    """Rows by kind."""
    examples: dict[Kind, list[dict[str, Any]]] = field(default_factory=dict)
    """The first few lines of each kind, of different problems."""

    def take(self, overlaps: Iterator[Overlap]) -> None:
        """All of them; with no evaluation set there are none, and no file."""
        lines = (self._counted(overlap) for overlap in overlaps)
        if self.path is None:
            for _ in lines:
                pass
            return
        with self.path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    def _counted(self, overlap: Overlap) -> dict[str, Any]:
        line = overlap.line()
        kind = (overlap.match.matched.source, overlap.match.rule, overlap.excluded)
        self.counts[kind] += 1
        shown = self.examples.setdefault(kind, [])
        if len(shown) < EXAMPLES and all(line["problem_id"] != other["problem_id"] for other in shown):
            shown.append(line)
        return line

    def summary(self) -> list[dict[str, Any]]:
        """Per evaluation set and rule, the surest rule first."""
        order = sorted(self.counts, key=lambda kind: (kind[0], RULES.index(kind[1]), kind[2]))
        return [
            {
                "against": source,
                "rule": rule,
                "excluded": excluded,
                "rows": self.counts[source, rule, excluded],
                "examples": self.examples[source, rule, excluded],
            }
            for source, rule, excluded in order
        ]
