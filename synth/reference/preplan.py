"""The preplan of a worked solution: what kind of problem it is and what to mind, with no value and no order of steps."""

import re
from collections import Counter

from synth.reference.advice import constraints, pitfalls, tools
from synth.reference.asking import asked_clause, asking_sentence
from synth.reference.features import Features
from synth.reference.mentions import Mention
from synth.reference.naming import step_names
from synth.reference.numerals import find_numerals
from synth.reference.stripping import without_numbers
from synth.reference.topics import Topic, topic_of
from synth.reference.wording import choose, listed, plural, sentence, with_article

MOST_GIVEN = 5
"""At most so many stated quantities are named."""

VAGUE = frozenset(
    {
        "stated number",
        "stated fraction",
        "stated multiple",
        "stated percentage",
        "stated amount of money",
        "stated year",
        "stated age",
    }
)


def write_preplan(features: Features) -> str:
    """Problem type, what is sought and given, tools, constraints and pitfalls, in four short paragraphs."""
    topic = topic_of(features)
    key = features.question
    paragraphs = (
        [_type(topic, key), _sought(features, key), _given(features, key), _between(features, key)],
        [_tools(topic, features, key)],
        [topic.constraint, *constraints(features, key, 2)],
        [*pitfalls(features, key, 3), _check(features, key)],
    )
    return "\n\n".join(_paragraph(sentences) for sentences in paragraphs)


def _paragraph(sentences: list[str]) -> str:
    """The sentences that hold no number; none of ours should."""
    return " ".join(sentence(text) for text in dict.fromkeys(sentences) if text and not _numbers(text))


def _numbers(text: str) -> bool:
    return bool(re.search(r"\d", text)) or any(n.value is not None for n in find_numerals(text))


def _type(topic: Topic, key: str) -> str:
    return choose(("This is {}", "At heart this is {}", "The situation described is {}"), key, "type").format(
        topic.label
    )


def _sought(features: Features, key: str) -> str:
    asked = asked_clause(features.question)
    if asked is None:
        quoted = without_numbers(asking_sentence(features.question)).replace('"', "'")
        return f'The question to settle reads: "{quoted}"'
    if asked.startswith(("how ", "in how", "at what", "by how", "what ", "which ", "who ", "when ", "where ")):
        return choose(("The question is {}", "It asks {}", "To be found out is {}"), key, "sought").format(asked)
    return choose(("Sought is {}", "What is sought is {}", "The quantity sought is {}"), key, "sought").format(asked)


def _given(features: Features, key: str) -> str:
    names = _given_names(list(features.mentions))
    if not names:
        return ""
    return choose(("The text states {}", "Given are {}", "What is known comes as {}"), key, "given").format(
        listed(names)
    )


def _given_names(mentions: list[Mention]) -> list[str]:
    """Each kind of stated quantity once, specific ones first."""
    counts = Counter(mention.name for mention in mentions)
    ordered = sorted(counts, key=lambda name: name in VAGUE)
    return [_given_name(name, counts[name]) for name in ordered[:MOST_GIVEN]]


def _given_name(name: str, count: int) -> str:
    bare = name.removeprefix("stated ")
    if count > 1 and plural(bare) != bare:
        return f"several {plural(bare)}"
    if bare == name and (name.startswith("number of") or name.startswith("price of")):
        return f"the {name}"
    return with_article(bare)


def _between(features: Features, key: str) -> str:
    """Names what stands between the data and the quantity sought, without saying how it is found."""
    names = [name for name in step_names(features)[:-1] if name and not name.startswith(("how ", "what "))]
    names = sorted(dict.fromkeys(names), key=len)[:2]
    if not names:
        return choose(
            ("The data bear on it directly", "Nothing else stands between the data and the question"), key, "direct"
        )
    ways = (
        "Not stated, but of use, is also {}" if len(names) == 1 else "Not stated, but of use, are also {}",
        "The text leaves open {}",
        "Behind it stands {}, which the text does not state"
        if len(names) == 1
        else "Behind it stand {}, which the text does not state",
    )
    return choose(ways, key, "between").format(listed(names))


def _tools(topic: Topic, features: Features, key: str) -> str:
    own = list(topic.tools)
    others = [tool for tool in tools(features, key, 4) if tool not in own]
    named = [*own[: 1 if len(others) > 2 else 2], *others][:4]
    return choose(
        ("The tools that fit are {}", "What applies here: {}", "It calls for {}", "Useful ideas are {}"), key, "tools"
    ).format(listed(named))


def _check(features: Features, key: str) -> str:
    if "remaining" in features and "altogether" not in features:
        return "A sound outcome is smaller than the amount at the outset"
    if (
        "altogether" in features
        and "difference" not in features
        and "-" not in features.operators
        and "/" not in features.operators
    ):
        return "A sound outcome is larger than each of its parts"
    if "average" in features:
        return "A sound average lies between the extremes"
    return choose(
        (
            "The outcome should make sense in the story when it is read back into it",
            "Read back into the story, the outcome should fit every statement",
            "",
        ),
        key,
        "check",
    )
