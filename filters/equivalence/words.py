"""Number words, and answers that are words rather than mathematics."""

import re
from fractions import Fraction

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
ONES += " eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: value for value, word in enumerate(ONES.split())}
SMALL |= {word: 10 * (rank + 2) for rank, word in enumerate(TENS.split())}
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
PARTS |= {f"{word}s": value for word, value in PARTS.items()}

WORDS = re.compile(r"[A-Za-z][A-Za-z'\"!?,.;:()\- ]*")
ARTICLES = frozenset({"a", "an", "the"})
PLURAL = re.compile(r"(?<=\w\w[^s\W])s$")
MAX_WORDS = 12


def number_from_words(text: str) -> Fraction | None:
    """`twenty-five` is 25, `two thirds` 2/3, `one hundred and five` 105; None for anything else."""
    words = [word for word in text.lower().replace("-", " ").split() if word != "and"]
    if not words or len(words) > MAX_WORDS:
        return None
    if words[-1] in PARTS and len(words) > 1 and words[-1] not in SMALL:
        over = _whole(words[:-1])
        return None if over is None else Fraction(over, PARTS[words[-1]])
    value = _whole(words)
    return None if value is None else Fraction(value)


def _whole(words: list[str]) -> int | None:
    total = group = 0
    for word in words:
        if word in SMALL:
            group += SMALL[word]
        elif word == "hundred" and group:
            group *= 100
        elif word in SCALES and group:
            total, group = total + group * SCALES[word], 0
        else:
            return None
    return total + group


def is_words(text: str) -> bool:
    """Is this normalised answer plain words (`ellipse`, `New York City!`), with at least one real one?"""
    return bool(WORDS.fullmatch(text)) and any(len(word) > 1 for word in word_key(text))


def word_key(text: str) -> tuple[str, ...]:
    """The words two answers are compared by: no case, articles, punctuation or plural."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("'", ""))
    return tuple(PLURAL.sub("", word) for word in words if word not in ARTICLES) or tuple(words)
