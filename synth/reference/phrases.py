"""A name for what a computation finds, taken from the words around it.

`Natalia sold 48/2 = 24 clips in May.` finds `the number of clips Natalia sold in May`. Our own rules; where they
see no name the caller is told so and uses a generic one.
"""

import re

from synth.reference.clauses import main_clause
from synth.reference.numerals import find_numerals
from synth.reference.solution import Step
from synth.reference.stripping import N, without_numbers

MAX_WORDS = 16
"""Longer names are cut at a preposition."""

FIND = re.compile(
    r"\b(?:find(?:ing)?(?:\sout)?|calculat(?:e|ing)|determin(?:e|ing)|comput(?:e|ing)|figure\sout|work\sout|getting|get)\s"
    r"(?P<name>(?:the|how|his|her|their|its|what|[A-Z][\w]*'s?)\s.+?)"
    r"(?=\s(?:by|with|using|since|because|so|as|we)\b|[:,;]|\s*$)"
)
"""`Then find the total cost of the shirts by adding ...:`."""

FIND_TAIL = re.compile(r"\s(?:is|are|was|were|will\sbe|would\sbe)$")
COPULA = re.compile(
    r"\s(?:(?:will|would|must|should|can|could|may|might|to|now|then|therefore|thus|also|only|still)\s)*"
    r"(?:is|are|was|were|be|equals?|amounts?\sto|comes?\s(?:out\s)?to|came\s(?:out\s)?to|adds?\sup\sto|totals?|totall?ed|becomes?|became|makes)"
    r"(?:\s(?:now|then|only|just|about|also|therefore|thus|still|equal\sto|worth|at|going\sto\sbe|equivalent\sto|a\stotal\sof))*$"
)
"""The end of `The total cost of the shirts is` in front of a value."""

DESCRIBED = re.compile(r"\s(?:is|are|was|were|will\sbe|would\sbe)\s")
"""The copula of `Her uncle's age is four times that age: `."""

ACTIVE = re.compile(
    r"^.{2,60}?\s(?:pays?|paid|costs?|weighs?|takes?|took|lasts?|has|have|had|gets?|got|needs?|earns?|makes?|made|measures?|sells?|sold|spends?|"
    r"spent|uses?|used|gives?|gave|walks?|runs?|drives?|reads?|covers?|saves?|grows?|works?|produces?|receives?)(?=\s)"
)
"""The start of `The buyer pays the reduced price plus the tax: `."""

QUANTIFIERS = re.compile(
    r"\s(?:(?:a|an|the)\s(?:combined\s|grand\s)?(?:total|sum|average|minimum|maximum|additional|extra|further|amount)(?:\sof)?|only|just|about|approximately|exactly|"
    r"another|over|altogether|in\stotal|around|roughly|at\sleast|an?\sextra|[$\u20ac\u00a3])$"
)
"""What may stand between a verb and its number."""

DANGLING = re.compile(r"\s(?:by|of|with|to|for|at|in|on|from|into|a|an|the|his|her|their|and|or|up|out|that|than)$")
BROUGHT = re.compile(
    r"\b(?:bring|increas|rais|lower|reduc|decreas|tak|grow|dropp|push|chang)(?:e|es|ing|s)\s(?P<name>(?:the|his|her|their|its)\s.+?)"
    r"\s(?:up\s|down\s|back\s)?to$"
)
"""`bringing the weight to 6 pounds`."""

PARTICIPLE = re.compile(r"^.*[\s,]((?:leaving|giving|making|yielding)(?:\s\w+){0,3})$")
"""`John takes away six hats, leaving 16 hats`: the clause that counts begins at the participle."""

TOTALLING = re.compile(
    r"\b(?:for|which\s(?:makes|totals|is|gives)|making|totall?ing|giving)\s(?:\w+\s){0,2}(?:a|an)\s(?:grand\s|combined\s)?total(?:\sof)?$"
)
SUBJECT_END = re.compile(r",?\s(?:is|are|was|were|has|have|had|will|would)\s|,")

EMPTY_SUBJECTS = frozenset("there this that it these those which what here he she they i we you".split())
PERSONS = frozenset("he she they i we you it".split())
POSSESSIVES = {"he": "his", "she": "her", "they": "their", "it": "its", "i": "my", "we": "our", "you": "your"}
MEASURED = re.compile(r"^\w+\s(?P<what>old|tall|long|wide|high|deep|thick|away|late|early)\b")
MEASURES = {
    "old": "age", "tall": "height", "long": "length", "wide": "width", "high": "height", "deep": "depth", "thick": "thickness",
    "away": "distance", "late": "delay", "early": "lead",
}  # fmt: skip

STOPS = frozenset(
    "in on at for from per each every a an after before during to with when because since by that which who if and so altogether total left "
    "remaining over until while as than the his her their this he she they it is are was were be will would can did not without into "
    "out there left. combined together overall all more less fewer through throughout under between among its has have had about at "
    "up down away back off away where across within towards toward long but only need needs".split()
)
"""Words that end the noun phrase behind a number."""

LEAVING = re.compile(r"(?:(?:this|that|which|it)\s)?(?:will\s|would\s)?(?:leaving|leaves?|left)\b", re.IGNORECASE)
EMPTY_CLAUSE = re.compile(
    r"(?:there|here|is|are|was|were|equals?|giving|making|resulting|totall?ing|adding|taking|counting|subtracting|multiplying|dividing|using|for|multiply|divide|add|subtract|take|use|perform(?:ing)?|namely|"
    r"(?:this|that|it|which|these|those|they|he|she)(?:'s|\s(?:is|are|was|were|will\sbe|would\sbe|equals?|gives?|makes?|comes?|means?|adds?|amounts?)))\b",
    re.IGNORECASE,
)
STARTS_WITH_NUMBER = re.compile(rf"(?:the\s)?{N}\s", re.IGNORECASE)
MORE = re.compile(r"(?P<word>more|fewer|less)\b\s*(?P<rest>.*)$", re.IGNORECASE)

VERB = re.compile(r"(?:is|are|was|were|have|has|had|will|would|can|could|do|did|\w+ed|got|went|came|kept|ate)\b")
"""A verb right behind what was counted: `30 children are boys`."""

MONEY_UNITS = frozenset("dollars dollar euros euro cents".split())


def quantity_phrase(step: Step) -> str | None:
    """The name of what a step computes, as a noun phrase without numbers; None where the rules see none."""
    before, after = main_clause(step)
    found = FIND.search(before)
    if found:
        return _tidy(found["name"])
    names = (_from_clause(before, after, step.money), _count("", after, step.money))
    return next((tidy for name in names if name and (tidy := _tidy(name))), None)


def _from_clause(before: str, after: str, money: bool) -> str | None:
    before = PARTICIPLE.sub(r"\1", before)
    brought = BROUGHT.search(before)
    if brought:
        return brought["name"]
    if TOTALLING.search(before):
        return _total(after, money)
    if before.endswith(("=", ":")) or (not after and DESCRIBED.search(before) and not COPULA.search(before)):
        return _label(before.rstrip("=: "), after, money)
    copula = COPULA.search(before)
    return _of_subject(before[: copula.start()], after, money) if copula else _count(_verb_end(before), after, money)


def _total(after: str, money: bool) -> str | None:
    """The name in `The rooms are 200 sq ft each for a total of 400 sq ft`."""
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
    if re.search(
        r"\b(?:because|since|if|when|multiply|divide|add|subtract|convert|change|take)\b", text, re.IGNORECASE
    ):
        return None
    head, _ = counted_noun(after)
    return f"the number of {head} for {text}" if head and len(text.split()) <= 2 else text


def _of_subject(subject: str, after: str, money: bool) -> str | None:
    """The name when the sentence says `SUBJECT is 24 clips`."""
    if subject.endswith((",", " and", " or")):
        subject = SUBJECT_END.split(subject)[0]
    words = subject.lower().split()
    measured = MEASURED.match(after)
    if not words or words[-1] in ("there", "this", "that", "which", "it") and not measured:
        return _count("", after, money)
    if measured and len(words) <= 4:
        return f"{_possessive(subject)} {MEASURES[measured['what']]}"
    if len(words) == 1 and words[0] in EMPTY_SUBJECTS or STARTS_WITH_NUMBER.match(subject):
        return _count("", after, money)
    if len(words) == 1 and not subject.endswith("s"):
        return _count(subject + " is", after, money) if after else subject
    return subject


def _possessive(subject: str) -> str:
    owner = POSSESSIVES.get(subject.lower())
    return owner or (f"{subject}'" if subject.endswith("s") else f"{subject}'s")


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
    if head.lower() in MONEY_UNITS or (money and not head):
        parts = ["the amount of money" if not clause else "the amount", clause, rest]
    elif money:
        parts = ["the amount", clause, f"{head} {rest}"]
    elif head:
        parts = [f"the number of {head}", clause, rest]
    elif clause and re.search(r"\s", clause):
        parts = ["the number", clause, rest]
    elif not clause and rest.lower().rstrip(".") in ("left", "remaining", "in total", "altogether", "total"):
        parts = ["the amount", rest]
    else:
        return None
    return " ".join(part for part in parts if part)


def _difference(clause: str, word: str, after: str, money: bool) -> str:
    """The name when the sentence says `He bakes 12 more pies than cakes`: `how many more pies he bakes than cakes`."""
    head, rest = counted_noun(after)
    ask = f"how much {word}" if money or word == "less" else f"how many {word}"
    parts = [ask, head, clause or ("there are" if head else ""), rest]
    return " ".join(part for part in parts if part)


def _relative(clause: str) -> str:
    """`There are` and the like say nothing; other clauses become relative ones."""
    if LEAVING.match(clause):
        return "left"
    if EMPTY_CLAUSE.match(clause):
        return ""
    first, _, others = clause.partition(" ")
    return f"{first.lower()} {others}" if first.lower() in LOWERED and others else clause


def counted_noun(after: str) -> tuple[str, str]:
    """Split what stands behind a number into the noun it counts and the rest."""
    words = after.split()
    index = 0
    while index < min(len(words), 6) and _in_noun(words, index):
        index += 1
        if words[index - 1][-1:] in ",.;:?!":
            break
    while index and words[index - 1].lower() == "of":
        index -= 1
    return " ".join(words[:index]).strip(" ,.;:?!"), " ".join(words[index:])


def _in_noun(words: list[str], index: int) -> bool:
    word = words[index].lower()
    if index and word.endswith("ed") and len(word) > 4:
        return False
    if word == "per":
        return 0 < index < len(words) - 1
    if index and words[index - 1].lower() == "per":
        return True
    return word not in STOPS and not word.startswith(("$", "(")) and (index > 0 or word != "of")


def _tidy(name: str) -> str | None:
    """A name fit to stand in any sentence, or None."""
    text = re.split(r"[=+*()<>\[\]{}\"]|\s[-/\u2013]\s|[.;:?!](?=\s|$)", without_numbers(name))[0]
    text = re.sub(r"^(?:and|or|so|then|that|but)\s", "", text.strip(" ,"), flags=re.IGNORECASE)
    text = re.sub(r"^(\w+)", _article, text)
    text = re.sub(r"\s(?:in\sall|in\stotal)$", "", DANGLING.sub("", _cut(_before_placeholder(text))))
    if (
        len(text.split()) < 2
        or USELESS.search(text)
        or any(True for _ in find_numerals(text))
        or not re.search(r"[a-z]{2}", text)
    ):
        return None
    return text


def _before_placeholder(text: str) -> str:
    """What a phrase says without its stated amounts; too little is nothing."""
    found = PLACEHOLDER.search(text)
    if not found:
        return text
    words = text[: found.start()].split()
    while words and words[-1].lower() not in PREPOSITIONS:
        words.pop()
    return " ".join(words[:-1]) if len(words) > 4 else ""


def _article(found: re.Match[str]) -> str:
    word = found[1]
    if word in (
        "Total",
        "Remaining",
        "Average",
        "Final",
        "Number",
        "Cost",
        "Difference",
        "Amount",
        "Profit",
        "Distance",
        "Time",
    ):
        return f"the {word.lower()}"
    return word.lower() if word.lower() in LOWERED else word


LOWERED = frozenset(
    "the a an his her their its my our your this that these those each every all both how what he she they it we i one half twice "
    "another other some to by of on in at for after before with without during from".split()
)


USELESS = re.compile(
    r"^(?:in|on|at|for|from|with|to|up|if|when|after|before|by|of)\b|\banswer\b|\b[b-hj-z]$|\b[xyn]\b", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"\b(?:the given (?:number|time|year)|the stated amount|several times)\b")
PREPOSITIONS = frozenset("in on at for from after before with to when because by that and of than".split())


def _cut(text: str) -> str:
    """Shorten a long name at a preposition or comma."""
    text = re.split(r",\s(?=(?:so|which|who|because|not|where|while|since|as|then|if)\b)", text)[0]
    words = text.split()
    if len(words) <= MAX_WORDS:
        return text
    for index in range(MAX_WORDS, 4, -1):
        if words[index].lower() in PREPOSITIONS:
            return " ".join(words[:index])
    return " ".join(words[:MAX_WORDS])
