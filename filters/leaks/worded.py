"""Reads a number that is written in words: `forty-two`, `two and a half`, `eleven sixteenths`, `three score`."""

from filters.leaks.lexicon import COUNT_WORDS, PART_WORDS, SCALE_WORDS, SMALL_WORDS
from filters.leaks.tokens import WORD, Tokens

STARTS = frozenset({*SMALL_WORDS, *SCALE_WORDS, "dozen", "dozens", "half", "a", "an"})
"""Words a number can begin with."""
_AFTER_PART = ("of", "plus", "minus", "as", "the", "that", ".", ",", ";", ")")
_ARTICLES = ("a", "an")
_JOINTS = ("-", "\u2010", "\u2011", "\u2013")
AFTER_ARTICLE = frozenset({*SCALE_WORDS, *COUNT_WORDS, *PART_WORDS, *_JOINTS})
"""What stands behind an article that begins a number; a hyphen may come first."""
GOES_ON = frozenset(
    {*SMALL_WORDS, *SCALE_WORDS, *COUNT_WORDS, *PART_WORDS, *_JOINTS, "and", "point", "percent", "%", "per"}
)
"""A number word with none of these behind it is the whole number."""
Read = tuple[float, int, str]
"""Value, index of the token after it, and form (word or fraction)."""


def read_words(tokens: Tokens, at: int) -> Read | None:
    """The number that begins at token `at`, or None; "a" alone, and the pronoun in "one of them", are no number."""
    words = tokens.words
    first = words[at]
    if first in _ARTICLES:
        return _after_article(tokens, at)
    if first == "half":
        return None if _followed_by(tokens, at, "past") else (0.5, at + 1, "fraction")
    whole = _cardinal(tokens, at)
    if whole is None:
        return None
    value, after = whole
    return _with_part(tokens, value, after)


def _after_article(tokens: Tokens, at: int) -> Read | None:
    """`a hundred and ten`, `a dozen`, `a score`, `a quarter`, `a third of`."""
    words, nxt = tokens.words, _skip(tokens, at + 1)
    if nxt >= len(words):
        return None
    word = words[nxt]
    if word in SCALE_WORDS or word in COUNT_WORDS and word not in ("dozens", "tens"):
        if word == "score" and not _followed_by(tokens, nxt, "of", "and", ".", ",", ";", ")"):
            return None
        whole = _cardinal(tokens, nxt, start=1.0)
        if whole is None:
            return None
        more = _fraction(tokens, whole[1] + 1) if whole[1] + 2 < len(words) and words[whole[1]] == "and" else None
        return (whole[0] * (1 + more[0]), more[1], "fraction") if more else (whole[0], whole[1], "word")
    if word in PART_WORDS and word != "second" and (word == "half" or _followed_by(tokens, nxt, *_AFTER_PART)):
        return 1 / PART_WORDS[word], nxt + 1, "fraction"
    return None


def _followed_by(tokens: Tokens, at: int, *words: str) -> bool:
    return at + 1 < len(tokens.words) and tokens.words[at + 1] in words


def _skip(tokens: Tokens, at: int) -> int:
    """Past a hyphen between two words."""
    return (
        at + 1
        if at < len(tokens.words) and tokens.words[at] in _JOINTS and tokens.ends[at - 1] == tokens.starts[at]
        else at
    )


def _cardinal(tokens: Tokens, at: int, start: float | None = None) -> tuple[float, int] | None:
    """Adds small words, multiplies by scales; stops at the first word that does not go on."""
    words = tokens.words
    total, current, last, end = 0.0, start, start and 1000.0, at
    while at < len(words):
        word = words[at]
        if word in SMALL_WORDS:
            value = float(SMALL_WORDS[word])
            if current is not None and (last is None or last <= value or (last < 100 and value >= 10) or last < 20):
                break
            current, last = (current or 0) + value, value
        elif word in SCALE_WORDS:
            scale = float(SCALE_WORDS[word])
            current = (1.0 if current is None else current) * scale
            last = scale
            if scale >= 1000:
                total, current, last = total + current, 0.0, scale
        elif word in COUNT_WORDS and (current is not None or total):
            current, last = (current or 1.0) * COUNT_WORDS[word], 20.0
        elif word in ("dozen", "dozens") and current is None and not total:
            current, last = 12.0, 12.0
        elif word == "and" and last is not None and last >= 20 and _small_after(tokens, at):
            at += 1
            continue
        else:
            break
        end = at + 1
        at = _skip(tokens, end)
    if current is None and not total:
        return None
    return total + (current or 0.0), end


def _small_after(tokens: Tokens, at: int) -> bool:
    following = tokens.words[at + 1] if at + 1 < len(tokens.words) else ""
    return following in SMALL_WORDS and tokens.words[at - 1] in (*SCALE_WORDS, *COUNT_WORDS)


def _with_part(tokens: Tokens, value: float, after: int) -> Read:
    """A part behind the number: `three quarters`, `two and a half`, `zero point five`."""
    words = tokens.words
    nxt = _skip(tokens, after)
    if nxt < len(words) and words[nxt] in PART_WORDS and tokens.kinds[nxt] == WORD:
        part, plural = PART_WORDS[words[nxt]], words[nxt].endswith("s") or words[nxt] == "half"
        if plural or value == 1:
            return value / part, nxt + 1, "fraction"
    if nxt + 1 < len(words) and words[nxt] == "and":
        fraction = _fraction(tokens, nxt + 1)
        if fraction:
            return _scaled(tokens, value + fraction[0], fraction[1])
    if nxt + 1 < len(words) and words[nxt] == "point" and words[nxt + 1] in SMALL_WORDS:
        return _decimals(tokens, value, nxt + 1)
    return value, after, "word"


def _scaled(tokens: Tokens, value: float, after: int) -> Read:
    """`two and a half dozen`, `one and a half thousand`."""
    scale = {**SCALE_WORDS, **COUNT_WORDS}.get(tokens.words[after] if after < len(tokens.words) else "")
    return (value * scale, after + 1, "word") if scale else (value, after, "fraction")


def _fraction(tokens: Tokens, at: int) -> tuple[float, int] | None:
    """`a half`, `one third`, `five sixths`, after `and`."""
    words = tokens.words
    if words[at] in _ARTICLES and at + 1 < len(words) and words[at + 1] in PART_WORDS:
        return 1 / PART_WORDS[words[at + 1]], at + 2
    if words[at] in SMALL_WORDS and at + 1 < len(words):
        nxt = _skip(tokens, at + 1)
        if nxt < len(words) and words[nxt] in PART_WORDS and SMALL_WORDS[words[at]]:
            return SMALL_WORDS[words[at]] / PART_WORDS[words[nxt]], nxt + 1
    return None


def _decimals(tokens: Tokens, value: float, at: int) -> Read:
    scale = 0.1
    while at < len(tokens.words) and SMALL_WORDS.get(tokens.words[at], 10) < 10:
        value, scale, at = value + SMALL_WORDS[tokens.words[at]] * scale, scale / 10, at + 1
    return value, at, "fraction"
