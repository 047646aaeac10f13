"""Computations in a text: arithmetic with its result, values given to names, and derivations in letters.

Told apart from what a preplan may hold: a general formula, a given written as "speed = 45 km/h", a set-up that is
left as it is ("x - 5 = 7"), an equation set to zero.
"""

import re
from collections.abc import Collection, Sequence

from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.relations import Relation
from filters.spans import Span

_EQUALS = re.compile(
    r"[\s$)}\]]*(?:=|\\approx|\u2248|\\equiv|\bequals\b|\bis\b|\bare\b|\bmakes?\b|\bgives?\b|\byields?\b|\bcomes?\s(?:out\s)?(?:to|at)\b|"
    r"\bleaves\b|\bor\b|,?\s(?:which|that)\s(?:is|makes|gives|equals))[\s$(\\{]*(?:about\s|roughly\s|exactly\s|only\s|just\s)?[$\u20ac\u00a3]?"
)
_WORDED = re.compile(
    r"\d[^=\n;?]{0,45}?\s?(?:[-+*/\u00d7\u00f7\u00b7\u2212]|\\times|\\cdot|\bx\b)\s?[^=\n;?]{0,12}?\d[^=\n;]{0,45}?=\s?\\?[$\u20ac\u00a3]?\s?-?\d"
)
"""Arithmetic whose numbers carry words: `25 students + 5 adults = 30 people`."""
_UNKNOWN = re.compile(
    r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])\s?(?:[-+*/=^_({]|\\)|[\u0370-\u03ff]|\d[a-z](?![a-z])|\\?[A-Za-z]_"
)
_TO_NAME = re.compile(r"(?:[A-Za-z)}\]_|'\u03b1-\u03c9]|\d\}?)\s?(?:=|:=|\u2248|\\approx)\s?\\?[$\u20ac\u00a3{]?\s?-?$")
_SET_UP = re.compile(r"(?:(?<![A-Za-z])[a-z]\s?[-+]\s?[^=]*|[-+]\s?[a-z]\s?)=[^=]*$")
"""`x - 3 =`: an equation that is written down."""
_RESULT = re.compile(
    r"\b(?:gives?|giving|makes?|making|leaves?|leaving|yields?|totals?|adds?\sup\sto|sums?\sto|comes?\s(?:out\s)?to|amounts?\sto|"
    r"works?\sout\s(?:to|at)|equals|altogether|i\.e\.|namely|so\s\w+\s(?:is|are|has|have)|obtains?|getting|gets?)\s"
    r"(?:[a-z]+\s){0,3}\\?[$\u20ac\u00a3]?$",
    re.IGNORECASE,
)


def arithmetic(text: str, relations: Sequence[Relation]) -> list[Span]:
    """Arithmetic on numbers with its result, and names that are given values which the question does not state."""
    amounts = [amount for amount in find_amounts(text) if amount.form != "inside" and amount.use == "value"]
    found = list(_results(text, amounts))
    worded = _worded(text)
    stated = {relation.amount.span.end for relation in relations if relation.name in ("stated", "stated_gold")}
    found += [span for span in worded if not _is_set_up(text, span, stated)]
    found += [relation.amount.span for relation in relations if _assigned(text, relation)]
    return _merged(found)


_BEFORE_EQUALS, _AFTER_EQUALS = 108, 8
"""Characters that `_WORDED` can take on either side of its equals sign."""


def _worded(text: str) -> list[Span]:
    """Looked for around each equals sign only, so that a long row of digits and signs costs its length."""
    found: list[Span] = []
    at = text.find("=")
    while at >= 0:
        start = max(found[-1].end if found else 0, at - _BEFORE_EQUALS)
        if match := _WORDED.search(text, start, at + _AFTER_EQUALS):
            found.append(Span(*match.span()))
        at = text.find("=", at + 1)
    return found


def _is_set_up(text: str, span: Span, stated: Collection[int]) -> bool:
    """An equation with an unknown, or one that says what the question says: `2 adults + 3 children = 61 dollars`."""
    end = next((at for at in stated if span.end <= at <= span.end + 12), None)
    return bool(_UNKNOWN.search(text, max(0, span.start - 5), span.end)) or (
        end is not None and not re.search(r"[^\d.,%]", text[span.end : end])
    )


def _results(text: str, amounts: Sequence[Amount]) -> list[Span]:
    """An expression, an equals sign, and what it comes to."""
    found = []
    by_start = {amount.span.start: amount for amount in reversed(amounts)}
    for amount in amounts:
        if amount.form not in ("expression", "phrase", "fraction"):
            continue
        sign = _EQUALS.match(text, amount.span.end, amount.span.end + 40)
        if sign is None:
            continue
        result = by_start.get(sign.end())
        proper = result is not None and (amount.form != "fraction" or result.form in ("number", "fraction", "word"))
        symbolic = "=" in sign[0] or "\\" in sign[0]
        if result is not None and proper and (symbolic or abs(result.value - amount.value) < 0.02 * abs(amount.value)):
            if amount.form == "fraction" and result.value != amount.value and not symbolic:
                continue
            found.append(Span(amount.span.start, result.span.end))
    return found


def _assigned(text: str, relation: Relation) -> bool:
    """`x = 5.5`, `which makes 96`: a value that the question does not state stands as a result."""
    amount = relation.amount
    if relation.name not in ("new", "derived", "gold", "result", "near", "converted") or amount.form == "inside":
        return False
    before = text[max(0, amount.span.start - 40) : amount.span.start]
    if _TO_NAME.search(before) and not _SET_UP.search(before):
        return (
            not _UNKNOWN.match(text, amount.span.end) and relation.amount.value != 0 and _closed(text, amount.span.end)
        )
    return relation.name in ("derived", "gold", "result") and not relation.small and bool(_RESULT.search(before))


def _closed(text: str, end: int) -> bool:
    """Nothing with an unknown goes on behind the number: not the `5` of `y = 5x + 1` or of `= 20 - a`."""
    return not re.match(
        r"\s?(?:[-+*/\u2212\u00b7\u00d7^]|\\cdot|\\times)?\s?\(?(?:[a-zA-Z](?![a-zA-Z])|\\[a-z]+)", text[end : end + 12]
    )


_SYMBOLIC = re.compile(r"(?<![<>!=:])=(?!=)|\\iff|\\Rightarrow|\\implies|\u21d2|\u27f9")
_CARRIED = re.compile(
    r"\b(?:hence|thus|therefore|so(?!\s(?:long|far|many|much))|whence|it\sfollows|we\s(?:get|obtain|find|have|arrive)|gives?|yields?|becomes?|"
    r"then|implies|reduces\sto|simplif\w+|rearrang\w+|solving|substitut\w+|expanding|collecting|leads\sto|which\sis|from)\b|\\implies|\\Rightarrow|\u21d2",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"[A-Za-z|](?:_\{?\w+\}?)?(?:\^\{?\d\}?)?(?:\([a-z]\))?\s?=\s?[^=,;$]*[a-zA-Z\\][^=,;$]*[-+*/^\\\u221a][^=;$]*"
)


def derivations(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Sentences that carry letters through to a formula: two equations or more, and words that lead on."""
    found = []
    for span in sentences:
        sentence = text[span.start : span.end]
        if "=" not in sentence:
            continue
        signs = len(_SYMBOLIC.findall(sentence))
        carried = len(_CARRIED.findall(sentence))
        if signs >= 2 and carried and _SOLVED.search(sentence) and signs + carried >= 3:
            found.append(span)
    return found


def _merged(spans: Sequence[Span]) -> list[Span]:
    """In order, those that touch made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
