"""One row, to be looked at: in a notebook as HTML, in a terminal as a panel, in code as its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from store.markup import highlighted, visible

# Notebooks style `pre` and `td` themselves (words broken anywhere, cells to the right), hence the doubled class.
STYLE = """
<style scoped>
.ft { font-family: system-ui, sans-serif; line-height: 1.45; max-width: 60em; padding: .8em 1.1em;
      border: 1px solid #8884; border-radius: 6px; }
.ft h4 { margin: .9em 0 .2em; font-size: .8em; letter-spacing: .05em; text-transform: uppercase; opacity: .7; }
.ft.ft pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 0; font: inherit;
             background: none; color: inherit; }
.ft mark { border-radius: 3px; padding: 0 .15em; color: inherit; }
.ft mark.complaint { background: #e0483e55; }
.ft mark.note { background: #3fa45b44; }
.ft.ft table { border-collapse: collapse; font-size: .9em; }
.ft.ft table td, .ft.ft table th { text-align: left;
                                   padding: .15em .9em .15em 0; vertical-align: top; background: none; }
.ft .accepted { color: #2e8b4f; } .ft .rejected { color: #b7791f; } .ft .failed { color: #c53030; }
</style>
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of one trace, and why."""

    row: Mapping[str, Any]
    """The dataset's row."""
    stages: tuple[str, ...]
    """Its stages that have a text, in order."""

    @property
    def status(self) -> str:
        """`accepted`, `rejected` or `failed`."""
        return str(self.row["status"])

    @property
    def reasons(self) -> list[str]:
        """`filter:reason` of every verdict that did not pass."""
        return list(self.row["reasons"] or ())

    def verdicts(self) -> Any:
        """Its verdicts as a `pandas.DataFrame`."""
        import pandas as pd

        return pd.DataFrame(list(self.row["verdicts"] or ()))

    def __repr__(self) -> str:
        why = f" ({', '.join(self.reasons) or self.row['error']})" if self.status != "accepted" else ""
        return f"<{self.row['trace_id']}: {self.status}{why}>"

    def __rich__(self) -> Any:
        """A panel, as `forethought show` prints it."""
        from forethought.trace_view import trace_panel

        return trace_panel(self.row, self.stages)

    def _repr_html_(self) -> str:
        row = self.row
        parts = [
            f"<b>{escape(row['trace_id'])}</b> <span class='{self.status}'>{self.status}</span> {self._why()}",
            _section("question", escape(visible(row["question"]))),
            _section("gold answer", escape(visible(row["answer"] or ""))),
            *(_section(name, highlighted(row[name] or "", name, row["verdicts"] or ())) for name in self.stages),
            f"<h4>verdicts</h4>{self._table()}" if row["verdicts"] else "",
        ]
        return f"{STYLE}<div class='ft'>{''.join(parts)}</div>"

    def _why(self) -> str:
        return escape(visible(", ".join(self.reasons) or self.row["error"] or ""))

    def _table(self) -> str:
        lines = [_line(verdict) for verdict in self.row["verdicts"]]
        head = "<tr><th>filter</th><th>stage</th><th>verdict</th><th>score</th><th>limit</th><th>detail</th></tr>"
        return f"<table>{head}{''.join(lines)}</table>"


def _section(title: str, body: str) -> str:
    return f"<h4>{escape(title)}</h4><pre>{body}</pre>"


def _line(verdict: Mapping[str, Any]) -> str:
    outcome = "passed" if verdict["passed"] else verdict["reason"]
    kind = "accepted" if verdict["passed"] else "rejected"
    numbers = ["" if verdict[name] is None else f"{verdict[name]:g}" for name in ("score", "threshold")]
    cells = [verdict["filter"], verdict["stage"], outcome, *numbers, visible(verdict["detail"] or "")]
    shown = [escape(str(cell)) for cell in cells]
    shown[2] = f"<span class='{kind}'>{shown[2]}</span>"
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in shown)}</tr>"
