"""Elimination: does a text exclude options of a multiple-choice question until one is left, or name the right one?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filters.leaks.amounts import find_amounts
from filters.leaks.candidates import all_but_one, all_names_but_one, all_numbers_but_one
from filters.leaks.gates import Cued, Line, lines
from filters.leaks.golds import key
from filters.leaks.known import Known
from filters.spans import Span

_LETTER = re.compile(
    r"\(([A-H])\)|(?<![\w.])\\?(?:text\{)?([B-H])(?![\w'.)])|\b(?:option|choice|answer)s?\s\(?([A-H])\b"
)
OUT = Cued(
    r"\b(?:out|exclud\w+|eliminat\w+|rul(?:e|es|ed|ing)\s(?:\S+\s){0,3}out|impossible|discard\w*|disqualif\w+|reject\w*|drops?|fall\w*|"
    r"remov\w+|cannot|can't|not|no|none|fail\w*|too\s\w+|violat\w+|never|neither|nor|crossed|strike|struck|gone|dismiss\w*|dispos\w+|overshoots?|denied|knock\w*|does\saway|implausible|barred|bars|kills?|killed|breaks|contradict\w*)\b",
    "out exclud* eliminat* impossible discard* disqualif* reject* drop drops fall* remov* can cannot not no none "
    "fail* too violat* never neither nor crossed strike struck gone dismiss* dispos* overshoot* denied knock* does "
    "implausible barred bars kill kills killed breaks contradict*",
)
LEFT = Cued(
    r"\b(?:surviv\w+|remain(?:s|ing)?|left|leav(?:es|ing)|only|last\s(?:one|option|candidate)\sstanding|stands|the\sone|single|must\sbe|wins|correct|right|fits)\b",
    "surviv* remain* left leaves leaving only standing stands one single must wins correct right fits",
)


_ONE = r"(?:one|option|candidate|choice|number|value|multiple|face|name|letter|age|case|possibility|digit|root|figure)"
_STAYS = r"(?:survives?|remains?|qualif\w+|fits|stands|passes|works|is\sleft|wins)"
CONCLUDES = Cued(
    rf"\b(?:only|just|but)\s(?!what|of)(?:the\s|a\s)?(?:[a-z]+\s){{1,3}}{_STAYS}\b"
    rf"|\b(?:choice|answer|rest|outcome|winner|verdict)\sis\s(?:then\s|thus\s|thereby\s)?(?:made|forced|settled|decided|sealed)\b"
    r"|\b(?:which|that|this)\sleaves\s(?:only\s|just\s|but\s)?(?:one|a\ssingle)\b(?!\sof)"
    rf"|\bno\sother\s{_ONE}\sis\sleft\b|\b(?:nothing|none)\s(?:else\s)?but\s.{{1,40}}\s(?:is\sleft|remains)\b"
    rf"|(?<!exactly\s)(?<!precisely\s)\b(?:one|a\ssingle)\s{_ONE}\s(?:alone\s)?{_STAYS}\b"
    r"|\bunlike\sthe\sremaining\b|\ball\s(?:the\s)?others?\s(?:fail|are\s(?:out|excluded|impossible|ruled\sout))\b"
    rf"|\bthe\s(?:remaining|surviving)\s{_ONE}\s(?:it\s)?(?:must|has\sto|is|wins|works|stands)\b"
    rf"|\bthe\slast\s{_ONE}\s(?:it\s)?(?:must\sbe|has\sto\sbe|is|wins|works|stands)\b"
    r"|\b(?:whoever|whatever|whichever)\sis\sleft\s(?:must|has|is)\b"
    rf"|\bthe\s{_ONE}\s(?:in\s)?between\s(?:them\s)?(?:is|wins|works|remains|survives)\b",
    "surviv* remain* qualif* fits stands passes works left wins made forced settled decided sealed leaves unlike other "
    "others last between",
)
"""Words that say that of several candidates one is left."""


def conclusions(text: str) -> list[Span]:
    """Sentences that exclude candidates, or follow upon one that does, and say that one is left."""
    found, before = [], None
    for line in lines(text):
        if line.bits & CONCLUDES.bit and (line.bits | (before.bits if before else 0)) & OUT.bit:
            excludes = _says(OUT, text, line) or before and _says(OUT, text, before)
            if excludes and _says(CONCLUDES, text, line):
                found.append(line.span)
        before = line
    return found


def _says(rule: Cued, text: str, line: Line) -> bool:
    return bool(line.bits & rule.bit) and rule.search(text[line.span.start : line.span.end]) is not None


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
        letters += _by_value(sentence, known)
        named = {letter.upper() for letter in letters} & set(known.options)
        if not named:
            continue
        out: set[str] = set()
        kept: set[str] = set()
        for clause in re.split(r"[,;:]\s|\bso\b|\bleaving\b|\bwhich leaves\b|\bonly\b(?=\s\(?[A-H])", sentence):
            inside = {next(filter(None, match.groups())).upper() for match in _LETTER.finditer(clause)} & named
            inside |= {*_by_value(clause, known)}
            (out if OUT.search(clause) else kept).update(inside)
        if OUT.search(sentence) or LEFT.search(sentence):
            found.append(Elimination(span, frozenset(out), frozenset(kept - out)))
    return found


def _by_value(sentence: str, known: Known) -> list[str]:
    """The options whose value a sentence names."""
    offers = {value: letter for letter, value in zip(known.options, known.offered, strict=True) if value is not None}
    if not offers:
        return []
    return [offers[key(amount.value)] for amount in find_amounts(sentence) if key(amount.value) in offers]


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


def eliminated(text: str, sentences: Sequence[Span], known: Known) -> list[Span]:
    """The sentences by which one candidate is left, among the question's options or in words; empty if none is."""
    steps = eliminations(text, sentences, known)
    found = {step.span for step in steps} if is_decided(steps, known) else set()
    said = lines(text)
    left = (all_but_one(text, sentences, known), all_names_but_one(text, said, known, OUT))
    return sorted({*found, *conclusions(text), *left[0], *left[1], *all_numbers_but_one(text, said, known, OUT)})
