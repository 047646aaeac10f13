"""How each amount of a text relates to its problem: the gold, a result, a stated number, a constant, or news."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from filters.leaks.amounts import PLAIN, Amount, find_amounts
from filters.leaks.conversions import by_cadence, by_rate, is_foreign, of_whole, ratios
from filters.leaks.golds import key, readings, signed
from filters.leaks.known import MONEY, Known, pairwise
from filters.leaks.lexicon import COUNT_WORDS
from filters.leaks.named import DAYS_OF_MONTH, is_common, tells_fact
from filters.leaks.names import counts_other, is_name, is_no_rate
from filters.leaks.reached import ENDS, beside, is_negative_result, is_stated_negative
from filters.leaks.restating import quotes, restates
from filters.leaks.tokens import Tokens, tokenise

CONSTANTS = frozenset(
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 25, 30, 50, 52, 60, 90, 100, 180, 360, 365, 1000, 3600)
) | frozenset(map(key, (0.5, 1 / 3, 0.25, 0.1, 3.14, 9.8)))
"""Numbers that belong to everybody: small counts, units, angles, percent (our choice)."""

FULL_ANGLES = frozenset((180.0, 360.0))
"""Degrees that everybody speaks of, whatever the solution comes to."""
LED_IN = 14
"""Tokens between a unit that is announced and its number: `in centimetres, the pole would come to 1050`."""
DEGREES = frozenset({"\u00b0", r"\circ"})
"""Signs that are read as the unit."""
ANNOUNCES = frozenset({"in", "into", "by"})
"""Words in front of a unit that is announced."""
WHOLE = frozenset({"full", "whole", "complete", "entire"})
"""Words that say of one unit that it is meant as an amount."""
WORKED_OUT = frozenset({"phrase", "named", "lore"})
"""Forms of amounts in words that come to a value."""
LEAKS = frozenset({"gold", "near", "result", "converted"})
"""Relations that give something away."""


class Relation(NamedTuple):
    """One amount and what it is to the problem."""

    amount: Amount
    """The amount."""
    name: str
    """gold; near (the gold, rounded); result (of the solution); converted (the gold in another unit); stated (in the
    question), stated_gold (there, and the gold too); part (of a composite gold); constant; derived (one operation on
    stated numbers); new; use (a marker, an index, an ordinal)."""
    asked: bool
    """Whether the noun behind it is one that the question asks for."""
    small: bool
    """A whole number up to 4, which counts all sorts of things."""
    told: bool = False
    """It could be anything, and is said in the words of the solution's line or of what is asked, or with its minus."""


@lru_cache(maxsize=64)
def relate(text: str, known: Known) -> tuple[Relation, ...]:
    """The relation of each amount in `text`; where one holds another, the outer one if it gives something away."""
    tokens = tokenise(text)
    reader = _Reader(tokens, known)
    found: list[Relation] = []
    end = 0
    for amount in find_amounts(text):
        if amount.span.end <= end:
            continue  # within an amount that told enough
        relation = reader.relation(amount)
        if amount.form in WORKED_OUT and (relation.name not in LEAKS or restates(amount, relation, known, text)):
            continue
        if amount.form == "expression" and relation.name in LEAKS and quotes(amount, known, text):
            continue
        found.append(relation)
        if amount.form != "expression" or relation.name in LEAKS:
            end = amount.span.end
    return tuple(found)


class _Reader:
    """Relates the amounts of one text."""

    def __init__(self, tokens: Tokens, known: Known) -> None:
        self.tokens, self.known = tokens, known
        self.derived: frozenset[float] | None = None
        self.at = 0  # the first token of the amount that is looked at

    def relation(self, amount: Amount) -> Relation:
        value = key(amount.value)
        self.at = bisect_left(self.tokens.starts, amount.span.start)
        after = self._words_after(amount)
        small = value <= 4 and value == int(value)
        asked = any(word[:5] in self.known.asked for word in (*after, *self._words_before(1))) or self._is_money(amount)
        name = self._name(amount, value, after, small)
        told = (
            name == "result" and self._is_told(amount, value, small) or name == "gold" and self._is_goal(amount, value)
        )
        return Relation(amount, name, asked, small, told)

    def _is_goal(self, amount: Amount, value: float) -> bool:
        """A number that the question states, said of what it asks for: `the sum, 9`, `k = 8`."""
        if value < 2 or value not in self.known.stated or amount.form not in PLAIN:
            return False
        words, at = self.tokens.words, self.at
        if at > 1 and words[at - 1] == "=" and words[at - 2] in self.known.givens.letters:
            return True
        found = beside(self.tokens, self.at, amount, self.known)
        return found.goal and (found.stated or found.closes)

    def _is_told(self, amount: Amount, value: float, small: bool) -> bool:
        if value < 2 or amount.form not in PLAIN or not (value in CONSTANTS or value < 10):
            return False
        if self.tokens.words[self.at] in COUNT_WORDS:
            return False  # `in dozens`
        found = beside(self.tokens, self.at, amount, self.known)
        negative = is_negative_result(self.tokens, amount, self.known)
        return negative or (found.told_small if small else found.told)

    def _is_money(self, amount: Amount) -> bool:
        """A dollar sign stands before it, and dollars are asked for."""
        return MONEY in self.known.asked and self._has_dollar_sign(amount)

    def _has_dollar_sign(self, amount: Amount) -> bool:
        """A dollar sign stands before a plain number, and does not begin a formula."""
        words, at = self.tokens.words, self.at
        following = words[at + 1] if at + 1 < len(words) else "."
        return (
            at > 0
            and words[at - 1] == "$"
            and amount.form == "number"
            and (following.isalpha() or following in ".,;:)?!")
        )

    def _name(self, amount: Amount, value: float, after: list[str], small: bool) -> str:
        known = self.known
        if amount.use != "value":
            return "use"
        if amount.form == "fraction" and value == 0.5 and "half" in known.words:
            return "stated"
        gold = known.gold
        is_gold = gold is not None and not gold.values.isdisjoint(
            readings(amount) if amount.form == "percent" else (value,)
        )
        common = value in CONSTANTS or value in DAYS_OF_MONTH
        if common and amount.form not in ("named", "phrase") and self._is_common(value):
            return "constant"
        if value >= 2 and amount.form in PLAIN and is_name(self.tokens.words, self.at, value):
            return "constant"
        if is_gold and value in FULL_ANGLES and after[:1] == ["degree"] and "degree" not in known.units:
            return "constant"
        if is_gold and known.units and known.asked and is_foreign(after, known.units):
            return "new"
        if is_gold and gold is not None and gold.negative and signed(self.tokens.text, amount) < 0:
            return "stated_gold" if is_stated_negative(value, known) else "gold"
        if gold is not None and value in known.stated and not is_gold and self._told_otherwise(amount, after):
            return "converted"
        if not is_gold and is_negative_result(self.tokens, amount, known):
            return "result"
        if value in known.stated and amount.form != "phrase":
            if not is_gold:
                return "stated"
            told = self._counts_other(amount, value) or self._is_goal(amount, value)
            return "gold" if told else "stated_gold"
        if is_gold:
            return "gold"
        if gold is not None and self._near(amount, gold.values):
            return "near"
        if self._converted(amount, after, known.golds):
            return "converted"
        if value in FULL_ANGLES and after and after[0].startswith("degree"):
            return "constant"  # the angles of a triangle, a full turn
        if value in known.results and not (amount.form in PLAIN and self._is_common(value)):
            return "result"
        if amount.form == "percent" and key(100 * value) in known.results - CONSTANTS:
            return "result"
        if gold is not None and value in gold.parts:
            return "part"
        if value in known.stated:
            return "stated"
        if value in CONSTANTS:
            return "constant"
        return "derived" if value in self._derived() else "new"

    def _near(self, amount: Amount, golds: frozenset[float]) -> bool:
        """The gold rounded: to a decimal of three digits or more, or to a whole number for a gold with decimals."""
        value = abs(amount.value)
        if amount.form == "percent":
            return any(0 < gold < 1 and gold != value and abs(gold - value) < 0.0051 for gold in golds if value >= 0.05)
        if amount.form not in PLAIN or value < 0.005:
            return False
        for gold in golds:
            if gold == value:
                continue
            if (
                amount.decimals
                and abs(gold - value) <= 1.01 * 10.0**-amount.decimals
                and value >= 10.0 ** (1 - amount.decimals)
            ):
                return True
            if not amount.decimals and value >= 10 and gold != int(gold) and abs(gold - value) < 1:
                return True
        return False

    def _converted(self, amount: Amount, after: list[str], golds: frozenset[float]) -> bool:
        """The gold in another unit, three hundred minutes for five hours; or a result, if it is big."""
        secrets = golds | self.known.results if amount.value >= 10 and amount.value not in CONSTANTS else golds
        words = ["dollar"] if self._has_dollar_sign(amount) else after or self._words_before()
        at = self.at
        if not secrets or key(amount.value) in CONSTANTS and tells_fact(self._clause(at)):
            return False
        if any(key(amount.value * ratio) in secrets for ratio in ratios(words, self.known.units)):
            return True
        if not golds:
            return False
        led_in = ratios(self._led_in(), self.known.units)
        others = (*led_in, *self._unusual(amount), self._cadence(amount, after))
        return any(ratio > 0 and key(amount.value * ratio) in golds for ratio in others)

    def _unusual(self, amount: Amount) -> Iterator[float]:
        """How much of what is asked a rate in other units is, or a whole that a share is taken of."""
        units = self.known.units
        if units:
            yield from by_rate(self._words_after(amount, 5), self._words_before(12), units)
            if amount.form in ("fraction", "phrase") or 0 < amount.value < 1:
                yield from of_whole(self._words_after(amount, 5), units)

    def _told_otherwise(self, amount: Amount, after: list[str]) -> bool:
        """The gold in another unit, by a number that the question has too: one whole day for 24 hours."""
        golds = self.known.golds
        value = key(amount.value)
        if not after or not self.known.units or any((value, word[:5]) in self.known.things for word in after):
            return False
        usual = ratios(after, self.known.units) if value > 1 or value == 1 and after[0] in WHOLE else ()
        return any(key(amount.value * ratio) in golds for ratio in (*usual, *self._unusual(amount)) if ratio != 1)

    def _cadence(self, amount: Amount, after: list[str]) -> float:
        return by_cadence(self.tokens.text, *amount.span, after) if after else 0.0

    def _led_in(self) -> list[str]:
        """The unit announced before the number: `in dozens, it is`."""
        before = self._words_before(LED_IN)
        found: list[str] = []
        for place, word in enumerate(before):
            if word in ANNOUNCES and place:
                two = before[place - 1] in ("square", "cubic")
                found += before[place - 2 : place][::-1] if two else [before[place - 1]]
        return found

    def _is_common(self, value: float) -> bool:
        words, at = self.tokens.words, self.at
        if value == 12 and words[max(0, at - 2) : at] in (["dozen", "is"], ["dozen", "means"], ["dozen", "="]):
            return True
        return is_common([*words[max(0, at - 6) : at], *self._clause(at)], value)

    def _clause(self, at: int) -> list[str]:
        """Six words from a place on, as far as the sentence goes."""
        words = self.tokens.words[at : at + 6]
        return words[: next((place for place, word in enumerate(words) if word in ENDS), len(words))]

    def _counts_other(self, amount: Amount, value: float) -> bool:
        """A number that the question states, said of another thing, or of all where it is stated of one."""
        known, behind = self.known, self._behind(amount)
        if counts_other(behind, value, known.asked, known.things):
            return True
        rate = "rate" in self._words_before(3) or "pace" in self._words_before(3)
        return not rate and is_no_rate(behind, value, known.asked, known.givens.rates)

    def _behind(self, amount: Amount, most: int = 5) -> list[str]:
        at = bisect_left(self.tokens.starts, amount.span.end, self.at)
        return self.tokens.words[at : at + most]

    def _words_after(self, amount: Amount, most: int = 3) -> list[str]:
        """The words behind it, as far as its sentence goes."""
        words = self._behind(amount, most + 2)
        ends = next((place for place, word in enumerate(words) if word in ENDS), len(words))
        spoken = ("degree" if word in DEGREES else word for word in words[:ends])
        return [word for word in spoken if word.isalpha()][:most]

    def _words_before(self, most: int = 6) -> list[str]:
        """The words before it, the nearest first, as far as its sentence goes."""
        words = self.tokens.words[max(0, self.at - most) : self.at][::-1]
        ends = next((place for place, word in enumerate(words) if word in ENDS), len(words))
        return [word for word in words[:ends] if word.isalpha()]

    def _derived(self) -> frozenset[float]:
        if self.derived is None:
            self.derived = pairwise(self.known.stated)
        return self.derived
