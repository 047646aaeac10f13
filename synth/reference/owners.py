"""Who has, does or buys what a number counts, as far as the words in front of it say."""

import re

from synth.reference.lexicon import words
from synth.reference.numerals import find_numerals

WINDOW = 70
"""So many characters in front of a number are looked at."""

VERBS = (
    "has|had|have|earned|earns?|makes?|made|saved|saves?|spent|spends?|paid|pays?|received?|receives|gets?|"
    "got|gave|gives?|collected|"
    "collects?|raised|owes?|charges?|wants?|needs?|needed|bought|buys?|sold|sells?|ate|eats?|picked|picks?|"
    "caught|scored|"
    "scores|ran|runs?|walked|walks?|drove|drives?|read|reads?|won|lost|found|took|takes?|used|uses?|planted|"
    "baked|bakes?|"
    "brought|worked|works?|practiced|slept|sleeps?|drank|drinks?|traveled|travels?|swam|swims?|found|weighs?|"
    "weighed|owns?|"
    "owned|sees?|saw|counted|built|wrote|writes?|played|plays?|watched|lives?|lived|kept|keeps?|added|donated"
)
DOING = re.compile(
    rf"(?P<who>\b[A-Z][a-z]+(?:\sand\s[A-Z][a-z]+)?|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e)|\b(?:[Hh]is|[Hh]er|"
    rf"[Tt]heir|[Tt]he|[Aa]n?|[Ee]ach|[Ee]very)\s[a-z]+)\s"
    rf"(?:(?:also|then|already|now|only|first|currently)\s)?(?P<verb>{VERBS})\s"
    r"(?:(?:about|only|up|for|another|an\sextra|a\stotal\sof|at\sleast|exactly|the|his|her|"
    r"their)\s){0,2}[$\u20ac\u00a3]?$"
)
"""`Max has `, `her brother bought another ` right in front of a number."""

SUBJECTS = words("he she they we")
ITEM = re.compile(
    r"\b(?P<article>(?i:an?|each|every|one|the|his|her|their|some))\s(?P<item>(?:[a-z][\w'\u2019-]*\s){1,3})"
    r"(?:(?:that|which)\s)?(?:(?:was|is|were|are)\s(?:priced\sat|worth)|costs?(?:\s(?:him|her|them))?|for|at|"
    r"is|are|was|sells?\sfor|priced\sat|worth)\s"
    r"(?:only\s|about\s)?$"
)
"""`a hat for `, `each cookie costs ` right in front of an amount of money."""

ITEMS = re.compile(
    r"\b(?P<items>(?:(?:[a-z][a-z-]+)\s)?[a-z]+s)\s(?:(?:that|which)\s)?(?:(?:are|were)\s(?:priced\sat|worth)|costs?|"
    r"for|at|are|were|worth)\s(?:only\s|about\s)?$"
)
"""`orange shirts that cost ` in front of the price of each of them."""

NOT_ITEMS = words(
    "and or of to in on with from that which who he she it they money total rest day week month year hour each all only"
)


def doing(text: str, start: int) -> str | None:
    """`Max has`, for the number at an offset; None where no such clause stands right in front of it."""
    found = DOING.search(text[max(0, start - WINDOW) : start])
    if not found:
        return None
    who, verb = found["who"], found["verb"]
    lowered = (
        who[0].lower() + who[1:]
        if who.split()[0].lower() in (SUBJECTS | words("his her their the a an each every"))
        else who
    )
    return None if who in NOT_NAMES else f"{lowered} {verb}"


AGED = re.compile(r"\b(?P<who>[A-Z][a-z]+)\s(?:is|was|will\sbe|turns|turned)\s(?:now\s|currently\s|only\s)?$")
OCCASION = re.compile(
    r"(?:^|[.?!;]\s)(?P<when>(?:On|In|At|During|For|By)\s(?:the\s)?[A-Za-z]+(?:\s[a-z]+){0,2}),\s"
    r"(?=[a-z]+\s|[A-Z][a-z]+\s[a-z])[^.?!;]*$"
)
"""`On Monday, ` at the start of the sentence that a number stands in."""


DAY = re.compile(
    r"^[^,.;?!]{1,40}?\b(?P<when>on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|in\sthe\s(?:morning|"
    r"afternoon|evening)|"
    r"in\s(?:January|February|March|April|May|June|July|August|September|October|November|December))\b"
)
"""`5 ladybugs on Tuesday`."""


def aged(text: str, start: int) -> str | None:
    """`Bella`, where `Bella was ` stands right in front of a number."""
    found = AGED.search(text[max(0, start - WINDOW) : start])
    return None if found is None or found["who"] in NOT_NAMES or "old" not in text else found["who"]


def occasion(text: str, start: int) -> str | None:
    """`on Monday`, from right behind a number or from the opening of its sentence."""
    named = DAY.match(text[start : start + WINDOW])
    if named:
        return named["when"]
    found = OCCASION.search(text[max(0, start - 2 * WINDOW) : start])
    if not found:
        return None
    when = found["when"].split(",")[0]
    if next(find_numerals(when), None):
        return None
    return when[0].lower() + when[1:]


NOT_NAMES = words(
    "If When On In At For After Before Then There Each Every It This That What How And But So While Since He She They "
    "His Her Their"
)


OWN_AMOUNTS = words(
    "pay salary wage wages income budget allowance bill rent fee tax tip savings balance debt price cost total fare "
    "payment check stands amount profit bonus discount"
)
"""Things that are amounts of money themselves and have no price."""


def _of_several(before: str) -> str | None:
    found = ITEMS.search(before)
    if not found:
        return None
    items = [word for word in found["items"].split() if word not in NOT_ITEMS and not word.endswith(("ed", "ing"))]
    if len(items) == 2 and items[0].endswith("s"):
        return None  # "he sells cookies"
    plain = items and found["items"].endswith(items[-1]) and next(find_numerals(" ".join(items)), None) is None
    return f"price of the {' '.join(items)}" if plain else None


def purchase(text: str, start: int) -> str | None:
    """`price of a hat`, for the amount of money at an offset; None where no item stands right in front of it."""
    before = text[max(0, start - WINDOW) : start]
    found = ITEM.search(before)
    if not found:
        return _of_several(before)
    item = found["item"].strip()
    if any(word in NOT_ITEMS for word in item.split()) or next(find_numerals(item), None):
        return None
    article = found["article"].lower()
    if item.split()[-1] in OWN_AMOUNTS or re.search(r"\b(?:cost|price)\b", found[0]):
        return None
    if article in ("each", "every", "one", "a", "an", "some"):
        singular = "the" if article == "some" else "an" if item[0] in "aeio" else "a"
        return f"price of {singular} {item}"
    return f"price of {article} {item}"


SUBJECT = re.compile(
    r"(?:^|[.?!;,]\s|\b(?:and|but|while|if|when|that)\s)(?P<who>[A-Z][a-z]+(?:\sand\s[A-Z][a-z]+)?|(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir)"
    rf"\s[a-z]+(?:\s[a-z]+)?|[Hh]e|[Ss]he|[Tt]hey)\s(?:(?:also|then|already|now|only|first|currently)\s)?(?P<verb>{VERBS})\s[^.?!;,]*$"
)
"""`Max gives Tim `, at some distance in front of a number."""


def subject(text: str, start: int) -> str | None:
    """`Max gives`, for the number at an offset, where its clause begins so."""
    found = SUBJECT.search(text[max(0, start - 2 * WINDOW) : start])
    if not found or found["who"].split()[0] in NOT_NAMES - words("The His Her Their He She They"):
        return None
    who = found["who"]
    if who.split()[0].lower() in SUBJECTS | words("the his her their"):
        who = who[0].lower() + who[1:]
    return f"{who} {found['verb']}"
