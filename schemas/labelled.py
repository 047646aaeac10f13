"""A text that somebody has judged: what filters are measured against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A preplan-like text with its problem and its label."""

    id: str
    """Unique within its file."""
    text: str
    """The text that is judged."""
    leak: bool
    """Whether it gives away what a preplan must not."""
    kind: str
    """How it leaks, or what makes it hard though it is clean; results are counted per kind."""
    question: str = ""
    """The problem; empty if the file has none."""
    answer: str | None = None
    """The gold answer."""
    solution: str | None = None
    """The worked reference solution."""
    plan: str | None = None
    """The plan that follows the text."""
    execution: str | None = None
    """The execution that follows the plan."""
    fragments: tuple[str, ...] = ()
    """The parts of the text that leak, where the file says so."""
    pair: str | None = None
    """Two texts with the same name here differ in what leaks only: one is clean, the other leaks."""
    split: str | None = None
    """E.g. `dev` or `test`."""
