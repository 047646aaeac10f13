r"""Cuts a text into what arithmetic is made of; each token has one letter for its kind, so that runs are easily told.

| kind | what | kind | what |
| --- | --- | --- | --- |
| `n` | number | `=` | `=`, an approximate one, `equals` |
| `o` | `* /` and `+` | `m` | minus, which may be a sign |
| `^` | power | `%` | percent |
| `(` `)` | round and square brackets | `{` `}` | LaTeX groups |
| `f` | `\frac`, `\binom` | `s` | a root |
| `!` | a factorial | | |
| `p` | punctuation | `l` | line break, or where displayed math begins or ends |
| `d` | where inline math begins or ends; `<`, an arrow | `w` | a word that may be a unit |
| `v` | a letter, i.e. an unknown | `b` | anything that changes what stands beside it: `of`, `half`, `!`, `\sin` |
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from filters.folding import fold


class Token(NamedTuple):
    """A piece of text that says something for arithmetic."""

    kind: str
    """One letter, see the table."""
    text: str
    """In canonical form: a number without separators, `*` for every sign of multiplication."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    glued: bool
    """True when nothing stands between it and the token before, ignored ones included."""


_token: Callable[[tuple[str, str, int, int, bool]], Token] = partial(tuple.__new__, Token)
"""A token of its fields; takes half the time that `Token(...)` does."""

_CHANGING = frozenset(
    [
        "of", "times", "plus", "minus", "over", "divided", "multiplied", "by", "squared", "cubed", "half",
        "halves", "third", "thirds", "quarter", "quarters", "twice", "thrice", "double", "doubled", "triple",
        "tripled", "dozen", "dozens", "hundred", "hundreds", "thousand", "thousands", "million", "millions",
        "billion", "billions", "trillion", "less", "than", "remainder", "rem", "mod", "modulo", "sum",
        "product", "difference", "quotient", "ratio", "sqrt", "root", "log", "ln", "sin", "cos", "tan", "gcd",
        "lcm", "max", "min", "base", "not", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
        "ninety", "equal", "equals", "am", "pm", "if", "suppose", "versus", "vs", "through", "until",
    ]
)  # fmt: skip
"""Words that change the number beside them, so that arithmetic next to one is left alone."""
_UNITS = frozenset(
    [
        "mm", "cm", "dm", "km", "ft", "yd", "mi", "kg", "mg", "lb", "lbs", "oz", "ml", "hr", "hrs", "min",
        "mins", "sec", "secs", "mph", "kph", "kmh", "kwh", "cent", "cents", "usd", "pts", "gal", "in", "inch",
        "inches", "meter", "meters", "mile", "miles",
    ]
)  # fmt: skip
_NUMBER = r"(?<![\d.])\d{1,3}(?:(?:,|\{,\}|\\,|\\!,|,\\!)\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+|\.\d+|\d+"
_LETTER = r"[A-Za-z\u00c0-\u024f]"
_UNIT_COMMAND = r"(?:text|mathrm|textbf|textit|mbox|operatorname)"
_COMMANDS = (
    r"\\(?:(?:[dt]?frac(?![a-z]))(?P<frac>)|(?:times|cdot)(?P<times>)|div(?![a-z])(?P<over>)|(?:approx|simeq)(?P<rel>)"
    r"|sqrt(?![a-z]|\s*\[)(?P<root>)|[dt]?binom(?![a-z])(?P<choose>)"
    rf"|%(?P<pct>)|(?:boxed|fbox|mathbf|bm)(?=\{{)|{_UNIT_COMMAND}\s*\{{[^{{}}\n]{{0,60}}\}}(?P<unit>)|[\[\]](?P<line>)"
    r"|(?:[()]|(?:leq?|geq?|lt|gt|to|implies|iff|rightarrow)(?![a-z]))(?P<edge>)"
    r"|(?:left|right|bigl?|bigr|quad|qquad|displaystyle)(?![a-z])|[,;:! \\$]|(?:[a-z]+)?(?P<command>))"
)
_TOKEN = re.compile(
    r"[^\S\n]+"
    rf"|(?i:(?![\u00d7\u00f7]|\bpercent\b){_LETTER}+(?:['\u2019-]{_LETTER}+)*)(?P<word>)"
    rf"|(?:{_NUMBER})(?P<n>)(?i:(?:st|nd|rd|th)(?![a-z])(?P<nth>))?"
    r"|[.,;:\"\u2026\u2014\u201c\u201d](?P<p>)"
    r"|=(?<![<>=!:+*/-]=)(?![=>])(?P<equals>)|\u2248(?P<about>)"
    rf"|\n(?P<newline>)|(?i:{_COMMANDS})"
    r"|\$(?:\$(?P<block>)|(?![^\S\n]*[\d.(\\-])(?P<dollar>))?|[&\u20ac\u00a3\u00a5`]"
    r"|\*\*(?=[\d(])(?P<twostars>)|[*\u00d7\u00b7\u22c5\u2217](?P<star>)|\u00f7(?P<divided>)"
    r"|%(?P<percent>)|(?i:\bpercent\b)(?P<inwords>)"
    r"|\^(?:\s?(?i:\\circ(?![a-z])|\{\s?\\circ\s?\})|(?P<power>))|\u00b0"
    r"|/(?:\s?(?i:(?=[a-z]{2})[a-z]+)(?P<per>)|(?!/)(?P<slash>))"
    r"|[<>\u2264\u2265\u2192\u21d2](?P<arrow>)|[\u00b2\u00b3](?P<raised>)|[-\u2212\u2013](?P<minus>)|\+(?P<plus>)|\u221a(?!\s*\[)(?P<radical>)|!(?P<bang>)"
    r"|[(\[](?P<open>)|[)\]](?P<close>)|\{(?P<left>)|\}(?P<right>)|.(?P<other>)"
)
"""What is no group is ignored. Groups are empty and stand last, which lets the first sign of each part be looked at."""
_KINDS = {
    "frac": "f", "over": "o", "divided": "o", "rel": "=", "equals": "=", "about": "=", "pct": "%", "percent": "%",
    "inwords": "%", "unit": "w", "per": "w", "power": "^", "minus": "m", "plus": "o", "slash": "o", "open": "(",
    "close": ")", "left": "{", "right": "}", "line": "l", "newline": "l", "block": "l", "edge": "d", "dollar": "d",
    "arrow": "d", "p": "p", "n": "n", "root": "s", "radical": "s", "choose": "f",
}  # fmt: skip
_TEXTS = {
    "pct": "%", "percent": "%", "inwords": "%", "over": "/", "divided": "/", "rel": "=", "equals": "=", "about": "=",
    "minus": "-", "open": "(", "close": ")", "frac": "\\frac", "root": "\\sqrt", "radical": "\\sqrt",
    "choose": "\\binom",
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, spaces, dollar signs, degree signs and emphasis left out; linear in its length."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group is None:
            continue
        start, last = match.span()
        glued = start == end and end > 0
        said, end = match[0], last
        if group == "word":
            found.append(
                _token((_word_kind(said, text, start, last), "*" if said in "xX" else said, start, last, glued))
            )
        elif group in _READERS and not (group == "p" and said not in ",:" or group == "n" and said.isdecimal()):
            found += _READERS[group](said, text, start, last, glued)
        else:
            found.append(_token((_KINDS.get(group, "b"), _TEXTS.get(group, said), start, last, glued)))
    return found


def _number(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token("n", re.sub(r"[^\d.]", "", said), start, end, glued)]


def _ordinal(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token("b", re.sub(r"[^\d.]", "", said), start, end, glued)]


def _raised(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token("^", "^", start, end, True), Token("n", "2" if said == "\u00b2" else "3", start, end, True)]


def _mark(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    """A ratio, or the sign of a division; 3:15, 1:2 and 5,6 are no numbers of ours. Else punctuation."""
    parts = (said == ":" and re.match(r"[\d})] : [\d(\\]", text[max(0, start - 2) : end + 2])) or (
        said in ",:" and re.match(r"\d[,:]\d", text[max(0, start - 1) : end + 1])
    )
    return [Token("b" if parts else "p", said, start, end, glued)]


def _times(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    """A star is emphasis unless operands stand on both sides of it; two stars between them are a power."""
    if "*" not in said:
        return [Token("o", "*", start, end, glued)]
    before, after = text[start - 1 : start], text[end : end + 1]
    if said == "**":
        return [Token("^", "^", start, end, glued)] if before.isdigit() or before == ")" else []
    if before.isdigit() and after == "+":
        return [Token("b", said, start, end, glued)]  # something is missing between `*` and `+`
    operand = text[:start].rstrip(" ")[-1:]
    follows = text[end : end + 3].lstrip(" $")[:1]
    opening = before.isspace() and not after.isspace() and not (operand.isdigit() and follows.isdigit())
    sign = (operand.isalnum() or operand in ")]}%") and (follows.isalnum() or follows in "(\\.-") and not opening
    return [Token("o", "*", start, end, glued)] if sign and operand and follows else []


def _factorial(said: str, text: str, start: int, end: int, glued: bool) -> list[Token]:
    """A factorial if arithmetic or the end of its formula follows; else somebody exclaims."""
    before, after = text[max(0, start - 1) : start], text[end : end + 3].lstrip(" ")[:1]
    factor = (before.isdigit() or before == ")") and after and after in "=+-*/^)}\\$,\u00d7\u00b7\u00f7("
    return [Token("!" if factor and text[end : end + 1] != "=" else "b", said, start, end, glued)]


_READERS: Mapping[str, Callable[[str, str, int, int, bool], list[Token]]] = {
    "n": _number, "nth": _ordinal, "raised": _raised, "p": _mark, "times": _times, "star": _times, "twostars": _times,
    "bang": _factorial,
}  # fmt: skip


def _word_kind(word: str, text: str, start: int, end: int) -> str:
    if word in "xX" and _between_numbers(text, start, end):
        return "o"
    if len(word) == 1 and not (word in "aI" and re.match(r" [A-Za-z]", text[end : end + 2])):
        return "v"
    before = text[start - 1 : start]
    if before and (before in "})" or before.isdecimal()) and fold(word) not in _UNITS:
        return "v" if len(word) < 4 else "w"
    if before in ("_", "\\") or text[end : end + 1] in ("_", "^"):
        return "b"
    return _plain_kind(word)


@lru_cache(maxsize=4096)  # texts use few words over and over
def _plain_kind(word: str) -> str:
    return "b" if fold(word) in _CHANGING else "w"


def _between_numbers(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 3) : start].rstrip(" "), text[end : end + 4].lstrip(" $")
    return bool(before) and (before[-1].isdigit() or before[-1] in ")%") and after[:1].isdigit()
