"""A trace that holds a structured first step, in one line."""

from schemas.first_step import FirstStep, Quantity
from schemas.problem import Problem
from schemas.request import Completion
from schemas.trace import Attempt, StageText, Trace

QUESTION = (
    "Natalia sold 48 clips in April, and then half as many clips in May. How many clips did she sell in both months?"
)
SOLUTION = "Natalia sold 48/2 = <<48/2=24>>24 clips in May.\nShe sold 48+24 = <<48+24=72>>72 clips in all.\n#### 72"
SENTENCE = "Divide the 48 clips sold in April by two to find how many clips were sold in May."
PAIRS = (("clips sold in April", "48"), ("share sold in May", "half"))


def step_of(
    operation: str = "divide", pairs: tuple[tuple[str, str], ...] = PAIRS, sentence: str = SENTENCE
) -> FirstStep:
    """A step on named values."""
    return FirstStep(tuple(Quantity(*pair) for pair in pairs), operation, "clips sold in May", sentence)


def step_trace(
    step: FirstStep | None, question: str = QUESTION, solution: str | None = SOLUTION, sample: int = 0, text: str = ""
) -> Trace:
    """A trace with that step, or with a text that could not be read."""
    trace = Trace(Problem("p-1", question, "72", solution), "fslr", sample)
    said, data = (step.sentence, step.data) if step else (text, None)
    attempt = Attempt(
        "first_step", 0, "teacher", "toy", "toy", "id", "hash", {}, "f", Completion(said), text=said, data=data
    )
    trace.stages["first_step"] = StageText("first_step", (attempt,), 0)
    return trace
