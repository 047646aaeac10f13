"""The preplan of a worked solution: what kind of problem it is and what to mind; no value, no order of steps."""

import re
from collections import Counter
from collections.abc import Sequence

from synth.reference.advice import CONSTRAINTS, PITFALLS, TOOLS
from synth.reference.advising import applicable
from synth.reference.asking import asked_clause, asking_sentence
from synth.reference.features import Features
from synth.reference.mentions import Mention
from synth.reference.numerals import holds_number
from synth.reference.stripping import without_numbers
from synth.reference.topics import Topic, topic_of
from synth.reference.wording import choose, listed, plural, sentence, with_article

MOST_GIVEN = 5
"""At most so many stated quantities are named."""

CLAUSE = ("how ", "in how", "at what", "by how", "what ", "which ", "who ", "when ", "where ")
"""How a clause begins that is no noun phrase."""

NEEDS = {"product": "*", "share": "/", "sum": "+", "difference": "-", "balance": "*"}
"""Tools of a topic that are named only if the solution holds their operation."""

EMPTY_NAME = re.compile(r"^the (?:total )?(?:number of [\w']+|amount(?: of money)?|number)$")
"""Names that point at nothing in particular when they stand alone."""


def write_preplan(features: Features) -> str:
    """Problem type, what is sought and given, tools, constraints and pitfalls, in four short paragraphs."""
    topic = topic_of(features)
    between = _between(features)
    paragraphs = (
        [_type(topic, features), _sought(features), _given(features), _open(between, features)],
        [_tools(topic, features)],
        [topic.constraint, *applicable(CONSTRAINTS, features, 2)],
        [*applicable(PITFALLS, features, 3, found=between[-1] if between else None), _check(features)],
    )
    text = _text(paragraphs)
    return (
        _text([[said for said in group if not holds_number(said)] for group in paragraphs])
        if holds_number(text)
        else text
    )


def _text(paragraphs: Sequence[Sequence[str]]) -> str:
    joined = (" ".join(sentence(said) for said in dict.fromkeys(group) if said) for group in paragraphs)
    return "\n\n".join(filter(None, joined))


def _type(topic: Topic, features: Features) -> str:
    opening = choose(("This is {}", "At heart this is {}", "It is {}", "We have {}"), features.key, "type")
    depth = len(features.steps)
    shape: tuple[str, ...]
    if depth == 1:
        shape = ("that turns on a single relation", "with one relation to see")
    elif depth < 4:
        shape = ("in which one quantity leads to another", "with a few linked quantities", "")
    else:
        shape = ("in which several quantities build on each other", "with a whole chain of linked quantities")
    chosen = choose(shape, features.key, "shape")
    comma = "," if chosen.startswith(("in which", "that")) else ""
    return f"{opening.format(topic.label)}{comma} {chosen}".strip()


def _sought(features: Features) -> str:
    asked = asked_clause(features.question)
    if asked is None:
        quoted = without_numbers(asking_sentence(features.question)).replace('"', "'")
        return f'The question to settle reads: "{quoted}"'
    ways: tuple[str, ...]
    if asked.startswith(CLAUSE):
        ways = ("The question is {}", "It asks {}", "To be found out is {}", "What matters in the end is {}")
    else:
        ways = ("Sought is {}", "What is sought is {}", "The quantity sought is {}")
    return choose(ways, features.key, "sought").format(asked)


def _given(features: Features) -> str:
    names = _given_names(list(features.mentions))
    if not names:
        return ""
    verb = "are" if len(names) > 1 or names[0].startswith("several") else "is"
    ways = ("The text states {}", f"Given {verb} {{}}", f"Known {verb} {{}}")
    return choose(ways, features.key, "given").format(listed(names))


def _given_names(mentions: list[Mention]) -> list[str]:
    """Each kind of stated quantity once, those with a name of their own first."""
    counts = Counter(mention.name for mention in mentions)
    if len(counts) > 3:
        counts.pop("stated number", None)
    ordered = sorted(counts, key=lambda name: name.startswith("stated "))
    return [_given_name(name, counts[name]) for name in ordered[:MOST_GIVEN]]


def _given_name(name: str, count: int) -> str:
    bare = name.removeprefix("stated ")
    if count > 1 and plural(bare) != bare:
        return f"several {plural(bare)}"
    if re.search(r"['\u2019]s? age$", name):
        return name
    return f"the {name}" if bare == name and " " in name and " in " not in name else with_article(bare)


def _between(features: Features) -> list[str]:
    """Names of up to two quantities that stand between the data and what is sought, the later one last."""
    names = [name for name in features.step_names[:-1] if name and not name.startswith(CLAUSE)]
    return [name for name in dict.fromkeys(names) if not EMPTY_NAME.match(name)][-2:]


def _open(names: list[str], features: Features) -> str:
    """Names what is left open, in no order of steps."""
    if not names:
        return ""
    many = len(names) > 1
    ways = (
        f"Not stated but of use {'are' if many else 'is'} {{}}",
        "The text leaves open {}",
        f"Behind it {'stand' if many else 'stands'} {{}}, which the text does not state",
        "Worth knowing would be {}",
    )
    shown = sorted(names, key=len)
    return choose(ways, features.key, "between").format(listed(shown))


def _tools(topic: Topic, features: Features) -> str:
    """At most four concepts: the topic's own, as far as the solution needs them, and those its features call for."""
    fitting = [tool for tool in topic.tools if NEEDS.get(tool[0], "") in ("", *features.operators)] or topic.tools[:1]
    others = applicable(TOOLS, features, 3, taken=[group for group, _ in fitting])
    own = [tool for _, tool in fitting][: max(1, 4 - len(others))]
    ways = ("The tools that fit are {}", "What applies here is {}", "It calls for {}", "The ideas that carry it are {}")
    return choose(ways, features.key, "tools").format(listed([*own, *others]))


def _check(features: Features) -> str:
    if "remaining" in features and "altogether" not in features:
        return "A sound outcome is smaller than the amount at the outset"
    grows = "altogether" in features and "difference" not in features
    if grows and not features.operators.intersection("-/"):
        return "A sound outcome is larger than each of its parts"
    ways = (
        "Read back into the story, the outcome should fit every statement",
        "An outcome of the wrong order of magnitude would show in the story",
        "",
    )
    return choose(ways, features.key, "check")
