"""Noun phrases around a number: what it counts, whose it is, and a name made fit to stand in any sentence."""

import re

from synth.reference.lexicon import ENDS_NOUN, HEADINGS, POSSESSIVES, PREPOSITIONS, SENTENCE_STARTERS
from synth.reference.numerals import holds_number
from synth.reference.stripping import without_numbers

MAX_WORDS = 16
"""Longer names are cut at a preposition."""

NOUN_WORDS = 6
"""A counted noun has at most so many words."""

FOREIGN = re.compile(r"[=+*()<>\[\]{}\"]|\s[-/\u2013](?:\s|$)|[.;:?!](?=\s|$)")
"""Signs that no name holds."""

DANGLING = re.compile(
    r"\s(?:by|of|with|to|for|at|in|on|from|into|a|an|the|his|her|their|and|or|up|out|that|than|in\sall|in\stotal)$"
)
PLACEHOLDER = re.compile(r"\b(?:the given (?:number|time|year)|the stated amount|several times)\b")
"""What `without_numbers` puts in where nothing names the number."""

USELESS = re.compile(
    r"^(?:in|on|at|for|from|with|to|up|if|when|after|before|by|of|too|just|once|only)\b|\banswer\b|(?<!['\u2019])\b[b-z]\b(?!['\u2019])|\b(?:calculate|find|get)$"
    r"|^(?:convert|change)\b|\bthis\smany\b|\bwe\s(?:get|have|calculate|know|find|see)\b|\bwhich\s(?:gives|is)\b",
    re.IGNORECASE,
)
"""Names like these say nothing."""

OF_AMOUNT = re.compile(r"^the amount (?:the|his|her|their) (cost|price|total|sum|rest|tip|tax|discount|profit)s?$")
"""Names in which nobody does anything with the amount."""

CONDITION = re.compile(r",?\s(?:if|unless|because|since)\s.*$")
GARBLED = re.compile(
    r",\s(?:and|or|she|he|they|it|we|you|the|there)\b|\b(?:convert|subtract|multiply|divide|add|plus|minus|solve|substitute)\b"
    r"|^(?:the|how) (?:number|amount|many|much) (?:the|of the) (?:number|amount|total|answer)\b"
    r"|\b(?:is|are|was|were)\s(?:is|are|was|were)\b",
    re.IGNORECASE,
)
"""What shows that the rules took a sentence for another one."""

ADVERB = re.compile(r",?\s?\b(?:therefore|thus|hence|consequently|then)\b,?", re.IGNORECASE)
"""Words of an argument, which a name does without."""

CONJUNCTION = re.compile(r"^(?:and|or|so|then|that|but)\s", re.IGNORECASE)
LETTERS = re.compile(r"[a-z]{2}")
RELATIVE_TAIL = re.compile(r",\s(?:so|which|who|because|not|where|while|since|as|then|if|in|after|before|with)\b.*$")


def counted_noun(after: str) -> tuple[str, str]:
    """Split what stands behind a number into the noun it counts and the rest: `pairs of socks`, `for $2 a pair`."""
    words = after.split()
    index = 0
    while index < min(len(words), NOUN_WORDS) and _in_noun(words, index):
        index += 1
        if words[index - 1][-1:] in ",.;:?!":
            break
    while index and words[index - 1].lower() == "of":
        index -= 1
    return " ".join(words[:index]).strip(" ,.;:?!"), " ".join(words[index:])


def _in_noun(words: list[str], index: int) -> bool:
    word = words[index].lower()
    if word.endswith("ed") and len(word) > 4:
        return index == 0 and words[1:2] != [] and words[1].rstrip(".,").endswith("s")
    if word == "per":
        return 0 < index < len(words) - 1
    if index and words[index - 1].lower() == "per":
        return True
    return word not in ENDS_NOUN and not word.startswith(("$", "(")) and (index > 0 or word != "of")


def possessive(owner: str) -> str:
    """`Tom` to `Tom's`, `she` to `her`."""
    pronoun = POSSESSIVES.get(owner.lower())
    return pronoun or (f"{owner}'" if owner.endswith("s") else f"{owner}'s")


def decapitalised(clause: str) -> str:
    """The clause as it stands inside a sentence."""
    first, space, others = clause.partition(" ")
    return f"{first.lower()}{space}{others}" if first.lower() in SENTENCE_STARTERS else clause


def tidy(name: str) -> str | None:
    """A name fit to stand in any sentence, without numbers; None if nothing useful is left of it."""
    text = ADVERB.sub("", FOREIGN.split(without_numbers(name), maxsplit=1)[0]).strip(" ,")
    text = CONJUNCTION.sub("", text)
    first = text.partition(" ")[0]
    text = f"the {text[0].lower()}{text[1:]}" if first in _CAPITAL_HEADINGS else decapitalised(text)
    text = OF_AMOUNT.sub(r"the \1", DANGLING.sub("", _cut(_before_placeholder(text))))
    text = CONDITION.sub("", text)
    useless = len(text.split()) < 2 or USELESS.search(text) or GARBLED.search(text) or holds_number(text)
    return None if useless or not LETTERS.search(text) else text


_CAPITAL_HEADINGS = frozenset(word.capitalize() for word in HEADINGS)


def _before_placeholder(text: str) -> str:
    """What a name says before it speaks of an amount; too little is nothing."""
    found = PLACEHOLDER.search(text)
    if not found:
        return text
    words = text[: found.start()].split()
    while words and words[-1].lower() not in PREPOSITIONS:
        words.pop()
    return " ".join(words[:-1]) if len(words) > 4 else ""


def _cut(text: str) -> str:
    """Shorten a long name at a preposition."""
    text = RELATIVE_TAIL.sub("", text)
    words = text.split()
    if len(words) <= MAX_WORDS:
        return text
    cuts = (index for index in range(MAX_WORDS, 4, -1) if words[index].lower() in PREPOSITIONS)
    return " ".join(words[: next(cuts, MAX_WORDS)])
