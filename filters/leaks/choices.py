"""Elimination: does a text exclude options of a multiple-choice question until one is left, or name the right one?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filters.leaks.known import Known
from filters.spans import Span

_LETTER = re.compile(
    r"\(([A-H])\)|(?<![\w.])\\?(?:text\{)?([B-H])(?![\w'.)])|\b(?:option|choice|answer)s?\s\(?([A-H])\b"
)
OUT = re.compile(
    r"\b(?:out|exclud\w+|eliminat\w+|rul(?:e|es|ed|ing)\s(?:\S+\s){0,3}out|impossible|discard\w*|disqualif\w+|reject\w*|drops?|fall\w*|"
    r"remov\w+|cannot|can't|not|no|none|fail\w*|too\s\w+|violat\w+|never|neither|nor|crossed|strike|struck|gone|dismiss\w*|implausible|contradict\w*)\b",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"\b(?:surviv\w+|remain(?:s|ing)?|left|leav(?:es|ing)|only|last\s(?:one|option|candidate)\sstanding|stands|the\sone|single|must\sbe|wins|correct|right|fits)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Elimination:
    """What one sentence does to the options."""

    span: Span
    """The sentence."""
    excluded: frozenset[str]
    """Letters in clauses that exclude."""
    kept: frozenset[str]
    """Letters in clauses that keep."""


def eliminations(text: str, sentences: Sequence[Span], known: Known) -> list[Elimination]:
    """The sentences that name options and judge them; none for a question without options."""
    if len(known.options) < 3:
        return []
    found = []
    for span in sentences:
        sentence = text[span.start : span.end]
        letters = [next(filter(None, match.groups())) for match in _LETTER.finditer(sentence)]
        named = {letter.upper() for letter in letters} & set(known.options)
        if not named:
            continue
        out: set[str] = set()
        kept: set[str] = set()
        for clause in re.split(r"[,;:]\s|\bso\b|\bleaving\b|\bwhich leaves\b|\bonly\b(?=\s\(?[A-H])", sentence):
            inside = {next(filter(None, match.groups())).upper() for match in _LETTER.finditer(clause)} & named
            (out if OUT.search(clause) else kept).update(inside)
        if OUT.search(sentence) or LEFT.search(sentence):
            found.append(Elimination(span, frozenset(out), frozenset(kept - out)))
    return found


def is_decided(found: Sequence[Elimination], known: Known) -> bool:
    """Whether all other options but one are judged, or the right one is named as the one that stays."""
    gold = known.gold.choice if known.gold else None
    if gold is None or not found:
        return False
    excluded = frozenset().union(*(item.excluded for item in found)) - {gold}
    named = frozenset().union(*(item.excluded | item.kept for item in found))
    stays = any(gold in item.kept for item in found)
    if len(named - {gold}) >= len(known.options) - 2 and (excluded or stays):
        return True
    return bool(excluded) and stays
