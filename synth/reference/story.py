"""The words of a question, and which words of a name are the things it speaks of."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from synth.reference.name_words import (
    ADJECTIVES,
    ARTICLES,
    CLOSED,
    NOUNS_IN_ING,
    QUANTITIES,
    TIMES,
    UNCOUNTED,
    UNITS,
)
from synth.reference.verbs import FINITE, NEVER_NOUNS

TOKEN = re.compile(r"[A-Za-z$%][\w$%'/-]*|[^\sA-Za-z]")
"""A word with its apostrophe, or a sign."""

MAX_NOUN = 4
"""Things have at most so many words, articles aside."""


class Story:
    """The words of a question, in which a name's things have to stand."""

    def __init__(self, question: str) -> None:
        tokens = [folded(token) for token in tokens_of(question)]
        self.text = f" {' '.join(tokens)} "
        self.words = frozenset(tokens)

    def holds(self, spoken: Sequence[str]) -> bool:
        """True if the words stand next to each other in the question, in the singular or plural."""
        return f" {' '.join(map(folded, spoken))} " in self.text

    def said(self, spoken: Sequence[str]) -> bool:
        """True if the question has the words, side by side or, if they are two, anywhere."""
        return self.holds(spoken) or (len(spoken) == 2 and all(folded(word) in self.words for word in spoken))

    def counted(self, lowered: Sequence[str], at: int) -> Iterator[int]:
        """Ends of what is counted: plural, and in the question's words unless it is a single one."""
        at += lowered[at : at + 1] == ["the"]
        for end in range(min(len(lowered), at + MAX_NOUN), at, -1):
            spoken = lowered[at:end]
            if not plain(spoken) or not is_plural(spoken[-1]) or spoken[-1] in FINITE:
                continue
            if len(spoken) == 1 or spoken[-1] in UNITS or self.said(spoken):
                yield end

    def things(self, lowered: Sequence[str], at: int) -> Iterator[int]:
        """Ends of `the coloring books and peanuts`, `them`, `her wallet`."""
        for end in self.thing(lowered, at):
            yield end
            if lowered[end : end + 1] == ["and"]:
                yield from self.thing(lowered, end + 1)

    def thing(self, lowered: Sequence[str], at: int) -> Iterator[int]:
        """Ends of `her wallet`, the longest first."""
        start = at + 1 if at < len(lowered) and lowered[at] in ARTICLES else at
        for end in range(min(len(lowered), start + MAX_NOUN), start, -1):
            spoken = lowered[start:end]
            measured = (
                len(spoken) == 1
                and spoken[0] in QUANTITIES | UNITS | TIMES
                and (spoken[0] in UNITS or (start > at and lowered[at] not in ("this", "that")))
            )
            last = spoken[-1]
            if last in FINITE or last in ADJECTIVES or (last.endswith("ing") and last not in NOUNS_IN_ING):
                continue
            if plain(spoken) and (measured or self.said(spoken)):
                yield end


@lru_cache(maxsize=64)
def story_of(question: str) -> Story:
    """The story of a question, read once for all its names."""
    return Story(question)


def tokens_of(text: str) -> list[str]:
    """The words and signs of a text."""
    return TOKEN.findall(text.replace("\u2019", "'"))


def plain(spoken: Sequence[str]) -> bool:
    """True if no word of it is one that no thing's name holds."""
    return all(
        word not in CLOSED and word not in NEVER_NOUNS and word[0].isalpha() and "/" not in word for word in spoken
    )


def is_plural(word: str) -> bool:
    """True for what can be counted."""
    return word in UNCOUNTED or word in UNITS or (len(word) > 2 and word[-1] == "s" and word[-2] not in "s'")


def folded(word: str) -> str:
    """The word in small letters, in the singular and without an owner's ending."""
    plain = word.lower().removesuffix("'s").removesuffix("'")
    if len(plain) < 4 or not plain.endswith("s") or plain.endswith("ss"):
        return plain
    if plain.endswith(("xes", "ches", "shes", "sses")):
        return plain[:-2]
    return plain[:-3] + "y" if plain.endswith("ies") else plain[:-1]
