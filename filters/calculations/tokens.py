r"""Cuts a text into what arithmetic is made of; each token has one letter for its kind, so that runs are easily told.

| kind | what | kind | what |
| --- | --- | --- | --- |
| `n` | number | `=` | `=`, an approximate one, `equals` |
| `o` | `* /` and `+` | `m` | minus, which may be a sign |
| `^` | power | `%` | percent |
| `(` `)` | round and square brackets | `{` `}` | LaTeX groups |
| `f` | `\frac` | | |
| `p` | punctuation | `l` | line break, or where displayed math begins or ends |
| `d` | where inline math begins or ends; `<`, an arrow | `w` | a word that may be a unit |
| `v` | a letter, i.e. an unknown | `b` | anything that changes what stands beside it: `of`, `half`, `!`, `\sin` |
"""

import re
from functools import lru_cache
from typing import NamedTuple

from filters.spans import Span


class Token(NamedTuple):
    """A piece of text that says something for arithmetic."""

    kind: str
    """One letter, see the table."""
    text: str
    """In canonical form: a number without separators, `*` for every sign of multiplication."""
    span: Span
    """Where it stands."""
    glued: bool
    """True when nothing stands between it and the token before, ignored ones included."""


_CHANGING = (
    "of|times|plus|minus|over|divided|multiplied|by|squared|cubed|half|halves|third|thirds|quarter|quarters|twice|thrice|double|doubled|"
    "triple|tripled|dozen|dozens|hundred|hundreds|thousand|thousands|million|millions|billion|billions|trillion|less|than|remainder|"
    "rem|mod|modulo|sum|product|difference|quotient|ratio|sqrt|root|log|ln|sin|cos|tan|gcd|lcm|max|min|base|not|"
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "equal|equals|am|pm|if|suppose|versus|vs|through|until"
)
"""Words that change the number beside them, so that arithmetic next to one is left alone."""
_UNITS = (
    "mm|cm|dm|km|ft|yd|mi|kg|mg|lb|lbs|oz|ml|hr|hrs|min|mins|sec|secs|mph|kph|kmh|kWh|cents?|usd|pts|gal|in|inch|inches|"
    "meters?|miles?"
)
_NUMBER = r"\d{1,3}(?:(?:,|\{,\}|\\,|\\!,|,\\!)\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+|\.\d+|\d+"
_TOKEN = re.compile(
    rf"(?P<n>(?<![\d.]){_NUMBER})(?P<nth>(?:st|nd|rd|th)(?![a-z]))?"
    r"|(?P<frac>\\[dt]?frac(?![A-Za-z]))"
    r"|(?P<times>\\times|\\cdot|[\u00d7\u00b7\u22c5\u2217]|\*\*(?=[\d(])|\*)|(?P<over>\\div(?![A-Za-z])|\u00f7)"
    r"|(?P<rel>\\approx|\\simeq|\u2248|(?<![<>=!:+*/-])=(?![=>]))"
    r"|(?P<pct>\\?%|\bpercent\b)"
    r"|(?P<degree>\^\s?(?:\\circ(?![A-Za-z])|\{\s?\\circ\s?\})|\u00b0)"
    r"|(?P<wrap>\\(?:boxed|fbox|mathbf|bm)(?=\{))"
    r"|(?P<unit>\\(?:text|mathrm|textbf|textit|mbox|operatorname)\s*\{[^{}\n]{0,60}\})"
    r"|(?P<per>/\s?(?=[A-Za-z]{2})[A-Za-z]+)"
    r"|(?P<line>\n|\\[\[\]]|\$\$)|(?P<edge>\\[()]|[<>\u2264\u2265\u2192\u21d2]|\\(?:leq?|geq?|lt|gt|to|implies|iff|[Rr]ightarrow)(?![A-Za-z])|\$(?![^\S\n]*[\d.(\\-]))"
    r"|(?P<space>\\(?:left|right|big|Big|bigl|bigr|quad|qquad|displaystyle)(?![A-Za-z])|\\[,;:! ]|\\\\"
    r"|[$&\u20ac\u00a3\u00a5`]|\\\$|[^\S\n]+)"
    r"|(?P<power>\^)|(?P<raised>[\u00b2\u00b3])|(?P<minus>[-\u2212\u2013])|(?P<plus>\+)|(?P<slash>/(?!/))"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<left>\{)|(?P<right>\})"
    r"|(?P<word>[A-Za-z\u00c0-\u024f]+(?:['\u2019-][A-Za-z\u00c0-\u024f]+)*)"
    r"|(?P<p>[.,;:\"\u2026\u2014\u201c\u201d])|(?P<other>\\[A-Za-z]+|.)",
    re.IGNORECASE,
)
_KINDS = {
    "frac": "f", "over": "o", "rel": "=", "pct": "%", "unit": "w", "per": "w", "power": "^", "minus": "m", "plus": "o",
    "slash": "o", "open": "(", "close": ")", "left": "{", "right": "}", "line": "l", "edge": "d", "p": "p", "n": "n",
}  # fmt: skip
_TEXTS = {"pct": "%", "over": "/", "rel": "=", "minus": "-", "open": "(", "close": ")", "frac": "\\frac"}
_CHANGES = re.compile(rf"(?:{_CHANGING})", re.IGNORECASE)
_UNIT = re.compile(rf"(?:{_UNITS})", re.IGNORECASE)
_IGNORED = ("space", "degree", "wrap")


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, spaces, dollar signs, degree signs and emphasis left out; linear in its length."""
    return list(_cut(text))


@lru_cache(maxsize=64)  # several filters of one trace read the same text
def _cut(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        group = _group(match)
        if group in _IGNORED:
            continue
        for token in _tokens(match, group, text, end):
            found.append(token)
        end = match.end()
    return tuple(found)


def _group(match: re.Match[str]) -> str:
    return "n" if match["n"] else match.lastgroup or "other"


def _tokens(match: re.Match[str], group: str, text: str, end: int) -> list[Token]:
    span, glued = Span(*match.span()), match.start() == end and end > 0
    said = match[0]
    if group == "n":
        plain = re.sub(r"[^\d.]", "", match["n"])
        return [Token("b" if match["nth"] else "n", plain, span, glued)]
    if group == "times":
        return _star(match, span, text, glued)
    if group == "raised":
        return [Token("^", "^", span, True), Token("n", "2" if said == "\u00b2" else "3", span, True)]
    if group == "word":
        return [Token(_word_kind(match, text), "*" if said in "xX" else said, span, glued)]
    if said == ":" and re.match(r"[\d})] : [\d(\\\\]", text[max(0, span.start - 2) : span.end + 2]):
        return [Token("b", said, span, glued)]  # a ratio, or the sign of a division
    if group == "p" and said in ",:" and re.match(r"\d[,:]\d", text[max(0, span.start - 1) : span.end + 1]):
        return [Token("b", said, span, glued)]  # 3:15, 1:2 and 5,6 are no numbers of ours
    return [Token(_KINDS.get(group, "b"), _TEXTS.get(group, said), span, glued)]


def _star(match: re.Match[str], span: Span, text: str, glued: bool) -> list[Token]:
    """A star is emphasis unless operands stand on both sides of it; two stars between them are a power."""
    if "*" not in match[0]:
        return [Token("o", "*", span, glued)]
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if match[0] == "**":
        return [Token("^", "^", span, glued)] if before.isdigit() or before == ")" else []
    operand = text[: span.start].rstrip(" ")[-1:]
    follows = text[span.end : span.end + 3].lstrip(" $")[:1]
    opening = before.isspace() and not after.isspace() and not (operand.isdigit() and follows.isdigit())
    sign = (operand.isalnum() or operand in ")]}%") and (follows.isalnum() or follows in "(\\.-") and not opening
    return [Token("o", "*", span, glued)] if sign and operand and follows else []


def _word_kind(match: re.Match[str], text: str) -> str:
    word = match[0]
    if word in "xX" and _between_numbers(text, *match.span()):
        return "o"
    if len(word) == 1 and not (word in "aI" and re.match(r" [A-Za-z]", text[match.end() : match.end() + 2])):
        return "v"
    glued = bool(re.match(r"[\d})]", text[match.start() - 1 : match.start()]))
    if glued and not _UNIT.fullmatch(word):
        return "v" if len(word) < 4 else "w"
    if text[match.start() - 1 : match.start()] in ("_", "\\") or text[match.end() : match.end() + 1] in ("_", "^"):
        return "b"
    return "b" if _CHANGES.fullmatch(word) else "w"


def _between_numbers(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 3) : start].rstrip(" "), text[end : end + 4].lstrip(" $")
    return bool(before) and (before[-1].isdigit() or before[-1] in ")%") and after[:1].isdigit()
