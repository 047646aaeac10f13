"""The rules of `riddles` that are about numbers themselves, and those of `lore`, beside those of `riddle_rules`."""

import math
import re
from collections.abc import Callable

from filters.leaks import number_rules as numbers
from filters.leaks.lore import COMMONPLACES, LORE
from filters.leaks.number_rules import ORDINALS
from filters.leaks.riddle_rules import BLANK, RULES, Cue, Rule, cue

_N = f"({BLANK}+)"
_KIND = (
    r"(?P<kind>(?:odd\s|perfect\s)?(?:prime|square|cube|palindrome|even|odd|triangular|number|integer)"
    r"(?:\snumber)?|multiple\sof\sM)"
)
_FIRST = r"(?:only|one|smallest|lowest|least|first)"
_LAST = r"(?P<last>largest|greatest|biggest|highest|last)"
_BEFORE = r"(?:before|below|under|preceding|short\sof)"
_BEHIND = r"(?:after|above|over|past|beyond|following|exceeding)"
_RIGHT = r"(?:right\s|just\s|directly\s|immediately\s)?"
_CHANCES = r"(?:chances?\s|times?\s|cases?\s|draws?\s|tries\s)?"


def _rule(cues: str, pattern: str, value: Callable[..., float]) -> Rule:
    """A rule whose value also gets the match, first."""
    written = pattern.replace("KIND", _KIND).replace("M", f"(?P<factor>{BLANK}+)").replace("N", _N)
    return Rule(cue(cues), re.compile(written), value, reads_words=True)


def _between(match: re.Match[str], *found: float) -> float:
    """`the only multiple of 7 between 40 and 48`: the factor is the first number, if there is one."""
    factor = found[0] if len(found) == 3 else 0
    return numbers.between(match["kind"], found[-2], found[-1], bool(match["last"]), factor)


def _with_digits(match: re.Match[str], digits: float, factor: float = 0) -> float:
    return numbers.with_digits(match["kind"], digits, bool(match["last"]), factor)


def _multiple(match: re.Match[str], factor: float, start: float) -> float:
    return numbers.multiple_near(factor, start, next(way for way in ("above", "below", "near") if match[way]))


def _of_first_primes(match: re.Match[str], count: float) -> float:
    primes = numbers.first_primes(count)
    return float(sum(primes) if match["sort"] in ("sum", "total") else math.prod(primes))


_ORDINAL = "|".join(ORDINALS)
_MEMBERS = r"(?P<kind>(?:odd\sprime|prime|perfect\ssquare|square|cube|triangular|fibonacci|even|odd)(?:\snumber)?)"
NUMBER_RULES: tuple[Rule, ...] = (
    _rule("between N & prime square cube multiple palindrome even odd number integer power triangular",
        rf"\b(?:{_FIRST}|{_LAST})\sKIND\s(?:strictly\s)?between\sN\sand\sN", _between),
    _rule("N ~ digit", rf"\b(?:{_FIRST}|{_LAST})\sN[\s-]digit\sKIND", _with_digits),
    _rule("multiple N", rf"\bmultiple\sof\sN\s(?:that\s\w+\s)?(?:right\s|just\s)?(?:(?P<above>{_BEHIND})"
        rf"|(?P<below>{_BEFORE})|(?P<near>to|near))\sN", _multiple),
    _rule("primes", r"\b(?P<sort>sum|total|product)\sof\sthe\sfirst\sN\sprimes?(?:\snumbers)?", _of_first_primes),
    _rule(f"prime square cube triangular fibonacci even odd & {' '.join(ORDINALS)}",
        rf"\b(?P<place>{_ORDINAL})\s{_MEMBERS}\b(?!\s(?:{_BEHIND}|{_BEFORE}|power|root))",
        lambda match: numbers.place_in(match["kind"], ORDINALS[match["place"]])),
    _rule("prime", r"\b(?:smallest|least|lowest)\s(?P<kind>(?:odd\s)?prime)(?:\snumber)?(?!\s(?:after|above|over))",
        lambda match: numbers.place_in(match["kind"], 1)),
    _rule("successor after above over past beyond following exceeding N & successor integer number",
        rf"\b(?:successor\sof|(?:whole\s)?(?:number|integer)\s(?:that\s\w+\s)?{_RIGHT}{_BEHIND})\sN",
        lambda match, start: start + 1),
    _rule("predecessor before below under preceding short N & predecessor integer number",
        rf"\b(?:predecessor\sof|(?:whole\s)?(?:number|integer)\s{_RIGHT}{_BEFORE})\sN",
        lambda match, start: start - 1),
    _rule("N followed and & zero zeros zeroes nought noughts naught naughts",
        r"N\s(?:followed\sby|and\sthen)\s(?:an?\s)?N\s(?:zeros?|zeroes|noughts?|naughts?)",
        lambda match, digit, zeros: digit * 10**zeros if zeros < 10 else math.nan),
    _rule("N followed", r"N\sfollowed\sby\s(?:an?\s)?N(?!\s(?:zero|nought|naught))",
        lambda match, left, right: numbers.joined(left, right)),
    _rule("N ~ digit",
        r"N[\s-]digit\snumber\s(?:(?:with|whose|both|all|of|which|have|are|digits|each|equal|to)\s){2,6}N",
        lambda match, count, digit: numbers.repeated(count, digit)),
    _rule("digits N", r"\b(?:sum|total)\sof\sthe\sdigits\s(?:of|in)\sN", lambda match, value: numbers.digit_sum(value)),
    _rule("digits N", r"\bdigits\sof\sN\s(?:reversed|swapped|turned\s(?:a)?round|exchanged|interchanged)",
        lambda match, value: numbers.turned(value)),
    _rule("N ~ backwards digits reverse",
        r"N\s(?:read\s|written\s|spelled\s)?(?:backwards|in\sreverse|with\s(?:its|the)\s"
        r"digits\s(?:swapped|reversed|exchanged|interchanged))", lambda match, value: numbers.turned(value)),
    _rule("roman",
        r"\broman\s(?:numerals?|letters?|figures?)[,:]?\s(?:for\s|is\s|as\s|it\sis\s)?['\"(]?(?P<letters>[ivxlcdm]+)\b",
        lambda match: numbers.roman(match["letters"])),
    _rule("roman romans",
        r"\b(?P<letters>[ivxlcdm]+)['\")]?,?\s(?:in|to|as\sthe|for\sthe|by\sthe)\s(?:ancient\s)?romans?\b",
        lambda match: numbers.roman(match["letters"])),
    _rule("N choose", r"N\schoose\sN", lambda match, of, count: numbers.choose(of, count)),
    _rule("reciprocal inverse N", r"\b(?:reciprocal|(?:multiplicative\s)?inverse)\sof\sN",
        lambda match, value: 1 / value),
    _rule("N ~ in out", rf"N\s{_CHANCES}(?:in|out\sof)\s(?:every\s)?N",
        lambda match, part, whole: part / whole if 0 < part < whole else math.nan),
    _rule("N ~ every each", r"N\s(?:[a-z]+\s)?(?:in|out\sof|of)\s(?:every|each)\sN",
        lambda match, part, whole: part / whole if 0 < part < whole else math.nan),
    _rule("odds", r"\bodds\s(?:of\s|are\s|stand\sat\s|come\sto\s|about\s){0,2}N\sto\sN(?P<against>\sagainst)?",
        lambda match, one, other: (other if match["against"] else one) / (one + other)),
    _rule("N up further", r"N\s(?:up|further\sup|further)\s(?:from|on\sfrom|than)\sN",
        lambda match, step, start: start + step),
    _rule("N ~ past over", r"N\s(?:[a-z]+\s)?(?:past|over)\sN(?!\s(?:o'clock|hours|hundredths))",
        lambda match, step, start: start + step if start > step and start >= 10 else math.nan),
    _rule("couple", r"\ba\scouple\s(?:past|over|above|more\sthan)\sN", lambda match, start: start + 2),
    _rule("couple", r"\ba\scouple\s(?:short\sof|under|below|shy\sof|less\sthan|fewer\sthan)\sN",
        lambda match, start: start - 2),
    _rule("N with and & with added more", r"N\s(?:with|and)\sN\s(?:more|added|on\stop|extra|to\sspare|besides)\b",
        lambda match, a, b: a + b),
    _rule("N with but", r"N\s(?:with|but\sfor)\sN\s(?:(?:taken|knocked)\s(?:off|away)|removed|missing|deducted)\b",
        lambda match, a, b: a - b),
    _rule("gap distance N", r"\b(?:gap|distance)\s(?:between|from)\sN\s(?:and|to)\sN", lambda match, a, b: abs(a - b)),
    _rule("N by", r"N\sby\sN(?=\s(?:is|are|grid|block|rectangle|square|in\sall)|[.,;]|$)", lambda match, a, b: a * b),
    _rule("N split shared divided cut parted & split shared divided",
        r"N\s(?:split|shared|divided|cut|parted)\s(?:equally\s|evenly\s)?(?:among|between|into|in|by)?\s?N",
        lambda match, whole, parts: whole / parts),
    _rule("N ~ doubled halved tripled & again twice",
        r"N,?\s(?:and\s)?(?:then\s)?(?P<way>doubled|halved|tripled)\s(?:once\s)?(?:again|more)",
        lambda match, value: value * {"doubled": 2, "halved": 0.5, "tripled": 3}[match["way"]]),
    _rule("N doubled halved & twice", r"N\s(?P<way>doubled|halved)\stwice",
        lambda match, value: value * (4 if match["way"] == "doubled" else 0.25)),
)  # fmt: skip
"""Tried after `RULES`."""

_COMMON = frozenset(
    {"the", "and", "has", "for", "not", "old", "legal", "full", "half", "number", "this", "that", "set", "year", "hour",
     "day", "days", "standard", "perfect", "game", "side", "team", "score", "hundred", "degrees", "water", "letters",
     "point", "keys", "squares", "weeks", "allowed", "let", "clock", "minutes", "whole", "right", "legs", "states",
     "golden", "gold", "american", "english", "united", "enough", "human", "meaning", "life", "answer", "signs",
     "symbols", "round", "rounding", "age", "cards", "card", "face", "dial", "credited", "cat", "flag", "all", "one",
     "four", "six", "sixty", "are", "contains", "counts"}
)  # fmt: skip
"""Words of `LORE` that are too common to look for a phrase by, where it has another one."""


def _by_lore(phrase: str, value: float) -> Rule:
    words = frozenset(re.findall(r"[a-z]{3,}(?:'s)?", re.sub(r"\\.|\(\?[:!]", " ", phrase)))
    called = cue(COMMONPLACES[phrase]) if phrase in COMMONPLACES else Cue("", (words - _COMMON) or words)
    return Rule(called, re.compile(rf"\b(?:{phrase})\b"), lambda: float(value))


LORE_RULES = tuple(_by_lore(phrase, value) for phrase, value in LORE.items())
ALL_RULES: tuple[Rule, ...] = (*LORE_RULES, *RULES, *NUMBER_RULES)
LORE_END = len(LORE_RULES)
"""Rules before this place are lore."""


def _called(*places: str) -> dict[str, int]:
    """By word the rules that it calls in these places: a bit for each place in `ALL_RULES`."""
    found: dict[str, int] = {}
    for at, rule in enumerate(ALL_RULES):
        for word in rule.cue.words if rule.cue.place in places else ():
            found[word] = found.get(word, 0) | 1 << at
    return found


ANYWHERE = _called("")
"""Rules that a word calls wherever it stands."""
NEXT, NEXT_TO_SHARE = _called("N"), _called("N", "S")
"""Rules that it calls as the token next behind a number; behind one between 0 and 1."""
BEHIND = _called("N ~")
"""Rules that it calls near behind a number."""
BEFORE = _called("before")
"""Rules that it calls near before a number."""
ALLOWED: dict[str, int] = {}
"""Rules that need it or another one, wherever it stands."""
for _at, _needing in enumerate(ALL_RULES):
    for _word in _needing.cue.also:
        ALLOWED[_word] = ALLOWED.get(_word, 0) | 1 << _at
FREE = sum(1 << at for at, rule in enumerate(ALL_RULES) if not rule.cue.also)
"""Rules that need none."""
CUES = frozenset((*ANYWHERE, *ALLOWED, *BEHIND, *BEFORE))
"""Words that are looked for everywhere."""
