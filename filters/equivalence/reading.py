"""What is compared when a whole text is given for an answer: its final answer, found as its kind suggests."""

import re
from functools import lru_cache

from filters.equivalence.extraction import Found, extract
from filters.equivalence.normalise import normalise, undouble
from filters.equivalence.quantities import parse_quantity
from filters.equivalence.rules import CHOICE

LONGEST = 4_000
"""Characters of an answer that are worth normalising."""
REMEMBERED = 2_000
"""Characters of a gold text up to which its answer is remembered."""
LEADING_WORDS = re.compile(r"[^\d$\\=<>]*?(?<![\\A-Za-z])[^\W\d_]{2,}")
"""A word before the first number or mathematics: prose around a value, unlike `12 km` or `1 and 2`."""
CJK_OR_ARABIC = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff]")
LETTER = re.compile(r"(?<![A-Za-z\d])([A-J])(?![A-Za-z\d'])(?!\s+[a-z]+\b(?<!\bis)(?<!\bor)(?<!\band)(?<!\bbecause))")
ANNOUNCED = re.compile(r"(?:answer|choice|option|pick|choose|select)\b", re.IGNORECASE)
OPENS = re.compile(r"\s*\(?([A-J])\)?(?![A-Za-z\d'])(?!\s+[a-z])")


def read_gold(text: str) -> str:
    """The gold answer, normalised. Only an explicit mark (a box, a tag, "the answer is") makes it part of a text."""
    return _gold(text) if len(text) <= REMEMBERED else _gold.__wrapped__(text)


@lru_cache(maxsize=2_048)
def _gold(text: str) -> str:
    return _normal(extract(undouble(text)).text or text)


def read_pred(text: str, gold: str) -> str:
    """The predicted answer, normalised. Prose around a value is left out when the gold answer is a value too."""
    text = undouble(text)
    wanted = read_gold(gold)
    found = extract(text)
    if CHOICE.fullmatch(wanted) and found.found is not Found.BOXED:
        letter = choice_in(text)
        return letter or _normal(found.text or text)
    if found.text is not None:
        return _normal(found.text)
    if _is_prose(wanted) and not parse_quantity(wanted) or not _is_prose(text):
        return _normal(_after_thought(text))
    return _normal(extract(text, last_resort=True).text or text)


def _normal(answer: str) -> str:
    """Normalised, unless it is so long that it will be refused anyway."""
    return normalise(answer) if len(answer) <= LONGEST else answer


def _is_prose(text: str) -> bool:
    """Does the text wrap its value in words?"""
    return len(text) > 400 or bool(LEADING_WORDS.match(text)) or bool(CJK_OR_ARABIC.search(text))


def _after_thought(text: str) -> str:
    return re.split(r"</think(?:ing)?>", text)[-1]


def choice_in(text: str) -> str | None:
    """The choice letter a text settles on: the first one announced, the one it opens with, or the last."""
    for match in reversed(list(ANNOUNCED.finditer(text))):
        if letter := LETTER.search(text, match.end(), match.end() + 60):
            return letter[1]
    if opening := OPENS.match(text):
        return opening[1]
    letters = LETTER.findall(text)
    return letters[-1] if letters else None
