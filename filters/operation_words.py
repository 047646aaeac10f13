"""Which operations a sentence names: verbs, nouns and signs, each with the operation it stands for.

Words of a purpose ("divide it by two *to find the sum of the shares*") tell what the operation is for and are not
operations to be carried out; they are left aside. The lists are our choice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filters.folding import fold
from filters.spans import Span

_SHARE = (
    r"(?:[\d.,]+\s?(?:%|\\%|per\s?cent\b)|\d+/\d+|[a-z-]+\s+percent"
    r"|(?:an?\s+|[a-z]+[\s-])?(?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?))"
)
"""`35%`, `3/4`, `two thirds`: taking it of something multiplies."""
VERBS: Mapping[str, str] = {
    r"add(?:s|ed|ing)?|sum(?:s|med|ming)?(?=\s+(?:up\b|the\b|all\b))|plus"
    r"|combin(?:e|es|ing)(?![^.;]{0,80}\bby\s(?:multipl|divi|subtr))": "add",
    r"subtract(?:s|ed|ing)?|minus|deduct(?:s|ed|ing)?|tak(?:e|es|ing)\s+away|remov(?:e|ing)": "subtract",
    r"multipl(?:y|ies|ied|ying)"
    r"|(?:doubl|tripl|quadrupl)(?:e|ing)(?=\s+(?:the|that|this|his|her|its|their)\b)"
    rf"|tak(?:e|es|ing)(?=\s+{_SHARE}\s+of\b)": "multiply",
    r"divid(?:e|es|ed|ing)|halv(?:e|ing)|split(?:s|ting)?": "divide",
    r"(?:squar|cub)(?:e|ing)(?=\s+(?:the|that|this|its)\b)|rais(?:e|ing)(?=[^.;]{1,60}\bpower\b)": "power",
    r"compar(?:e|es|ed|ing)": "compare",
    r"convert(?:s|ed|ing)?": "convert",
    r"equat(?:e|es|ing)|(?:set(?:ting)?\s+up|writ(?:e|ing))\s+an?\s+equation"
    r"|set(?:ting)?\s[^.;]{1,60}?\bequal\s+to": "equate",
}
NOUNS: Mapping[str, str] = {
    r"sum(?=\s+of\b)|addition": "add",
    r"difference(?=\s+(?:of|between)\b)|subtraction": "subtract",
    r"product(?=\s+of\b)|multiplication": "multiply",
    r"quotient(?=\s+of\b)|division": "divide",
    r"(?:square|cube)\s+roots?": "root",
    r"remainder(?=\s+(?:of|when)\b)": "remainder",
}
SIGNS = {"+": "add", "-": "subtract", "\u2212": "subtract", "*": "multiply", "\u00d7": "multiply", "x": "multiply"}
SIGNS |= {
    r"\times": "multiply",
    r"\cdot": "multiply",
    "/": "divide",
    "\u00f7": "divide",
    r"\div": "divide",
    "^": "power",
}

ALIASES: Mapping[str, str] = {
    "addition": "add", "adding": "add", "sum": "add", "plus": "add", "combine": "add", "subtraction": "subtract",
    "subtracting": "subtract", "minus": "subtract", "difference": "subtract", "multiplication": "multiply",
    "multiplying": "multiply", "times": "multiply", "product": "multiply", "double": "multiply", "division": "divide",
    "dividing": "divide", "quotient": "divide", "halve": "divide", "exponentiation": "power", "square": "power",
    "square root": "root", "modulo": "remainder", "mod": "remainder", "comparison": "compare", "conversion": "convert",
    "equation": "equate", "%": "remainder", **SIGNS,
}  # fmt: skip
"""Other names that teachers give to the operations."""


@dataclass(frozen=True, slots=True)
class Named:
    """One operation that a text names."""

    operation: str
    """As in `schemas.first_step.OPERATIONS`."""
    span: Span
    """Where."""
    by: Literal["verb", "noun", "sign"]
    """How."""


def canonical(operation: str) -> str:
    """`Multiplication`, `*` and `multiply` are one operation; an unknown name is returned in lower case."""
    name = " ".join(operation.lower().replace("_", " ").split())
    return ALIASES.get(name, name)


def named_operations(text: str) -> list[Named]:
    """The operations that `text` tells to carry out, in order; those in purpose clauses are left aside."""
    plain = without_purposes(text)
    found = [
        Named(operation, Span(*match.span()), by)
        for table, by in _TABLES
        for pattern, operation in table
        for match in pattern.finditer(plain)
    ]
    found += [Named(SIGNS[match[1].lower()], Span(*match.span(1)), "sign") for match in _SIGN.finditer(plain)]
    return sorted(found, key=lambda item: item.span)


def without_purposes(text: str) -> str:
    """The text with every purpose clause blanked out; offsets stay what they are."""
    plain, pieces, done, at = fold(text), list[str](), 0, 0
    while start := _MAY_BE_PURPOSE.search(plain, at):
        clause = _PURPOSE.match(text, start.start())
        at = clause.end() if clause else start.end()
        if clause:
            pieces += [text[done : clause.start()], " " * len(clause[0])]
            done = at
    return "".join([*pieces, text[done:]])


def _compiled(table: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE), operation) for words, operation in table.items()]


_TABLES: tuple[tuple[list[tuple[re.Pattern[str], str]], Literal["verb", "noun"]], ...] = (
    (_compiled(VERBS), "verb"),
    (_compiled(NOUNS), "noun"),
)
_SIGN = re.compile(
    r"(?:(?<=[\d)\]}%])|(?<=\b[A-Za-z])|(?<=[\w)]\s))[ $]?([-+*/^\u00d7\u00f7\u2212x]|\\(?:times|cdot|div))"
    r"(?=\s?[$(]?\s?(?:\d|[A-Za-z]\b|\())(?![-/][A-Za-z])",
    re.IGNORECASE,
)
"""A sign between two numbers, letters or brackets; `km/h`, `two-step` and `24-hour` hold none."""
_NEXT = r"then|add|subtract|multipl|divid|find|calculat|comput|determin|convert|compar|doubl|halv|squar|tak|remov"
_STOP = rf"(?=[.;,:]|\s(?:then|by)\s|\sand\s(?:{_NEXT})|$)"
_PURPOSE = re.compile(
    rf"(?<!need )(?<!have )(?<!needs )(?<!has )(?<!want )(?<!is )(?<!going )(?<!try )"
    r"\b(?:(?:so\s+as|in\s+order)\s+)?to\s+(?:find|get|obtain|determine|know|see|learn|calculate|compute|give|yield|reach|"
    rf"work\s+out|figure\s+out|arrive\s+at)\b[^.;,:]*?{_STOP}"
    r"|\b(?:(?:which|this|that)\s+(?:will\s+|would\s+)?(?:give|yield|tell|is|show|equal|represent)s?|giving|yielding)\b"
    rf"[^.;,:]*?{_STOP}",
    re.IGNORECASE,
)
_MAY_BE_PURPOSE = re.compile(r"\b(?:to|so|in|which|this|that|giving|yielding)\b")
"""In the folded text: every purpose clause begins with this."""
