"""What a comparison says: whether two answers are the same, how that was found out, and why not."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """The tier that decided; each is tried only when the ones before it could not tell."""

    STRING = "string"
    """Equal or different as normalised strings or words."""
    NUMERIC = "numeric"
    """Read as exact rationals, alone or inside tuples, sets, intervals and matrices."""
    MATH_VERIFY = "math_verify"
    """Parsed and compared symbolically in a worker process."""


class Reason(StrEnum):
    """Why two answers are equal or not. Only `EQUAL` means equal."""

    EQUAL = "equal"
    MISSING_ANSWER = "missing_answer"
    """There is no predicted answer."""
    WRONG_ANSWER = "wrong_answer"
    """Both were understood, and they differ."""
    ANSWER_UNPARSEABLE = "answer_unparseable"
    """The gold answer was understood, the predicted one was not."""
    GOLD_UNPARSEABLE = "gold_unparseable"
    """The gold answer could not be understood, so nothing can be said."""
    TIMEOUT = "timeout"
    """The worker did not answer before the deadline and was killed."""
    CRASH = "crash"
    """The worker died, most likely of its memory limit."""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """The outcome of one comparison."""

    reason: Reason
    """Why; `EQUAL` exactly when the answers are the same."""
    method: Method
    """The tier that decided."""
    detail: str = ""
    """One line for people, e.g. what could not be parsed."""

    @property
    def equal(self) -> bool:
        """True when the answers are the same."""
        return self.reason is Reason.EQUAL
