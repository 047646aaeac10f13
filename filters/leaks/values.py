"""Which of a text's amounts give something away, and where a gold stands as it is written."""

import re
from collections.abc import Sequence

from filters.folding import fold
from filters.leaks.amounts import PLAIN, find_amounts
from filters.leaks.assertions import is_asserted, is_equated
from filters.leaks.compounds import told_as_one, told_as_time, told_in_parts
from filters.leaks.conversions import told_by_the_clock
from filters.leaks.golds import key, signed
from filters.leaks.known import Known
from filters.leaks.relations import CONSTANTS, LEAKS, Relation
from filters.number_uses import NAME_NOUNS
from filters.spans import Span

_COUNTS_NAMES = re.compile(rf"[\s-]+(?:[a-z]+\s)?(?:{'|'.join(NAME_NOUNS)})\b", re.IGNORECASE)
"""`3 quantities`, `two unknown values`: a count of what the text itself names."""
_COUNTS_TALK = re.compile(
    r"\s(?:[a-z]+\s)?(?:pieces\sof\sinformation|ideas|facts|relations|remarks|things\sto|points\sto|ways\sto\s(?:go\swrong|err|misread))\b",
    re.IGNORECASE,
)
"""`5 pieces of information`: a count of what the text itself talks of."""


def leaking_amounts(text: str, relations: Sequence[Relation]) -> dict[str, list[Span]]:
    """The spans of amounts that give something away, by their relation."""
    found: dict[str, list[Span]] = {}
    for relation in relations:
        if is_leak(text, relation):
            found.setdefault(relation.name, []).append(relation.amount.span)
    return found


def is_leak(text: str, relation: Relation) -> bool:
    """Whether one amount gives something away; a number that could be anything needs words that say so."""
    if (
        relation.name not in LEAKS
        or relation.small
        and not relation.told
        and _COUNTS_NAMES.match(text, relation.amount.span.end)
    ):
        return False
    if relation.amount.value < 10 and not relation.asked and _COUNTS_TALK.match(text, relation.amount.span.end):
        return False
    if relation.name == "result" and _is_theory(text, relation):
        return False
    value = key(relation.amount.value)
    form, name = relation.amount.form, relation.name
    if (
        name in ("gold", "result")
        and form in PLAIN
        and _is_idle(text, relation.amount.span)
        and not is_equated(text, relation.amount.span.start)
    ):
        return False
    if name == "converted" or name == "gold" and signed(text, relation.amount) < 0:
        return True
    if form == "fraction" and name == "result" and value in CONSTANTS:
        return is_equated(text, relation.amount.span.start)
    if form not in PLAIN or name not in ("gold", "near", "result") or not (value in CONSTANTS or value < 10):
        return True
    if name in ("gold", "near"):
        return relation.asked or relation.told or is_asserted(text, *relation.amount.span)
    return relation.told or not relation.small and (relation.asked or is_equated(text, relation.amount.span.start))


_IDLE = re.compile(
    r"\b(?:nothing\sto\sdo\swith|(?:no|without|any)\s(?:bearing|concern|role|importance|relevance|influence|use\shere)|irrelevant|"
    r"unrelated|colou?r,\snot|not\sdata|(?:be\sused\s)?as\sdata|every(?:body|one)\sknows|idle\shere|decoration|mere\scolou?r|makes?\sno\sdifference|"
    r"(?:is|are|do|does)\snot\smatter|unlike\sthe|"
    r"(?:just|only|merely|simply)\s(?:the|a|an)\s(?:denominator|numerator|index|label|name|number\sof|exponent))\b",
    re.IGNORECASE,
)
"""Words that say of a number beside them that nothing depends on it."""
_STOPS = re.compile(r"[.;?!](?:\s|$)|\n")
IDLE_REACH = 90
"""Characters on either side of a number in which they are looked for (our choice)."""


def _is_idle(text: str, span: Span) -> bool:
    """Whether the sentence of a number says that nothing depends on it."""
    before = _STOPS.split(text[max(0, span.start - IDLE_REACH) : span.start])[-1]
    after = _STOPS.split(text[span.end : span.end + IDLE_REACH], maxsplit=1)[0]
    return _IDLE.search(before) is not None or _IDLE.search(after) is not None


_FACTOR = re.compile(r"\s(?:times|or|per)\b", re.IGNORECASE)


def _is_theory(text: str, relation: Relation) -> bool:
    """A result that is a common number too, used as a factor (`ten times its first digit`) or as a count of sides."""
    common = key(relation.amount.value) in CONSTANTS
    return common and (
        relation.amount.form == "named" and relation.small or _FACTOR.match(text, relation.amount.span.end) is not None
    )


SHORTEST = 4
"""Characters of a gold that is looked for as it is written; a shorter one stands everywhere by accident."""


def literal_golds(text: str, known: Known) -> list[Span]:
    """A gold that is an expression in letters, wherever it stands as it is written."""
    gold = known.gold.text if known.gold else ""
    if len(gold) < SHORTEST or gold in known.question or not all(map(text.__contains__, gold)):
        return []
    pattern = r"[\s$]*(?:\\left|\\right|\\,|\\!)?".join(map(re.escape, gold))
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]


_ANSWER = re.compile(
    r"(?:^|\n)[\s*#_>-]*(?:final\s|the\s|correct\s){0,2}answer(?:\sis)?[\s*_]*[:=-][\s*_]*(?P<said>[^\n]{1,200})"
    r"|\b(?:final|correct|right)\sanswer\sis:?\s(?P<told>[^\n.;]{1,60})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:must|should|has\sto|need\w*|whole|integer|positive|between|at\s(?:least|most)|(?:less|more|larger|smaller)\sthan|expected|"
    r"form\w*|rounded|decimals?|places|digits?|unit|in\s(?:dollars|minutes|hours|metres)|one\snumber|a\snumber|not|how|what|which|will\sbe\san?)\b",
    re.IGNORECASE,
)
"""Words of a line that says what sort of answer is wanted, and not which."""


_RIGHT = (
    r"(?:(?:the\s|our\s)?(?:right|correct|true)\s(?:choice|option|answer|one|letter)"
    r"|the\s(?:answer|one\sto\s(?:pick|choose|mark|tick)))"
)


def told_choices(text: str, known: Known) -> list[Span]:
    """The gold's letter where it is called the right one: `(A) is the right choice`."""
    letter = known.gold.choice if known.gold else None
    if letter not in known.options:
        return []
    named = rf"(?:\({letter}\)|\b{letter}\b)"
    is_it = r"\s(?:is|must\sbe|has\sto\sbe|will\sbe)\s(?:then\s)?"
    found = re.finditer(rf"{named}(?i:{is_it}{_RIGHT})\b|\b(?i:{_RIGHT}{is_it}){named}(?!\w)", text)
    return [Span(*match.span()) for match in found]


def stated_answers(text: str, relations: Sequence[Relation]) -> list[Span]:
    """Numbers on a line headed "Answer:", right or wrong, unless the line says what sort of answer is wanted."""
    if "answer" not in fold(text):
        return []
    found = []
    for match in _ANSWER.finditer(text):
        group = "said" if match["said"] else "told"
        start, end = match.span(group)
        if not _OPEN.search(match[group]):
            inside = (relation for relation in relations if start <= relation.amount.span.start < end)
            found += [relation.amount.span for relation in inside if relation.name != "use"][-1:]
    return found


NEXT_TO = 30
"""Characters between the numbers of a pair (our choice)."""


def other_golds(text: str, known: Known) -> dict[str, list[Span]]:
    """A gold of several numbers told one after the other, one in two units, and one told as a time of day."""
    gold = known.gold
    if gold is None:
        return {}
    found = told_in_parts(text, known)
    found.setdefault("converted", []).extend(told_by_the_clock(text, known.clocks, known.units, gold.values))
    found["converted"] += told_as_time(text, known) + told_as_one(text, known)
    if gold.sequence:
        found["expression"] = _sequences(text, gold.sequence)
    return {label: spans for label, spans in found.items() if spans}


def _sequences(text: str, wanted: Sequence[float]) -> list[Span]:
    amounts = [amount for amount in find_amounts(text) if amount.use == "value" and amount.form != "named"]
    found = []
    for at in range(len(amounts) - len(wanted) + 1):
        run = amounts[at : at + len(wanted)]
        near = all(b.span.start - a.span.end <= NEXT_TO for a, b in zip(run, run[1:], strict=False))
        if near and all(abs(signed(text, one) - value) < 1e-9 for one, value in zip(run, wanted, strict=True)):
            found.append(Span(run[0].span.start, run[-1].span.end))
    return found
