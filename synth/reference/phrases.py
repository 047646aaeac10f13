"""A name for what a computation finds, taken from the words around it.

`Natalia sold 48/2 = 24 clips in May.` finds `the number of clips Natalia sold in May`. Our own rules; where they
see no name the caller is told so and uses a generic one.
"""

import re

from synth.reference.clauses import main_clause
from synth.reference.lexicon import EMPTY_SUBJECTS, MEASURES, MONEY_UNITS
from synth.reference.nouns import counted_noun, decapitalised, possessive, tidy
from synth.reference.solution import Step
from synth.reference.stripping import N

FIND = re.compile(
    r"\b(?:find(?:ing)?(?:\sout)?|calculat(?:e|ing)|determin(?:e|ing)|comput(?:e|ing)|figure\sout|work\sout|"
    r"get(?:ting)?)\s"
    r"(?P<name>(?:the|how|his|her|their|its|what|[A-Z][\w]*'s?)\s.+?)"
    r"(?=\s(?:by|with|using|since|because|so|as|we)\b|[:,;]|\s*$)"
)
"""`Then find the total cost of the shirts by adding ...:`."""

COPULA = re.compile(
    r"\s(?:(?:will|would|must|should|can|could|may|might|to|now|then|therefore|thus|also|only|still)\s)*"
    r"(?:is|are|was|were|be|equals?|amounts?\sto|comes?\s(?:out\s)?to|came\s(?:out\s)?to|adds?\sup\sto|"
    r"totals?|totall?ed|becomes?|became|makes)"
    r"(?:\s(?:now|then|only|just|about|also|therefore|thus|still|equal\sto|worth|at|going\sto\sbe|equivalent\sto|"
    r"a\stotal\sof))*$"
)
"""The end of `The total cost of the shirts is` in front of a value."""

DESCRIBED = re.compile(r"\s(?:is|are|was|were|will\sbe|would\sbe)\s")
"""The copula of `Her uncle's age is four times that age: `."""

ACTIVE = re.compile(
    r"^.{2,60}?\s(?:pays?|paid|costs?|weighs?|takes?|took|lasts?|has|have|had|gets?|got|needs?|earns?|makes?|made|"
    r"measures?|sells?|sold|spends?|spent|uses?|used|gives?|gave|walks?|runs?|drives?|reads?|covers?|saves?|grows?|"
    r"works?|produces?|receives?|brings?|gains?|loses?|lost)(?=\s)"
)
"""The start of `The buyer pays the reduced price plus the tax: `."""

QUANTIFIERS = re.compile(
    r"\s(?:(?:a|an|the)\s(?:combined\s|grand\s)?(?:total|sum|average|minimum|maximum|additional|extra|further|amount)"
    r"(?:\sof)?|only|just|about|approximately|exactly|another|over|altogether|in\stotal|around|roughly|at\sleast|"
    r"an?\sextra|[$\u20ac\u00a3])$"
)
"""What may stand between a verb and its number."""

BROUGHT = re.compile(
    r"\b(?:bring|increas|rais|lower|reduc|decreas|tak|grow|dropp|push|chang)(?:e|es|ing|s)\s"
    r"(?P<name>(?:the|his|her|their|its)\s.+?)\s(?:up\s|down\s|back\s)?to$"
)
"""`bringing the weight to 6 pounds`."""

PARTICIPLE = re.compile(r"^.*[\s,]((?:leaving|giving|making|yielding)(?:\s\w+){0,3})$")
"""`John takes away six hats, leaving 16 hats`: the clause that counts begins at the participle."""

TOTALLING = re.compile(
    r"\b(?:for|which\s(?:makes|totals|is|gives)|making|totall?ing|giving)\s(?:\w+\s){0,2}an?\s"
    r"(?:grand\s|combined\s)?total(?:\sof)?$"
)
"""`The rooms are 200 sq ft each for a total of 400 sq ft`."""

SUBJECT_END = re.compile(r",?\s(?:is|are|was|were|has|have|had|will|would)\s|,")
MEASURED = re.compile(r"^\w+\s(?P<what>" + "|".join(MEASURES) + r")\b")
INSTRUCTION = re.compile(
    r"^\w+ing\b|\b(?:because|since|if|when|multiply|divide|add|subtract|convert|change|take)\b", re.IGNORECASE
)
LEAVING = re.compile(r"(?:(?:this|that|which|it)\s)?(?:will\s|would\s)?(?:leaving|leaves?|left)\b", re.IGNORECASE)
EMPTY_CLAUSE = re.compile(
    r"(?:there|here|is|are|was|were|equals?|giving|making|resulting|totall?ing|adding|taking|counting|subtracting|"
    r"multiplying|dividing|using|for|multiply|divide|add|subtract|take|use|perform(?:ing)?|namely|"
    r"(?:this|that|it|which|these|those|they|he|she)"
    r"(?:'s|\s(?:is|are|was|were|will\sbe|would\sbe|equals?|gives?|makes?|comes?|means?|adds?|amounts?)))\b",
    re.IGNORECASE,
)
"""Clauses that say nothing about what is counted."""

STARTS_WITH_NUMBER = re.compile(rf"(?:the\s)?{N}\s", re.IGNORECASE)
MORE = re.compile(r"(?P<word>more|fewer|less)\b\s*(?P<rest>.*)$", re.IGNORECASE)
VERB = re.compile(r"(?:is|are|was|were|have|has|had|will|would|can|could|do|did|\w+ed|got|went|came|kept|ate)\b")
"""A verb right behind what was counted: `30 children are boys`."""

BARE_REST = frozenset({"left", "remaining", "in total", "altogether", "total"})


def quantity_phrase(step: Step) -> str | None:
    """The name of what a step computes, as a noun phrase without numbers; None where the rules see none."""
    before, after = main_clause(step)
    found = FIND.search(before)
    if found:
        return tidy(found["name"])
    names = (_from_clause(before, after, step.money), _count("", after, step.money))
    return next((tidied for name in names if name and (tidied := tidy(name))), None)


def _from_clause(before: str, after: str, money: bool) -> str | None:
    before = PARTICIPLE.sub(r"\1", before)
    brought = BROUGHT.search(before)
    if brought:
        return brought["name"]
    if TOTALLING.search(before):
        return _total(after, money)
    copula = COPULA.search(before)
    if before.endswith(("=", ":")) or (not after and not copula and DESCRIBED.search(before)):
        return _label(before.rstrip("=: "), after, money)
    return _of_subject(before[: copula.start()], after, money) if copula else _count(_verb_end(before), after, money)


def _total(after: str, money: bool) -> str | None:
    head, rest = counted_noun(after)
    if money or head.lower() in MONEY_UNITS:
        return f"the total amount {rest}"
    return f"the total number of {head} {rest}" if head else None


def _label(text: str, after: str, money: bool) -> str | None:
    """The name in `Total cost:` or `Her uncle's age is four times that age:`."""
    described = DESCRIBED.search(text)
    if described:
        return _of_subject(text[: described.start()], after, money)
    active = ACTIVE.match(text)
    if active:
        return _count(active[0], after, money)
    if INSTRUCTION.search(text):
        return None
    head, _ = counted_noun(after)
    return f"the number of {head} for {text}" if head and len(text.split()) <= 2 else text


def _of_subject(subject: str, after: str, money: bool) -> str | None:
    """The name when the sentence says `SUBJECT is 24 clips`."""
    if subject.endswith((",", " and", " or")):
        subject = SUBJECT_END.split(subject)[0]
    spoken = subject.lower().split()
    measured = MEASURED.match(after)
    if not spoken or (spoken[-1] in ("there", "this", "that", "which", "it") and not measured):
        return _count("", after, money)
    if measured and len(spoken) <= 4:
        return f"{possessive(subject)} {MEASURES[measured['what']]}"
    if (len(spoken) == 1 and spoken[0] in EMPTY_SUBJECTS) or STARTS_WITH_NUMBER.match(subject):
        return _count("", after, money)
    if len(spoken) == 1 and not subject.endswith("s"):
        return _count(f"{subject} is", after, money) if after else subject
    return subject


def _verb_end(before: str) -> str:
    """Drop what stands between the verb and its number."""
    previous = None
    while previous != before:
        previous, before = before, QUANTIFIERS.sub("", before)
    return before


def _count(clause: str, after: str, money: bool) -> str | None:
    """The name when the sentence says `Natalia sold 24 clips in May`: `the number of clips Natalia sold in May`."""
    clause = _relative(clause)
    more = MORE.match(after)
    if more:
        return _difference(clause, more["word"].lower(), more["rest"], money)
    head, rest = counted_noun(after)
    if not clause and VERB.match(rest):
        rest = f"that {rest}"
    if head.lower() in MONEY_UNITS:
        head, money = "", True
    if money:
        parts = ["the amount" if clause or head else "the amount of money", clause, head, rest]
    elif head:
        parts = [f"the number of {head}", clause, rest]
    elif " " in clause:
        parts = ["the number", clause, rest]
    else:
        parts = ["the amount", rest] if rest.lower().rstrip(".") in BARE_REST else []
    return " ".join(filter(None, parts)) or None


def _difference(clause: str, word: str, after: str, money: bool) -> str:
    """The name when the sentence says `He bakes 12 more pies than cakes`: `how many more pies he bakes than cakes`."""
    head, rest = counted_noun(after)
    ask = f"how much {word}" if money or word == "less" else f"how many {word}"
    return " ".join(filter(None, [ask, head, clause or ("there are" if head else ""), rest]))


def _relative(clause: str) -> str:
    """`There are` and the like say nothing; other clauses become relative ones."""
    if LEAVING.match(clause):
        return "left"
    return "" if EMPTY_CLAUSE.match(clause) else decapitalised(clause)
