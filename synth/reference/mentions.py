"""The numbers a problem states, each with a name that says what it is and not how much."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from synth.reference.asking import sentences
from synth.reference.numerals import find_numerals
from synth.reference.phrases import counted_noun
from synth.reference.stripping import without_numbers

UNITS = {
    "duration": "seconds? minutes? hours? days? weeks? months? years? decades? mins? hrs?",
    "length": "miles? kilomet(?:er|re)s? met(?:er|re)s? feet foot ft inch(?:es)? in yards? centimet(?:er|re)s? millimet(?:er|re)s? km cm mm m",
    "weight": "pounds? lbs? ounces? oz grams? g kilograms? kilos? kg tons? tonnes? milligrams? mg",
    "volume": "gallons? quarts? pints? cups? lit(?:er|re)s? millilit(?:er|re)s? ml tablespoons? teaspoons?",
    "temperature": "degrees",
    "speed": "mph km/h kph",
}
UNIT = {
    kind: re.compile(rf"[\s-]?(?P<unit>{names.replace(' ', '|')})\b(?!')", re.IGNORECASE)
    for kind, names in UNITS.items()
}
"""What behind a number says what is measured."""

MONEY_AFTER = re.compile(r"^\s?(?:dollars?|euros?|cents?|pesos?|rupees?|yen|pence|kronor|crowns)\b", re.IGNORECASE)
EACH = re.compile(r"^[^,.;?!]{0,18}?\b(?:each|apiece)\b(?!\s[a-z]*(?:day|week|month|year|hour|time)\b)", re.IGNORECASE)
PER = re.compile(r"^\s?(?:per\s|an?\s|every\s|each\s|/\s?)(?P<base>[a-z]+)\b", re.IGNORECASE)
PERCENT = re.compile(r"^\s?(?:%|percent\b|per\scent\b)", re.IGNORECASE)
TIMES = re.compile(r"^[\s-]?(?:times|fold)\b", re.IGNORECASE)
OLD = re.compile(r"^[\s-]years?[\s-]olds?\b", re.IGNORECASE)
CLOCK = re.compile(r"^(?::\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
MULTIPLE_WORDS = re.compile(r"\b(?:twice|thrice|doubled?|doubles|tripled?|triples|quadrupled?)\b", re.IGNORECASE)
HALF = re.compile(r"\b(?:half|halves|a\squarter|a\sthird)\b", re.IGNORECASE)
MULTIPLES = {"tw": 2, "th": 3, "do": 2, "tr": 3, "qu": 4}
NOT_A_BASE = frozenset("of lot few the little total and or is was day's more time result".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One stated number."""

    value: Fraction
    """What it says."""
    kind: str
    """`money`, `rate`, `percentage`, `fraction`, `multiple`, `duration`, `length`, ..., `age`, `count` or `number`."""
    name: str
    """What it is, after `the` and without the number: `number of friends`, `price per pair`."""
    start: int
    """Offset in the question."""
    text: str
    """As written, with its unit."""


@lru_cache(maxsize=1024)
def find_mentions(question: str) -> tuple[Mention, ...]:
    """The stated numbers in order, words such as `twice` and `half` included."""
    text = " ".join(question.split())
    found = [_mention(text, n.start, n.end, n.value) for n in find_numerals(text) if n.value is not None]
    for match in MULTIPLE_WORDS.finditer(text):
        value = Fraction(MULTIPLES[match[0][:2].lower()])
        found.append(Mention(value, "multiple", "stated multiple", match.start(), match[0]))
    taken = {mention.start for mention in found}
    for match in HALF.finditer(text):
        if not taken.intersection(range(match.start() - 4, match.end())):
            value = Fraction(1, {"h": 2, "q": 4, "t": 3}[match[0].lower().removeprefix("a ")[0]])
            found.append(Mention(value, "fraction", "stated fraction", match.start(), match[0]))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _mention(text: str, start: int, end: int, value: Fraction) -> Mention:
    after = text[end : end + 60]
    kind, name, unit = _classify(text, start, end, after)
    return Mention(value, kind, name, start, (text[start:end] + unit).strip())


def _classify(text: str, start: int, end: int, after: str) -> tuple[str, str, str]:
    """Kind, name and unit text of one number."""
    written = text[start:end]
    if PERCENT.match(after) or written.endswith("%"):
        return "percentage", _percentage(text, start, after), PERCENT.match(after)[0] if PERCENT.match(after) else ""  # type: ignore[index]
    if TIMES.match(after) and re.match(
        r"^\s?times\s(?:as|more|the|that|his|her|what|of|larger|bigger|longer|older|less)\b", after
    ):
        return "multiple", "stated multiple", " times"
    if "/" in written or re.search(
        r"(?:half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|tenth)s?$", written.lower()
    ):
        return "fraction", "stated fraction", ""
    if written[0] in "$\u20ac\u00a3" or MONEY_AFTER.match(after):
        return _money(after)
    if CLOCK.match(after):
        return "time", "stated time of day", ""
    if YEAR.fullmatch(written) and re.search(r"\b(?:in|since|of|year|until)\s$", text[:start]):
        return "year", "stated year", ""
    if OLD.match(after):
        return "age", "stated age", " years"
    return _measured(after) or _counted(after)


def _percentage(text: str, start: int, after: str) -> str:
    """`percentage of the tip` from `20% tip`, else the bare word."""
    found = re.search(
        r"\b(discount|tip|tax|interest|commission|raise|increase|decrease|profit|loss|down payment|bonus|off|more|less|fewer)\b",
        after[:40].lower(),
    )
    word = found[1] if found else ""
    if word in ("off", "more", "less", "fewer", ""):
        return {"off": "percentage taken off", "more": "percentage of increase", "": "stated percentage"}.get(
            word, "percentage of decrease"
        )
    return f"percentage of the {word}"


def _money(after: str) -> tuple[str, str, str]:
    base = PER.match(after)
    if EACH.match(after):
        return "rate", "price of each", ""
    if base and base["base"].lower() not in NOT_A_BASE:
        return "rate", f"amount per {base['base'].lower()}", ""
    return "money", "stated amount of money", ""


def _measured(after: str) -> tuple[str, str, str] | None:
    for kind, pattern in UNIT.items():
        unit = pattern.match(after)
        if not unit:
            continue
        base = PER.match(after[unit.end() :])
        plural = _plural(unit["unit"])
        if base and base["base"].lower() not in NOT_A_BASE:
            return "rate", f"number of {plural} per {base['base'].lower()}", " " + unit["unit"]
        return kind, f"{kind} in {plural}", " " + unit["unit"]
    return None


def _plural(unit: str) -> str:
    irregular = {"foot": "feet", "inch": "inches"}
    return irregular.get(unit.lower(), unit if unit.endswith("s") or len(unit) <= 3 or unit == "feet" else unit + "s")


def _counted(after: str) -> tuple[str, str, str]:
    if not after.startswith((" ", "-")):
        return "number", "stated number", ""
    head, rest = counted_noun(after.strip(" -"))
    head = without_numbers(_plural_head(head))
    if not re.fullmatch(r"[A-Za-z][\w '\u2019-]*", head):
        return "number", "stated number", ""
    base = PER.match(rest)
    if base and base["base"].lower() not in NOT_A_BASE:
        return "rate", f"number of {head} per {base['base'].lower()}", ""
    return "count", f"number of {head}", ""


PLURAL = re.compile(r"(?:[^s]s|people|children|men|women|teeth|mice|geese|fish|sheep|deer)$", re.IGNORECASE)
"""What a number counts ends like this."""


def _plural_head(head: str) -> str:
    """The noun phrase up to its plural, with `of ...` behind it: `pieces of bread`; empty if there is no plural."""
    words = head.split()[:6]
    index = next((i for i, word in enumerate(words[:4]) if PLURAL.search(word)), None)
    if index is None:
        return ""
    end = index + 1
    return " ".join(words[:end] if words[end : end + 1] != ["of"] else words[: end + 2])


def mentions_of(question: str, value: Fraction) -> list[Mention]:
    """The mentions of one value."""
    return [mention for mention in find_mentions(question) if mention.value == value]


def stated_sentences(question: str) -> list[str]:
    """The sentences that tell rather than ask."""
    return [sentence for sentence in sentences(question) if "?" not in sentence]
