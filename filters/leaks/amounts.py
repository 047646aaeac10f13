"""Finds every numeric expression of a text, in digits, words, LaTeX or arithmetic phrases, and its value.

Unlike `filters.numerals`, which finds single numbers exactly as written, this reads whole expressions: "half of
ninety-six" is 48 and "2^4 * 3" is 48. Three layers: words and expressions in digits (one pass over the tokens), then
phrases that combine what was found (`riddles`), then what use a number is of (a list's marker, an index, a place).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from filters.leaks import expressions, signs, worded
from filters.leaks.lexicon import SCALE_WORDS, SMALL_WORDS
from filters.leaks.named import is_cued, named_counts
from filters.leaks.riddles import Found, combine
from filters.leaks.tokens import NUMBER, WORD, Table, Tokens, is_number, kind_of, number, tokenise
from filters.spans import Span


class Amount(NamedTuple):
    """One numeric expression."""

    span: Span
    """Where it stands."""
    value: float
    """What it comes to, with its sign; a percentage as a share (25% is 0.25)."""
    form: str
    """number, word, fraction, percent, expression (digits that are worked out), phrase (words that are), named (a count
    of something), lore (a number that everybody knows)."""
    use: str = "value"
    """value; or marker, ordinal, index, which say no value."""
    decimals: int = 0
    """Digits behind the point of a plain number: how exact it can be."""


PLAIN = frozenset({"number", "word"})
"""Forms of numbers that stand for themselves."""


@lru_cache(maxsize=64)
def find_amounts(text: str) -> tuple[Amount, ...]:
    """The numeric expressions in `text`, by start, the longer first where one holds another; linear in its length."""
    tokens = tokenise(text)
    plain = _found(tokens)
    named = named_counts(tokens, plain)
    phrases = combine(tokens, [*named, *plain])
    if not named and not phrases:
        return tuple([_amount(tokens, item) for item in plain])  # they were found in order
    found = [*(item for item in named if is_cued(tokens, item)), *plain, *phrases]
    amounts = [_amount(tokens, item) for item in found]
    return tuple(sorted(amounts, key=lambda amount: (amount.span.start, -amount.span.end)))


_NOWHERE, _IN_WORDS, _IN_DIGITS, _AT_NUMBER, _AFTER_ARTICLE, _AFTER_SIGN = range(6)
_OPENING = frozenset({"(", "-", "\u2212"})
"""Signs that an expression can begin with, and mostly none does."""
_ARTICLES = frozenset({"a", "an"})


def _beginning(word: str) -> int:
    """What kind of number can begin with a word."""
    if kind_of(word) == WORD and word in worded.STARTS:
        return _AFTER_ARTICLE if word in _ARTICLES else _IN_WORDS
    if word in _OPENING:
        return _AFTER_SIGN
    if kind_of(word) == WORD:
        return _NOWHERE
    return _AT_NUMBER if kind_of(word) == NUMBER else _IN_DIGITS if word in signs.STARTS else _NOWHERE


_BEGINNINGS = Table(_beginning)


def _found(tokens: Tokens) -> list[Found]:
    """Numbers in words, and in digits with what they are part of."""
    found: list[Found] = []
    words, at, last = tokens.words, 0, len(tokens.words) - 1
    beginnings = list(map(_BEGINNINGS.__getitem__, words))
    for place in compress(count(), beginnings):
        if place < at:
            continue
        beginning = beginnings[place]
        following = words[place + 1] if place < last else ""
        if beginning == _AT_NUMBER:
            if following in signs.GOES_ON and signs.goes_on(words, place):
                at = _expression(tokens, place, found)
            else:
                _plain(tokens, place, found)
        elif beginning == _IN_WORDS:
            value = SMALL_WORDS.get(words[place]) if following not in worded.GOES_ON else None
            if value is None:
                at = _words(tokens, place, found)
            else:
                found.append(Found(place, place + 1, float(value), "word"))
        elif beginning == _AFTER_ARTICLE:
            if following in worded.AFTER_ARTICLE:
                at = _words(tokens, place, found)
        elif beginning == _IN_DIGITS or _signed(words, place, following):
            at = _expression(tokens, place, found)
    return found


def _signed(words: list[str], at: int, following: str) -> bool:
    """Whether an expression may begin with the sign at `at`."""
    if kind_of(following or " ") == NUMBER:
        return signs.signed_goes_on(words, at)
    return signs.is_operand(following)


def _words(tokens: Tokens, at: int, found: list[Found]) -> int:
    """Adds the number in words that begins at `at`, if one does; returns where to go on."""
    words, count = tokens.words, len(tokens.words)
    read = worded.read_words(tokens, at)
    if read is None:
        return at + 1
    value, after, form = read
    if after < count and (words[after] == "percent" or words[after] == "%"):
        value, form, after = value / 100, "percent", after + 1
    elif after + 1 < count and words[after] == "per" and words[after + 1] == "cent":
        value, form, after = value / 100, "percent", after + 2
    found.append(Found(at, after, value, form))
    return after


def _expression(tokens: Tokens, at: int, found: list[Found]) -> int:
    """Adds the expression that begins at `at`, and the plain numbers it is made of; returns where to go on."""
    value: float | None
    is_plain = is_number(tokens.words[at])
    if is_plain and (sum_of := expressions.joined(tokens, at)):
        value, end = sum_of
        operations = end - at - 1
    else:
        reader = expressions.Expression(tokens, at)
        value = reader.read()
        end, operations = max(reader.end, at + 1), reader.operations
        if reader.hostile:
            return max(reader.at, at + 1)
    if value is None or operations == 0:
        if is_plain:
            _plain(tokens, at, found)
        return at + 1
    if _bound_to_letters(tokens, at, end):
        for inner in range(at, end):
            if tokens.kinds[inner] == NUMBER:
                _plain(tokens, inner, found)
        return end
    form = "fraction" if _is_fraction(tokens, at, end) else "expression"
    found.append(Found(at, end, value, form))
    if form == "expression":
        for inner in range(at, end):
            if tokens.kinds[inner] == NUMBER:
                _plain(tokens, inner, found, inside=True)
    return end


def _bound_to_letters(tokens: Tokens, at: int, end: int) -> bool:
    """Part of something with an unknown: the `5 + 7` of `x - 5 + 7 = 20`."""
    words, kinds = tokens.words, tokens.kinds
    before = words[at - 1] if at else ""
    if words[at] in signs.PLUS and before and (kinds[at - 1] == WORD and len(before) <= 2 or before in (")", "}")):
        return True
    if before in signs.PLUS or before in signs.TIMES and before != "x" or before in ("^", "_"):
        return True
    following = words[end] if end < len(words) else ""
    behind = words[end + 1] if end + 1 < len(words) else ""
    word_behind = end + 1 < len(words) and kinds[end + 1] == WORD
    if following in signs.PLUS or following in signs.TIMES:
        letters = word_behind and len(behind) <= 2 or behind in ("(", "{") or behind[:1] == "\\"
        return letters or word_behind and following not in ("x", "/")
    touching = end < len(words) and tokens.touches(end)
    if following and kinds[end] == WORD and len(following) <= 2 and not following.isascii():
        return True  # 1/2 αR
    return touching and (
        kinds[end] == WORD and len(following) <= 2 and following != "x" or following in ("(", "^", "_")
    )


def _is_fraction(tokens: Tokens, at: int, end: int) -> bool:
    return end - at == 3 and tokens.words[at + 1] == "/" or tokens.words[at] in signs.FRACTIONS


def _plain(tokens: Tokens, at: int, found: list[Found], inside: bool = False) -> None:
    """A number in digits, with its percent sign or scale word."""
    words = tokens.words
    value = number(words[at])
    if value is None:
        return
    end, form = at + 1, "inside" if inside else "number"
    following = words[end] if end < len(words) else ""
    if following not in _BEHIND_NUMBER:
        pass
    elif following in ("%", "percent") or following == "\\" and words[end + 1 : end + 2] == ["%"]:
        value, form, end = value / 100, "percent", end + (2 if following == "\\" else 1)
    elif following in SCALE_WORDS or following == "dozen":
        value, end = value * SCALE_WORDS.get(following, 12), end + 1
    elif following in _ORDINAL_ENDS and tokens.touches(end):
        form, end = "ordinal", end + 1
    found.append(Found(at, end, value, form))


_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_BEHIND_NUMBER = frozenset({"%", "percent", "\\", "dozen", *SCALE_WORDS, *_ORDINAL_ENDS})
"""What may belong to the number in digits before it."""
_MARKER_END = (".", ")", ":", "]")
_STEP_WORDS = frozenset({"step", "stage", "phase", "part", "case", "equation", "eq", "method", "example", "scenario"})


def _amount(tokens: Tokens, item: Found) -> Amount:
    at, end, value, form = item
    start = tokens.starts[at]
    span = Span(start, tokens.end(end - 1))
    if form not in _COUNTING:
        return Amount(span, value, form, "ordinal" if form == "ordinal" else "value")
    word = tokens.words[at]
    decimals = len(word) - word.index(".") - 1 if form != "word" and "." in word else 0
    return Amount(span, value, form, _use(tokens, item, start), decimals)


_COUNTING = frozenset({"number", "inside", "word"})
"""Forms of numbers that may count lines or places and say no value."""


def _heads(words: Sequence[str], item: Found) -> bool:
    """A number in brackets that heads a part of a sentence: `; (4) the base is two`."""
    following = words[item.end + 1] if item.end + 1 < len(words) else ""
    return words[item.end] == ")" and following.isalpha() and words[item.at - 2] in ".;:,"


def _use(tokens: Tokens, item: Found, start: int) -> str:
    words = tokens.words
    before = words[item.at - 1] if item.at else ""
    if before in ("_", "^") or before == "{" and item.at > 1 and words[item.at - 2] in ("_", "^"):
        return "index"
    if tokens.touches(item.at) and kind_of(before) == WORD:
        return "index"
    if before in _STEP_WORDS or before == "(" and item.at > 1 and words[item.at - 2] in _STEP_WORDS:
        return "marker"
    if item.form == "number" and item.end < len(words) and words[item.end] in _MARKER_END:
        line = tokens.text[tokens.text.rfind("\n", 0, start) + 1 : start]
        if not line.strip(" \t>*_#-([") or before == "(" and _heads(words, item):
            return "marker"
    return "value"
