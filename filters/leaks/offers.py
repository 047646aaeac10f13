"""What the candidates of a question may be called: its options by their own words, people and things by their names."""

import re
from collections import Counter
from functools import lru_cache

from filters.leaks.goal import STEM
from filters.leaks.lexicon import PART_WORDS

OPTION = re.compile(r"(?:^|[\s(])\(?([A-H])[).:]\s*(.*?)(?=(?:[\s,;(]+\(?[A-H][).:]\s)|$)", re.DOTALL)
"""An option of a question: its letter and its text."""
_WORD = re.compile(r"(?<!\\)\b[a-z]{4,}")
_DIVISOR = re.compile(r"\d\s?/\s?(\d+)|\\[td]?frac(?:\{[^{}]*\}|\d)\{?(\d+)")
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_NAMED_PARTS = {value: word for word, value in PART_WORDS.items() if word.endswith("s")}
_OPENING_WORDS = (
    "the if how what which find for after before each every all one two three four five six seven eight nine ten she "
    "he they it in on at an there that this these let given suppose compute determine express solve evaluate when "
    "while from to with of her his their who whose where some today then plan option choice and or by as during both"
)
_OPENERS = frozenset(_OPENING_WORDS.split())


@lru_cache(maxsize=256)
def called(question: str) -> frozenset[tuple[str, str]]:
    """Stems of words with the letter of the only option that has them; of a fraction's divisor too: `ninth` of 4/9."""
    listed = OPTION.findall(question) if "(A)" in question or "A)" in question or "A." in question else []
    found = [(stem, letter) for letter, text in listed for stem in _stems(text)]
    counts = Counter(stem for stem, _ in found)
    return frozenset((stem, letter) for stem, letter in found if counts[stem] == 1)


def _stems(option: str) -> frozenset[str]:
    words = {word[:STEM] for word in _WORD.findall(option.lower())}
    divisors = (int(one or two) for one, two in _DIVISOR.findall(option) if len(one or two) < 5)
    return frozenset(words | {_NAMED_PARTS[value][:STEM] for value in divisors if value in _NAMED_PARTS})


@lru_cache(maxsize=256)
def names(question: str) -> frozenset[str]:
    """Words that the question never writes in lower case, without those that open sentences: names, mostly."""
    found = {name.lower() for name in _NAME.findall(question)} - _OPENERS
    return frozenset(name for name in found if not re.search(rf"\b{name}\b", question)) if found else frozenset()
