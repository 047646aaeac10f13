"""Names in a meta-thought are introduced before they are used, and keep one spelling and one meaning (methods.md 3.3).

Names are symbols here: single letters, letters with an index, and identifiers such as `total_cost`. Quantities that go
by their plain English names, and identifiers of several words, introduce themselves. The rules are our choice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class VariablesSettings(FilterSettings):
    """All of it is our choice."""

    require_introduction: bool = True
    """A symbol must be introduced ("let x be ..", "the total cost (C)", "x = ..") before it is used."""
    require_one_spelling: bool = True
    """`total_cost` and `totalCost` in one text are one name in two spellings."""
    require_one_meaning: bool = True
    """No symbol is introduced twice by "let" with two meanings."""
    require_distinct_meanings: bool = True
    """No two symbols are introduced in the same words ("let A be the number and B be the number")."""


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with the names of a text; empty lists where nothing is."""

    undefined: list[Span]
    """Symbols at their first use, before any introduction."""
    respelt: list[Span]
    """The first occurrence of a second spelling."""
    redefined: list[Span]
    """A second introduction with another meaning."""
    alike: list[Span]
    """A symbol introduced in the words that introduced another one."""
    names: tuple[str, ...]
    """The symbols, in order of first use."""


def find_flaws(text: str, question: str = "") -> Flaws:
    """Check the symbols of a text; those of the question are known from the start. Pure, and linear in its length."""
    known = {text_of(match) for match in _symbols(question)}
    respelt, undefined = [], []
    spellings: dict[str, str] = {}
    found = list(_symbols(text))
    names = tuple(dict.fromkeys(map(text_of, found)))
    for match in found:
        name = text_of(match)
        if name not in known:
            if not _introduced(text, match):
                undefined.append(Span(*match.span()))
            known.add(name)
        folded = name.replace("_", "").casefold()
        if len(folded) > 2 and spellings.setdefault(folded, name) != name:
            respelt.append(Span(*match.span()))
            spellings[folded] = name
    return Flaws(undefined, respelt, _redefined(text), _alike(text), names)


_NO_SYMBOL = re.compile(
    r"\\(?:[A-Za-z]+|.)(?:\{[A-Za-z ]*\})?|(?<=[\w)%])\s+x\s+(?=[\d$(.]|[A-Z]\b)|(?<=\d)\s?x\s+(?=\w)"
)
r"""LaTeX commands, and an `x` that stands for a multiplication sign."""
_SYMBOL = re.compile(
    r"(?<![\w'\u2019\\.-])"
    r"(?:[A-Za-z]+(?:_\{?\w+\}?)+|[a-z]+[A-Z][A-Za-z]*|[B-HJ-Zb-hj-z](?:\d{1,2}|'|\u2032)?)"
    r"(?![\w'\u2019]|\.[A-Za-z]|-[A-Za-z]{2})"
)
"""`total_cost`, `x_1`, `totalCost`, `x`, `P2`. Not "a" and "I", which are words, and not `e.g.` nor `x-axis`."""
_NOT_NAMES = frozenset({"s", "t"})
"""What an apostrophe leaves behind."""

_QUOTES = r"[\s$`*(\[\"'\u201c]*"
_INTRODUCES = re.compile(
    r"\b(?:let|define|call|denote|suppose|where|named?|called|represents?|variables?|symbols?|assign|introduce|get|obtain|find|"
    rf"compute|calculate|determine|gives?|yields?|be|by\s+the\s+symbol)\s{_QUOTES}$|[a-z]\s\($|[a-z]{{2}}['\u2019s)]*\s*[=:]\s*{_QUOTES}$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\b(?:let|define|denote|call|suppose|where|with)\b[^.;\n]{0,150}$", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"[-+*/\u00d7\u00f7=<>^]\s*[$`(]*$")
_NOUN_BEFORE = re.compile(
    rf"\b(?!(?:plus|minus|times|add|subtract|multiply|divide|double|halve|from|than|and|with|into|that|each|per)\b)[a-z]{{3,}}\s+{_QUOTES}$",
    re.IGNORECASE,
)
_MEANS = (
    r"(?:\bbe\b|\bis\b|\bare\b|\bdenotes?\b|\brepresents?\b|\bstands?\s+for\b|\bequals?\b|\bmeans?\b|\bto\s+be\b|\bthe\b|\bfor\s+the\b"
    r"|\bas\s+the\b|\brespectively\b)"
)
_AFTER = re.compile(rf"[\s$`*)\"'\u201d]*(?:=|:|\u2254|{_MEANS})", re.IGNORECASE)
_LET = re.compile(
    r"\blet\s+[$`*]*(?P<name>[A-Za-z]\w*)[$`*]*\s+(?:be|denote|represent|stand\s+for|equal)\s+(?P<meaning>[^.;,\n]{3,80})",
    re.IGNORECASE,
)


_NAMED = re.compile(
    r"(?:\b(?:let|define|where|and|with)|[,;:])\s+(?:let\s+)?[$`*(]*(?P<name>[A-Z]{1,2}|[A-Za-z](?:_?\{?\w{1,12}\}?)?|[A-Za-z]+_\w+)[$`*)]*\s+"
    r"(?:(?:to\s)?be|denotes?|represents?|stands?\s+for|equals?|is|as)\s+"
    r"(?P<meaning>[^.;:,\n]{3,120}?)(?=\s+and\s+(?:let\s+)?[$`*(]*[A-Za-z]\w{0,12}[$`*)]*\s+(?:be|denote|represent|stand|equal|is|as)|[.;:,\n]|$)",
    re.IGNORECASE,
)
"""`let A be the number of eggs`, `and B the number of hens`: a symbol, and the words that say what it is."""
_LETTING = re.compile(r"\b(?:let|define|where|denote|suppose)\b[^.;\n]{3,600}", re.IGNORECASE)
"""The sentence in which symbols are introduced."""
_ARTICLE = re.compile(r"\b(?:an?|the|some)\s+")
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|him|his|she|her|hers|former|latter|same)\b"
)
"""The same words may mean something else in the next clause."""
_WORDY = re.compile(r"[A-Za-z]{3}")
"""A name that says by itself what it is: `strong_share`."""


def _symbols(text: str) -> Iterator[re.Match[str]]:
    plain = _NO_SYMBOL.sub(lambda match: " " * len(match[0]), text)
    return (match for match in _SYMBOL.finditer(plain) if match[0] not in _NOT_NAMES)


def text_of(match: re.Match[str]) -> str:
    """A symbol's name, braces of its index aside."""
    return re.sub(r"[{}]", "", match[0])


def _introduced(text: str, match: re.Match[str]) -> bool:
    """Whether a symbol's first occurrence introduces it: by what follows it, what leads to it, or its own words."""
    if len(re.findall(r"[A-Za-z][a-z]{2,}|[A-Z][a-z]{2,}", match[0])) > 1:
        return True  # price_per_egg
    before, after = text[max(0, match.start() - 160) : match.start()], text[match.end() : match.end() + 300]
    signed = _SIGN_BEFORE.search(before)
    if not signed and any(look is not None for look in (_AFTER.match(after), _CLAUSE.search(before))):
        return True
    if _INTRODUCES.search(before) or (not signed and _NOUN_BEFORE.search(before)):
        return True
    explained = rf"\bwhere\b[^.;\n]*?(?<!\w){re.escape(match[0])}(?!\w)[\s$`*]*{_MEANS}"
    return re.search(explained, after, re.IGNORECASE) is not None


def _redefined(text: str) -> list[Span]:
    meanings: dict[str, str] = {}
    found = []
    for match in _LET.finditer(text):
        meaning = " ".join(match["meaning"].lower().split())
        if meanings.setdefault(match["name"], meaning) != meaning:
            found.append(Span(*match.span("name")))
    return found


def _alike(text: str) -> list[Span]:
    """Bare symbols that the words of another one introduce; articles, case and white space aside."""
    owners: dict[str, str] = {}
    found = []
    for clause in _LETTING.finditer(text):
        for match in _NAMED.finditer(text, clause.start(), clause.end()):
            meaning = " ".join(_ARTICLE.sub("", match["meaning"].lower()).split())
            told_apart = _POINTS_BACK.search(meaning) or _WORDY.search(match["name"])
            if not told_apart and owners.setdefault(meaning, match["name"]) != match["name"]:
                found.append(Span(*match.span("name")))
    return found


class VariablesFilter(Filter):
    """Rejects a text that uses a symbol before its introduction, or spells or explains one twice, or two alike."""

    name: ClassVar[str] = "variables"
    Settings: ClassVar[type[FilterSettings]] = VariablesSettings

    def __init__(self, settings: VariablesSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        flaws = find_flaws(text, trace.problem.question)
        options = self.options
        checked = {
            "undefined_variable": flaws.undefined if options.require_introduction else [],
            "inconsistent_name": flaws.respelt if options.require_one_spelling else [],
            "redefined_variable": flaws.redefined if options.require_one_meaning else [],
            "same_meaning": flaws.alike if options.require_distinct_meanings else [],
        }
        bad = {reason: spans for reason, spans in checked.items() if spans}
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not bad,
            reason=next(iter(bad), None),
            score=sum(map(len, bad.values())),
            value=", ".join(flaws.names) or None,
            evidence=sum((evidence(stage, text, reason, spans) for reason, spans in bad.items()), ()),
        )


FILTER = VariablesFilter
