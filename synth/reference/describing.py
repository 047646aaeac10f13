"""Telling a problem's numbers apart: each is named in the problem's words if they suffice, else by its place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from synth.reference.mentions import Mention
from synth.reference.nouns import PLACEHOLDER, tidy
from synth.reference.numerals import holds_number
from synth.reference.owners import doing, occasion, subject
from synth.reference.story import story_of
from synth.reference.stripping import without_numbers
from synth.reference.wellformed import reads_well
from synth.reference.wording import ordinal

NOUN = r"(?:[A-Za-z][\w'\u2019-]*)"
DETERMINER = r"(?:the|his|her|their|its|all|these|those|an?|each|every|my|our|both)"
OF = re.compile(
    rf"^(?:%|\spercent)?\sof\s(?:all\s)?(?P<what>{DETERMINER}\s(?:{NOUN}\s){{0,3}}?{NOUN})(?=[.,;?!]|\s(?:is|are|was|were|has|have|had|and|in|at|on|for|that|who|which|will|to|with|from|as|he|she|they|each|per|by|went|go|got|do|did|can|must|left|than)\b|$)",
    re.I,
)
"""`half of the apples`, `20% of his salary`."""

AS_MANY = re.compile(rf"^(?:\stimes)?\sas\s(?:many|much)\s(?P<what>(?:{NOUN}\s){{1,3}}?)(?:as|than)\b", re.I)
"""`twice as many blue marbles as`."""

MORE = re.compile(
    rf"^[\s-]?(?:\w+\s)?(?P<more>more|less|fewer)\s(?P<what>(?:(?!than\b){NOUN}\s){{1,3}})than\s(?P<whom>(?:(?:the|his|her|their)\s)?{NOUN})",
    re.I,
)
"""`5 more apples than Tim`."""

FOR = re.compile(
    rf"^(?:\s(?:dollars?|euros?|cents?))?\s(?P<what>(?:for|on|in|from)\s(?:an?|the|his|her|their|each|every|some)\s(?:{NOUN}\s){{0,2}}?{NOUN})(?=[.,;?!]|\s(?:and|in|at|on|for|that|who|which|to|with|from|as|he|she|they|per|by|if|while|but)\b|$)",
    re.I,
)
"""`$5 for a hat`."""

ARTICLE = re.compile(r"\b(?:an?|the)\s")
GENERIC = "stated "
"""How names begin that say only what kind of number it is."""


def describe(question: str, mentions: Sequence[Mention], taken: Sequence[str]) -> list[str]:
    """A noun phrase with its article for each number, no two alike and none in `taken`.

    Args:
        question: the problem's text.
        mentions: its numbers in order.
        taken: names of other quantities, with their articles.
    """
    text = " ".join(question.split())
    options = [list(_options(text, mention)) for mention in mentions]
    names = [each[0] for each in options]
    for depth in range(1, 4):
        counts = Counter(map(_folded, [*names, *taken]))
        for at, each in enumerate(options):
            if counts[_folded(names[at])] > 1 and depth < len(each):
                names[at] = each[depth]
    counts = Counter(map(_folded, [*names, *taken]))
    return [name if counts[_folded(name)] == 1 else _placed(mentions, names, at) for at, name in enumerate(names)]


def _folded(name: str) -> str:
    """The name without articles: `a month` and `the month` do not tell two quantities apart."""
    return " ".join(ARTICLE.sub("", name).split())


def _placed(mentions: Sequence[Mention], names: Sequence[str], at: int) -> str:
    """`the second stated number of apples`."""
    name = names[at]
    bare = name.removeprefix("the ").removeprefix(GENERIC)
    if name.removeprefix("the ") == "stated number":
        return f"the {ordinal(at + 1)} number that the problem states"
    family = [
        index
        for index, mention in enumerate(mentions)
        if _is_one(bare, mention) or _folded(names[index]) == _folded(name)
    ]
    place = ordinal(family.index(at) + 1)
    if not name.startswith("the "):
        return f"the {place} stated value of {name}"
    return f"the {place} stated {bare}" if len(family) > 1 else f"the stated {bare}"


def _is_one(bare: str, mention: Mention) -> bool:
    """True if a reader takes a number for one of a kind, also where it has a longer name."""
    return f"{mention.name.removeprefix(GENERIC)} ".startswith(f"{bare} ")


def _options(text: str, mention: Mention) -> Iterator[str]:
    """What a number can be called, the best name first and then more particular ones."""
    named = _named(text, mention)
    generic = mention.name.startswith(GENERIC)
    if generic and named:
        yield named
    yield mention.definite
    if not generic and named:
        yield named
    for tail in (subject(text, mention.start), occasion(text, mention.start)):
        if tail:
            name = _fit(text, f"{mention.definite.replace(GENERIC, '')} {tail}")
            if name:
                yield name


def _named(text: str, mention: Mention) -> str | None:
    """A name from the words behind a number, or from who does what with it."""
    after = text[mention.start + len(mention.text.split(" ")[0]) :][:80]
    if mention.kind == "percentage" and (found := OF.match(after)):
        return _fit(text, f"the percentage of {found['what']}")
    if mention.kind == "fraction":
        after = text[mention.start + len(mention.text) :][:80]
        if found := OF.match(after):
            return _fit(text, f"the fraction of {found['what']}")
        return _fit(text, f"the fraction for the {found['what'].strip()}") if (found := AS_MANY.match(after)) else None
    if mention.kind == "multiple":
        found = AS_MANY.match(after)
        return _fit(text, f"the factor for the {found['what'].strip()}") if found else None
    if mention.kind == "difference" and (found := MORE.match(after)):
        return _fit(text, f"the difference in {found['what'].strip()}")
    if mention.kind == "money":
        if (clause := doing(text, mention.start)) is not None:
            return _fit(text, f"the amount {clause}")
        return _fit(text, f"the amount {found['what']}") if (found := FOR.match(after)) else None
    if mention.name == "stated number" and (clause := doing(text, mention.start)) is not None:
        return _fit(text, f"the number {clause}")
    return None


def _fit(text: str, name: str) -> str | None:
    """The name if it is one without numbers that reads well."""
    plain = without_numbers(name)
    if PLACEHOLDER.search(plain) or holds_number(plain):
        return None
    tidied = tidy(plain)
    return tidied if tidied and reads_well(story_of(text), tidied) else None
