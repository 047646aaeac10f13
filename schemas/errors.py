"""The error tree, drawn once.

    ForethoughtError
    ├── UserError          the user must fix something: one sentence, no traceback, exit code 2
    │   └── DatasetLockedError  another run writes the dataset
    ├── RunInterrupted     Ctrl-C or SIGTERM ended a run: nothing was committed, exit code 130 or 143
    └── GenerationError    a generator could not answer one request: data, never a crash (status `failed`)

What a filter says is a Verdict and not an error; what we did wrong is an ordinary traceback.
"""

from typing import Literal

FailureKind = Literal[
    "abandoned",
    "ambiguous_quantity",
    "bad_request",
    "breaker_open",
    "budget",
    "connection",
    "context_length",
    "empty_choice",
    "malformed_response",
    "no_judgement",
    "no_reference_solution",
    "not_generated",
    "not_recorded",
    "other_question",
    "overloaded",
    "server_error",
    "solution_misses_answer",
    "solution_not_covered",
    "solution_untrue",
    "solution_without_computation",
    "timeout",
]
"""Why a request stayed without an answer; stable names, stored in the dataset."""


class ForethoughtError(Exception):
    """The root of everything this project raises on purpose."""


class UserError(ForethoughtError):
    """Something the user can fix. The message says what, where and how to fix it."""

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One sentence or two, as `where: what. fix`, for people."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head.rstrip('.')}. {self.fix}" if self.fix else head


class DatasetLockedError(UserError):
    """Another run writes the dataset; a scheduled run may wait for it or leave it be."""


class RunInterrupted(ForethoughtError):  # noqa: N818  (somebody's wish, and no error)
    """A signal ended a run. Nothing was committed, every answer is kept, and the same command goes on from there."""

    def __init__(self, signal: int, *, given_up: int = 0) -> None:
        self.signal = signal
        """Its number."""
        self.given_up = given_up
        """Calls that were still unanswered when the wait ended; they may have been paid for."""
        lost = f" {given_up} unanswered calls were given up." if given_up else ""
        super().__init__(
            f"Interrupted. Nothing was committed; every answer so far is kept.{lost}\n"
            "Run the same command again to go on from there."
        )

    @property
    def exit_code(self) -> int:
        """As shells count signals: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.signal


class GenerationError(ForethoughtError):
    """One request could not be answered, after all the retries it was entitled to."""

    def __init__(self, kind: FailureKind, message: str, *, calls: int = 0) -> None:
        self.kind: FailureKind = kind
        self.calls = calls
        """Model calls spent on the request before giving up (they may have been paid for)."""
        super().__init__(f"{kind}: {message}")
