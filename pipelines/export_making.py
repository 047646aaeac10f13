"""What is counted while an export is written: who wrote the texts, where the problems are from, how long rows are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from filters.tokens import count_regex_v1
from store.exports.format import Format, TokenLimit

WRITER = ("stage", "role", "generator", "model", "prompt_id", "prompt_hash", "sampling")
"""What tells two ways of writing a text apart."""


@dataclass(slots=True)
class Making:
    """Counts over exported rows; memory does not grow with them."""

    writers: Counter[tuple[str | None, ...]] = field(default_factory=Counter)
    """Texts that were kept, by `WRITER`."""
    sources: Counter[str] = field(default_factory=Counter)
    """Rows by the source of their problem."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    long: int = 0
    """Rows over the trainer's default limit."""
    longest: int = 0
    """Tokens of the longest prompt, or of the longest row, whichever the limit is of."""

    def count(self, row: Mapping[str, Any], limit: TokenLimit | None) -> None:
        """Count one row of the dataset that goes out."""
        self.sources[row.get("source") or ""] += 1
        self.statuses[row["status"]] += 1
        if limit is not None:
            response = "" if limit.of == "prompt" else row["response"]
            tokens = count_regex_v1(row["prompt"]) + count_regex_v1(response)
            self.long += tokens > limit.tokens
            self.longest = max(self.longest, tokens)

    def count_attempts(self, batch: Any) -> None:
        """Count the kept attempts of an Arrow batch, without making Python objects of each."""
        if "provenance" not in batch.schema.names:
            return
        attempts = batch["provenance"].flatten()
        attempts = attempts.filter(attempts.field("kept").fill_null(False))
        table = pa.table({name: attempts.field(name) for name in WRITER})
        for group in table.group_by(list(WRITER)).aggregate([([], "count_all")]).to_pylist():
            self.writers[tuple(group[name] for name in WRITER)] += group["count_all"]

    def notes(self, made: Format, against: Sequence[str]) -> list[str]:
        """What the user should know before training."""
        found = []
        if made.limit and self.long:
            what = "prompts have" if made.limit.of == "prompt" else "rows have"
            longest = f"the longest about {self.longest:,}"
            counted = f"{self.long:,} {what} more than {made.limit.tokens:,} tokens by a rough count ({longest})"
            found.append(f"{counted}: {made.limit.effect}.")
        if not against:
            found.append("Not held against any evaluation set; name them with --against.")
        return found
