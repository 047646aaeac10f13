r"""One normal form for questions, so that spelling, spacing and LaTeX markup do not hide a copy.

Lower case, NFKC; `$`, `\left`, `\,`, braces and punctuation go; `\dfrac` is `\frac`; `1,000` is `1000`; number words
are digits (`twenty-five` is 25); `\times` and `×` are `*`. Arithmetic signs stay, since `3 + 4` is not `3 - 4`. Each
Chinese, Japanese or Korean character is a word of its own. All of it our choice; the field's tools differ in every
detail.
"""

import re
import unicodedata
from hashlib import blake2b
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]
"""A text in normal form."""

MASK = "#"
"""Stands for any number."""

_LATEX_NOISE = re.compile(
    r"\\(?:left|right|displaystyle|mathrm|mathbf|mathit|text(?:bf|it|rm)?|mbox|big|Big|bigl|bigr|quad|qquad|circ)(?![A-Za-z])"
    r"|\\[,;:! ()\[\]]|[$~{}]"
)
_LATEX_SAME = (
    (re.compile(r"\\[dt](frac|binom)(?![A-Za-z])"), r"\\\1"),
    (re.compile(r"\\(frac|binom)\s*(\d)\s*(\d)"), r"\\\1 \2 \3"),
    (re.compile(r"\\(?:times|cdot)(?![A-Za-z])|[×·⋅∙]"), "*"),
    (re.compile(r"\\div(?![A-Za-z])|÷"), "/"),
    (re.compile(r"\\(?:le|leq)(?![A-Za-z])|≤"), "<"),
    (re.compile(r"\\(?:ge|geq)(?![A-Za-z])|≥"), ">"),
    (re.compile(r"[−–—]"), "-"),
    (re.compile(r"\\%"), "%"),
)
_DRAWING = re.compile(r"\[asy\].*?(?:\[/asy\]|$)", re.DOTALL | re.IGNORECASE)
_SUPERSCRIPT = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
"""NFKC would join an exponent to its base."""
_THOUSANDS = re.compile(r"(?<=\d)(?:,|\{,\}|\\!,)(?=\d{3}(?!\d))")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2018\u2019](?=\w)")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_IDEOGRAPH = re.compile(f"[{_CJK}]")
_WORD = re.compile(rf"\d+(?:\.\d+)?|[{_CJK}]|[^\W\d_{_CJK}]+|[-+*/=<>%!|]")

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DIGITS = {
    "zero": "0",
    **{word: str(value) for value, word in enumerate(_ONES, 1)},
    **{word: str(value) for value, word in enumerate(_TEENS, 10)},
    **{word: str(10 * value) for value, word in enumerate(_TENS, 2)},
}

_MARKUP = frozenset(["begin", "binom", "end", "frac", "pmatrix", "sqrt"])
"""Names of LaTeX commands that say no more than a sign."""

_ASKING = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "calculate",
        "compute",
        "determine",
        "evaluate",
        "expression",
        "find",
        "following",
        "give",
        "in",
        "is",
        "of",
        "please",
        "problem",
        "question",
        "result",
        "simplest",
        "simplify",
        "solve",
        "the",
        "value",
        "what",
        "whats",
        "form",
        "your",
        "answer",
        "express",
        "as",
    ]
)
"""Words that ask and say nothing of what is asked for."""


def words(text: str) -> Words:
    """The text in normal form; the same for two spellings of one question."""
    text = unicodedata.normalize("NFKC", _SUPERSCRIPT.sub(r" \g<0>", text))
    text = _THOUSANDS.sub("", text)
    for pattern, plain in _LATEX_SAME:
        text = pattern.sub(plain, text)
    text = _BETWEEN_LETTERS.sub(" ", _LATEX_NOISE.sub(" ", text))
    found = _WORD.findall(_APOSTROPHE.sub("", text.casefold()))
    return tuple(_with_digits(found))


def prose(text: str) -> Words:
    """Without drawings: two problems whose figures are drawn alike need not be alike."""
    return words(_DRAWING.sub(" ", text))


def spoken(text: Words) -> int:
    """How many different words say something: no signs, numbers, variables, markup, nor words that only ask."""
    found = {word for word in text if len(word) > 1 and word.isalpha() or _IDEOGRAPH.match(word)}
    return len(found - _ASKING - _MARKUP)


def masked(text: Words) -> Words:
    """The same with every number as `#`: problems that differ only in their numbers look alike."""
    return tuple(MASK if is_number(word) else word for word in text)


def numbers(text: Words) -> Words:
    """Its numbers, sorted."""
    return tuple(sorted(word for word in text if is_number(word)))


def is_number(word: str) -> bool:
    """Whether a word in normal form is a number."""
    return word[0].isdigit()


def core(text: Words) -> Words:
    """Without the words that only ask: `What is 3 + 4?` and `Compute 3 + 4.` have the same core."""
    return tuple(word for word in text if word not in _ASKING)


def text_key(text: Words) -> int:
    """64 bits that stand for a text, the same in every process."""
    return int.from_bytes(blake2b("\x1f".join(text).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _with_digits(found: list[str]) -> list[str]:
    """Number words as digits, tens and ones joined."""
    result: list[str] = []
    tens = False
    for word in found:
        digits = _DIGITS.get(word)
        if digits is not None and tens and len(digits) == 1 and digits != "0":
            result[-1] = str(int(result[-1]) + int(digits))
            tens = False
            continue
        result.append(word if digits is None else digits)
        tens = word in _TENS
    return result
