"""Plausible stage texts without a model: right in form, empty in substance, different for every problem.

They are made from a few words of the question, so that length windows, format checks and duplicate screens meet texts
like those of a model. What they say of the problem is worth nothing.
"""

import re
from collections import Counter
from dataclasses import dataclass

NOUN = re.compile(r"\b[a-z]{5,}\b")

COMMON = frozenset(
    re.split(
        r"\s+",
        """about after altogether amount another answer before between each every first following found given many
        might number often other problem question remaining second should still their there these third those times
        total until using where which while would write""",
    )
)
"""Words that say nothing of a problem."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is written about."""

    words: tuple[str, str, str]
    """Three words of the question, or stand-ins."""
    answer: str
    """What the final box holds."""
    wrong: str
    """Another answer."""


def subject_words(question: str) -> tuple[str, str, str]:
    """The three most frequent telling words of a question."""
    counted = Counter(word for word in NOUN.findall(question.lower()) if word not in COMMON)
    words = [word for word, _ in counted.most_common(3)]
    first, second, third = (words + ["quantity", "unit", "relation"])[:3]
    return first, second, third


def preplan(subject: Subject, flawed: bool) -> str:
    """Two paragraphs on what is at stake, inside the usual length window; flawed, it computes and gives away."""
    a, b, c = subject.words
    text = (
        f"This is a word problem about {a}, in which one quantity is sought and several others are told in passing. "
        f"The wording ties {a} to {b}, and the tie is one of scale and accumulation: a part belongs to a whole, and a "
        f"share of {b} has to be told apart from a difference in {b}. The outcome is a single value in the unit in "
        f"which {c} is counted.\n\n"
        f"Proportional reasoning and the additivity of parts are the tools that apply, because {a} changes in step "
        f"with {b} as long as nothing else is said. Bookkeeping by unit is the second tool: whatever is counted in {c} "
        f"must not be mixed with what is counted in {b}. Every quantity here is positive and finite, and a share can "
        f"never exceed what it is a share of.\n\n"
        f"The tempting misreading is to take the base of a comparison for its result, since the sentence names {b} "
        f"before it says what is compared. Another slip is to forget a part that was mentioned early. A sound outcome "
        f"has the right unit, is of a size that fits the story of {a}, and would make every sentence true when read "
        f"back."
    )
    spoiled = f" Therefore $x = 3 + {subject.answer}$, so we get $y = x - 3$ and $y = {subject.answer}$."
    return f"{text}{spoiled} The answer is {subject.answer}." if flawed else text


def plan(subject: Subject, flawed: bool) -> str:
    """Four numbered steps; flawed, its last one states the answer."""
    a, b, c = subject.words
    steps = (
        f"1. Collect what is told about {a} and express it in one unit.\n"
        f"2. Find the share of {b} that belongs to it, from the comparison that the problem makes.\n"
        f"3. Combine this share with the remaining part of {c}.\n"
        f"4. State the outcome in the unit that is asked for, and check that it fits the story."
    )
    return f"{steps}\n5. The value to state is {subject.answer}." if flawed else steps


def execution(subject: Subject, flawed: bool) -> str:
    """A few sentences that end in a box; flawed, the box holds another value."""
    a, b, c = subject.words
    value = subject.wrong if flawed else subject.answer
    return (
        f"All that is told about {a} is already in one unit.\n\nThe share of {b} follows from the comparison.\n\n"
        f"Combined with the remaining part of {c}, this gives {value}, which fits the story.\n\n"
        f"The answer is \\boxed{{{value}}}."
    )


def cot(subject: Subject, flawed: bool) -> str:
    """A chain of thought that ends in a box; flawed, the box holds another value."""
    a, b, _ = subject.words
    return f"Let me go through what is told about {a} and {b}, one sentence after the other.\n\n" + execution(
        subject, flawed
    )


def first_step(subject: Subject, flawed: bool) -> str:
    """One sentence that names a quantity and an operation; flawed, it computes and goes on."""
    a, b, _ = subject.words
    step = f"First, combine the {a} with the {b} by multiplication to find how much belongs to one group."
    return f"{step} This is 4 * 6 = 24. Then subtract what is left to get {subject.answer}." if flawed else step


def meta_thought(subject: Subject, flawed: bool) -> str:
    """Reasoning with names instead of values; flawed, it holds numbers."""
    a, b, c = subject.words
    text = (
        f"Let the amount of {a} be the base. Multiply the base by the rate of {b} to get the share. "
        f"Subtract the share from the base to get the rest. Add the rest to the amount of {c} to get the outcome."
    )
    return f"{text} With 12 and 5 this makes {subject.answer}." if flawed else text
