"""What kind of number stands in a question, and its plainest name: told by the words around it."""

import re

from synth.reference.lexicon import words
from synth.reference.nouns import counted_noun
from synth.reference.owners import purchase
from synth.reference.stripping import without_numbers
from synth.reference.units import CURRENCY, LENGTH, TIME, VOLUME, WEIGHT

UNIT = re.compile(
    rf"[\s-]?(?:(?P<duration>{TIME})|(?P<length>{LENGTH})|(?P<weight>{WEIGHT})|(?P<volume>{VOLUME})|"
    r"(?P<temperature>degrees)|(?P<speed>mph|km/h|kph))(?![\w'])",
    re.IGNORECASE,
)
"""What behind a number says what is measured."""

MONEY_AFTER = re.compile(rf"^\s?(?:{CURRENCY})\b", re.IGNORECASE)
EACH = re.compile(r"^[^,.;?!]{0,18}?\b(?:each|apiece)\b(?!\s(?:day|week|month|year|hour|time|of)\b)", re.IGNORECASE)
BASES = (
    "second|minute|hour|day|week|month|year|pair|piece|person|head|pound|ounce|gram|kilogram|kilo|bag|box|"
    "gallon|lit(?:er|re)|"
    "dozen|mile|met(?:er|re)|foot|yard|bottle|can|cup|share|ticket|unit|pack|night|visit|class|lesson|game|"
    "serving|shift|dish"
)
PER = re.compile(rf"^\s?(?:(?:per\s|every\s|each\s|/\s?)(?P<base>[a-z]+)|an?\s(?P<unit>{BASES}))\b", re.IGNORECASE)
PERCENT = re.compile(r"^\s?(?:%|percent\b|per\scent\b)", re.IGNORECASE)
TIMES = re.compile(
    r"^[\s-]?(?:times|fold)\s(?:as|more|the|that|his|her|what|of|larger|bigger|longer|older|less|faster)\b"
)
OLD = re.compile(r"^[\s-]years?[\s-]olds?\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.;?!](?:\s|$)")
DIFFERENCE = re.compile(
    r"^[\s-]?(?:\w+\s)?(?:more|less|fewer|older|younger|taller|shorter|longer|heavier|lighter|faster|slower)\b"
    r"[^.?!;]{0,60}?\bthan\b",
    re.IGNORECASE,
)
CLOCK = re.compile(r"^(?::\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
PART = re.compile(r"/|(?:half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?$", re.IGNORECASE)
NOT_A_BASE = words(
    "of lot few the little total and or is was day's more time result way part bit half third quarter to for in on at "
    "from with than if when who which that they he she it"
)
PERCENTAGE_OF = re.compile(r"\b(discount|tip|tax|interest|commission|raise|profit|loss|down payment|bonus)\b")
CHANGE = re.compile(
    r"^\s?(?:%|percent|per cent)\s(off|more|less|fewer|increase|decrease|higher|lower|faster|cheaper)\b"
)


def classify(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Kind, name and unit text of one number."""
    written, after = text[start:end], SENTENCE_END.split(text[end : end + 60], maxsplit=1)[0]
    percent = PERCENT.match(after)
    if percent or written.endswith("%"):
        return "percentage", _percentage(after), percent[0] if percent else ""
    if TIMES.match(after):
        return "multiple", "stated multiple", " times"
    if PART.search(written):
        return "fraction", "stated fraction", ""
    if written[0] in "$\u20ac\u00a3" or MONEY_AFTER.match(after):
        return _money(text, start, after)
    if DIFFERENCE.match(after):
        unit = UNIT.match(after)
        return (
            "difference",
            f"difference in {_plural(unit[unit.lastgroup])}" if unit and unit.lastgroup else "stated difference",
            "",
        )
    return _when(text, start, written, after) or _measured(after) or _counted(after)


def _when(text: str, start: int, written: str, after: str) -> tuple[str, str, str] | None:
    """Times of day, years and ages."""
    if CLOCK.match(after):
        return "time", "stated time of day", ""
    if YEAR.fullmatch(written) and re.search(r"\b(?:in|since|of|year|until)\s$", text[max(0, start - 8) : start]):
        return "year", "stated year", ""
    return ("age", "stated age", " years") if OLD.match(after) else None


def _percentage(after: str) -> str:
    """`percentage of the tip` from `20% tip`, else a bare word."""
    change = CHANGE.match(after)
    if change:
        word = change[1]
        rise = word in ("more", "increase", "higher", "faster")
        return (
            "percentage of increase" if rise else "percentage taken off" if word == "off" else "percentage of decrease"
        )
    found = PERCENTAGE_OF.search(after[:40].lower())
    return f"percentage of the {found[1]}" if found else "stated percentage"


def _money(text: str, start: int, after: str) -> tuple[str, str, str]:
    coin = MONEY_AFTER.match(after)
    unit, behind = (coin[0], after[coin.end() :]) if coin else ("", after)
    base = _base(behind)
    if base:
        return "rate", f"amount per {base}", unit
    bought = purchase(text, start)
    if EACH.match(behind):
        return "rate", bought or "price of each", unit
    return "money", bought or "stated amount of money", unit


def _measured(after: str) -> tuple[str, str, str] | None:
    unit = UNIT.match(after)
    if not unit or not unit.lastgroup:
        return None
    written = unit[unit.lastgroup]
    base = _base(after[unit.end() :])
    if base:
        return "rate", f"number of {_plural(written)} per {base}", " " + written
    return unit.lastgroup, f"{unit.lastgroup} in {_plural(written)}", " " + written


def _base(behind: str) -> str | None:
    """`hour` from `an hour` or `per hour`."""
    found = PER.match(behind)
    base = (found["base"] or found["unit"]).lower() if found else ""
    return None if base in NOT_A_BASE else base or None


ABBREVIATED = words("km cm mm m ft lb oz kg mg g ml mph hr min")


def _plural(unit: str) -> str:
    irregular = {"foot": "feet", "inch": "inches"}
    return irregular.get(
        unit.lower(), unit if unit.endswith("s") or unit.lower() in ABBREVIATED or unit == "feet" else unit + "s"
    )


def _counted(after: str) -> tuple[str, str, str]:
    if not after.startswith((" ", "-")):
        return "number", "stated number", ""
    if after.startswith((" dozen ", "-dozen ")):
        kind, name, unit = _counted(after[6:].replace(" of ", " ", 1) if after[6:].startswith(" of ") else after[6:])
        return kind, name.replace("number of", "number of dozens of", 1), unit
    head, rest = counted_noun(OF_THE.sub("", after.strip(" -")))
    head = without_numbers(_plural_head(head))
    if not re.fullmatch(r"[A-Za-z][\w '\u2019-]*", head):
        return "number", "stated number", ""
    base = _base(rest)
    if base:
        return "rate", f"number of {head} per {base}", ""
    return "count", f"number of {head}", ""


OF_THE = re.compile(r"^of\s(?:the|his|her|their|its|these|those|my|our)\s(?:\w+est\s)?", re.IGNORECASE)
PLURAL = re.compile(r"(?:[^s'\u2019]s|people|children|men|women|teeth|mice|geese|fish|sheep|deer)$", re.IGNORECASE)
"""What a number counts ends like this."""


def _plural_head(head: str) -> str:
    """The noun phrase up to its plural, with `of ...` behind it: `pieces of bread`; empty if there is no plural."""
    spoken = head.split()[:6]
    index = next((i for i, word in enumerate(spoken[:4]) if PLURAL.search(word)), None)
    if index is None:
        return ""
    end = index + 1
    return " ".join(spoken[:end] if spoken[end : end + 1] != ["of"] else spoken[: end + 2])
