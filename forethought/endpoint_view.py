"""What `forethought check --endpoints` tells: every endpoint of every role, and whether a run could begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from schemas.errors import UserError
from store.markup import visible
from synth.endpoint_check import Finding, what_stops


@dataclass(frozen=True, slots=True)
class EndpointView:
    """What became of asking the endpoints."""

    found: Mapping[str, Sequence[Finding]]
    """By role."""

    def print(self) -> None:
        """A table with a row for each role's endpoint."""
        if not self.found:
            Console().print("No role of this recipe has an endpoint.")
            return
        table = Table(title="endpoints, asked just now", title_justify="left")
        for column in ("role", "endpoint", "at most", "answers", "ms"):
            table.add_column(column, overflow="fold", justify="right" if column in ("at most", "ms") else "left")
        for row in self.rows():
            word = "yes" if row["ready"] else f"NO: {visible(row['error'])}"
            table.add_row(row["role"], row["endpoint"], str(row["concurrency"]), word, f"{1000 * row['seconds']:,.0f}")
        Console().print(table)

    def rows(self) -> list[dict[str, Any]]:
        """The same for machines."""
        return [
            {
                "role": role,
                "endpoint": finding.endpoint.base_url,
                "concurrency": finding.endpoint.concurrency,
                "ready": finding.error is None,
                "error": None if finding.error is None else finding.error.message,
                "seconds": round(finding.seconds, 3),
            }
            for role, findings in self.found.items()
            for finding in findings
        ]

    def what_stops_a_run(self) -> UserError | None:
        """The first role's trouble that would end a run before it began."""
        errors = (what_stops(findings) for findings in self.found.values())
        return next((error for error in errors if error is not None), None)
