"""The arithmetic phrases that `riddles` knows: a pattern over blanked-out numbers, and what each comes to."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from filters.leaks.lexicon import SMALL_WORDS
from filters.leaks.number_rules import is_prime

BLANK = "\x1a"
"""Stands for a number's characters: a control sign that no text has by right, and that takes one byte like a letter."""
NEAR = 4
"""Tokens on either side of a number in which a cue counts as near it; more than any pattern has there."""


class Cue(NamedTuple):
    """What a text must hold for a phrase to be in it.

    Written as `N over divided` (one of them is the next token behind a number), `N ~ than` (one is near behind it),
    `S of` (next, behind a number between 0 and 1), `sum total N` (near before a number), `first & odd` (anywhere, and
    one of the words behind `&` is anywhere too).
    """

    place: str
    """Where one of the words must stand: the signs before them, or the one behind; empty for anywhere."""
    words: frozenset[str]
    """One of these must be there."""
    also: frozenset[str] = frozenset()
    """If there are any, one of these must be in the text too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase."""

    cue: Cue
    """It is looked for only where this is found."""
    pattern: re.Pattern[str]
    """With a group for each number."""
    value: Callable[..., float]
    """From the numbers to the value; ValueError where the phrase says no value."""
    reads_words: bool = False
    """Whether `value` gets the match before the numbers."""
    number_first: bool = field(init=False)
    """Every match begins with a number."""
    quick: re.Pattern[str] | None = field(init=False)
    """For a rule that begins at the start of a word: the same without that start, which can be searched for."""

    def __post_init__(self) -> None:
        written = self.pattern.pattern
        quick = re.compile(written.removeprefix(_START)) if written.startswith(_START) else None
        object.__setattr__(self, "number_first", written.startswith(_N))
        object.__setattr__(self, "quick", quick)

    def matches(self, text: str, numbers: Sequence[int]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds in `text`, tried only where a match can begin; `numbers` are where blanks do.

        No pattern has alternatives outside of brackets, so that its first sign is that of every match.
        """
        if not self.number_first and self.quick is None:
            yield from self.pattern.finditer(text)
            return
        end = 0
        for start in numbers if self.number_first else _starts(self.quick, text):
            match = self.pattern.match(text, start) if start >= end else None
            if match:
                yield match
                end = match.end()


_START = r"\b"
_N = f"({BLANK}+)"


def _starts(pattern: re.Pattern[str] | None, text: str) -> Iterator[int]:
    """Where a pattern can begin."""
    match = pattern.search(text) if pattern else None
    while pattern and match:
        yield match.start()
        match = pattern.search(text, match.start() + 1)


_AS = (
    r"(?:of\s|that\sof\s)?(?:as\s(?:many|much|large|big|great|old|long)\s(?:[a-z]+\s){0,2}as\s)?(?:there\sare\s)?"
    r"(?:the\s(?:number|count|value)\sof\s)?(?:the\s|an?\s|its\s)?(?:round\s|full\s|whole\s|single\s|number\s)?"
)
"""What may stand between an operation and its number: `twice as many years as a`."""


_CUE = re.compile(r"(?P<behind>[NS] (?:~ )?)?(?P<words>[^&]*?)(?P<before> N)?(?: & (?P<also>.*))?")


def cue(written: str) -> Cue:
    """Reads a cue as it is written in the tables."""
    read = _CUE.fullmatch(written)
    if read is None:
        raise ValueError(written)
    place = (read["behind"] or read["before"] or "").strip()
    if read["before"]:
        place = "before"
    return Cue(place, frozenset(read["words"].split()), frozenset((read["also"] or "").split()))


def _rule(cues: str, pattern: str, value: Callable[..., float]) -> Rule:
    written = pattern.replace("ASN", f"{_AS}N").replace("N", _N)
    return Rule(cue(cues), re.compile(written), value)


def _none() -> float:
    raise ValueError


def _share(part: float, whole: float) -> float:
    return part * whole if 0 < part < 1 else _none()


def _score_and(scores: float, rest: float) -> float:
    return scores + rest if rest < 20 and scores % 20 == 0 else _none()


def _power(base: float, exponent: float) -> float:
    return float(base**exponent) if abs(exponent) <= 64 else _none()


def _square_by(start: float, step: int) -> float:
    root = int(start**0.5) + (1 if step > 0 else 0)
    return float((root - 1 if step < 0 and root * root == start else root) ** 2)


def _sum_of_first(count: float, each: int) -> float:
    """Of the first whole (1), even (2) or odd (0) numbers."""
    return count * count if each == 0 else each * count * (count + 1) / 2


def _next_prime(start: float, step: int) -> float:
    value = int(start) + step
    while 2 <= value < 10_000:
        if is_prime(value):
            return float(value)
        value += step
    return _none()


_ABOVE = r"(?:after|above|beyond|past|over|(?:larger|greater|bigger)\sthan)"
_BELOW = r"(?:before|below|under|(?:smaller|less)\sthan)"
_TIMES_SAID = ("three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "thirteen", "fifteen")
_PLURALS = {f"{word}s" if word != "six" else "sixes": SMALL_WORDS[word] for word in _TIMES_SAID} | {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "hundreds": 100,
}  # fmt: skip
_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_LEFT_OF = r"(?:remains|left)\sof\sN\s(?:when|after|once|if)\sN\s(?:is|are|has|have)\b"
RULES: tuple[Rule, ...] = (
    _rule("score", r"\b(?:an?|one)\s(?:full|whole|single|complete)\sscore\b", lambda: 20.0),
    _rule("score", r"(?<=than\s)a\sscore\b", lambda: 20.0),
    _rule("couple", r"(?:\ba\s)?\bcouple\sof\sN", lambda a: 2 * a),
    *(_rule(word, rf"N\s{word}\b", lambda a, b=value: a * b) for word, value in _PLURALS.items()),
    *(
        _rule(f"{word} & power", rf"\b{word}\spower\sof\sN", lambda a, b=value: _power(a, b))
        for word, value in _ORDINALS.items()
    ),
    *(
        _rule(f"N ~ {word}", rf"N\sto\sthe\s{word}\b", lambda a, b=value: _power(a, b))
        for word, value in _ORDINALS.items()
    ),
    _rule("N times by & itself", r"N\s(?:times|by)\sitself", lambda a: a * a),
    _rule("N plus and & itself again", r"N\s(?:plus|and)\sN\s(?:of\sitself|again|as\s(?:much|many)\sagain)",
        lambda a, b: a * (1 + b)),
    _rule("factorial", r"(?:\bfactorial\sof\sN|N\sfactorial\b)", lambda *a: float(math.factorial(min(int(a[0]), 15)))),
    _rule("first N & odd", r"\bfirst\sN\s(?:positive\s)?odd\snumbers", lambda a: _sum_of_first(a, 0)),
    _rule("first N & even", r"\bfirst\sN\s(?:positive\s)?even\snumbers", lambda a: _sum_of_first(a, 2)),
    _rule("first N & sum total", r"\b(?:sum|total)\sof\sthe\sfirst\sN\s(?:[a-z]+\s)?(?:numbers|integers)",
        lambda a: _sum_of_first(a, 1)),
    _rule("square & first smallest next", rf"\b(?:first|smallest|next)\s(?:perfect\s)?square\s(?:number\s)?{_ABOVE}\sN",
        lambda a: _square_by(a, 1)),
    _rule("square & last largest", rf"\b(?:last|largest)\s(?:perfect\s)?square\s(?:number\s)?{_BELOW}\sN",
        lambda a: _square_by(a, -1)),
    _rule("left remains & when after once if", _LEFT_OF, lambda a, b: a - b),
    _rule("halfway midway", r"\b(?:half\s?way|midway)\sfrom\sN\sto\sN", lambda a, b: (a + b) / 2),
    _rule("score", r"N\sand\sN", _score_and),
    *(
        _rule(f"N raised & {word}", rf"N\sraised\sto\sthe\s{word}\spower", lambda a, b=value: _power(a, b))
        for word, value in _ORDINALS.items()
    ),
    _rule("N added & itself", r"N\sadded\sto\sitself", lambda a: 2 * a),
    _rule("dozen gross hundred thousand million score", r"N\sN", lambda a, b: a * b if a < 1 < b else _none()),
    _rule("N squared", r"N\s(?:squared)\b", lambda a: a * a),
    _rule("N cubed", r"N\scubed\b", lambda a: a**3),
    _rule("square", r"\bsquare\sASN", lambda a: a * a),
    _rule("cube", r"\bcube\sASN", lambda a: a**3),
    _rule("root N", r"\bsquare\sroot\sof\sN", lambda a: abs(a) ** 0.5),
    _rule("root N", r"\bcube\sroot\sof\sN", lambda a: abs(a) ** (1 / 3)),
    _rule("N ~ power", r"N\s(?:to|raised to)\sthe\spower\s(?:of\s)?N", _power),
    _rule("twice double doubling", r"\b(?:twice|double|doubling)\sASN", lambda a: 2 * a),
    _rule("N doubled", r"N\sdoubled\b", lambda a: 2 * a),
    _rule("thrice triple tripling", r"\b(?:thrice|triple|tripling)\sASN", lambda a: 3 * a),
    _rule("N tripled", r"N\stripled\b", lambda a: 3 * a),
    _rule("N halved", r"N\shalved\b", lambda a: a / 2),
    _rule("halving", r"\bhalving\sASN", lambda a: a / 2),
    _rule("S of out as & of", r"N\s(?:of|out of|as (?:many|much)(?: [a-z]+)? as)\sASN", _share),
    _rule("N lots groups sets packs piles rows", r"N\s(?:lots|groups|sets|packs|piles|rows)\sof\sN",
        lambda a, b: a * b),
    _rule("N times multiplied & times", r"N\s(?:times|multiplied by)\sASN", lambda a, b: a * b),
    _rule("N multiplied", r"N\smultiplied\sby\sN", lambda a, b: a * b),
    _rule("N over divided", r"N\s(?:over|divided by|divided into)\sN", lambda a, b: a / b),
    _rule("product N", r"\bproduct\sof\sN(?:\sand|,)\sN", lambda a, b: a * b),
    _rule("quotient N", r"\bquotient\sof\sN\sand\sN", lambda a, b: a / b),
    _rule("sum total N", r"\b(?:sum|total)\sof\sN\s(?:and|plus)\sN", lambda a, b: a + b),
    _rule("difference N", r"\bdifference\s(?:between|of)\sN\sand\sN", lambda a, b: abs(a - b)),
    _rule("average mean N", r"\b(?:average|mean)\sof\sN\sand\sN", lambda a, b: (a + b) / 2),
    _rule("midway halfway", r"\b(?:midway|halfway|half\sway|mid-way)\sbetween\sN\sand\sN", lambda a, b: (a + b) / 2),
    _rule("N plus increased added & plus", r"N\s(?:plus|increased by|added to)\sN", lambda a, b: a + b),
    _rule("N minus decreased reduced & minus", r"N\s(?:minus|decreased by|reduced by)\sN", lambda a, b: a - b),
    _rule("take subtract taking N", r"\b(?:take|taking|subtract)\sN\s(?:away\s)?from\sN", lambda a, b: b - a),
    _rule("N removed taken subtracted", r"N\s(?:removed|taken(?:\saway)?|subtracted)\sfrom\sN", lambda a, b: b - a),
    _rule("N ~ short shy", r"N\s(?:[a-z]+\s){0,2}(?:short|shy)\sASN", lambda a, b: b - a),
    _rule("N ~ fewer less smaller lower & fewer less below under",
        r"N\s(?:[a-z]+\s){0,2}(?:fewer|less|smaller|lower)\sthan\sASN", lambda a, b: b - a),
    _rule("N ~ below under beneath", r"N\s(?:[a-z]+\s)?(?:below|under|beneath)\sASN", lambda a, b: b - a),
    _rule("N ~ than", r"N\s(?:[a-z]+\s){0,2}(?:more|greater|larger|higher|bigger)\sthan\sASN", lambda a, b: b + a),
    _rule("N ~ above beyond", r"N\s(?:[a-z]+\s)?(?:above|beyond)\sASN", lambda a, b: b + a),
    _rule("N and & another", r"N\sand\s(?:another|a\sfurther)\sN", lambda a, b: a + b),
    _rule("N less", r"N\sless\sN", lambda a, b: a - b if a > b else _none()),
    _rule("N ~ each every", r"N\s(?:[a-z]+\s){0,2}(?:for|on|in|per)\s(?:each|every)\s(?:of\s)?N", lambda a, b: a * b),
    _rule("dollar euro cent penny pound litre metre minute hour coin & -", r"N\sN-[a-z]+\s[a-z]+", lambda a, b: a * b),
    _rule("after N & right just immediately directly next", r"\b(?:right|just|immediately|directly|next)\safter\sN",
        lambda a: a + 1),
    _rule("before N & right just immediately directly", r"\b(?:right|just|immediately|directly)\sbefore\sN",
        lambda a: a - 1),
    _rule("prime N & first smallest next", rf"\b(?:first|smallest|next)\sprime\s(?:number\s)?{_ABOVE}\sN",
        lambda a: _next_prime(a, 1)),
    _rule("prime N & last largest", rf"\b(?:last|largest)\sprime\s(?:number\s)?{_BELOW}\sN",
        lambda a: _next_prime(a, -1)),
    _rule("baker's baker\u2019s", r"\bbaker['\u2019]s\s(?:dozen|N)", lambda *a: 13.0),
    _rule("prime", r"\bonly\seven\sprime(?:\snumber)?", lambda: 2.0),
    _rule("square N", r"\bsquare\son\sN", lambda a: a * a),
)  # fmt: skip
