"""The gold answer as it may be looked for in a text: its value, its parts, its letter, its wording."""

import re
from dataclasses import dataclass
from functools import lru_cache

from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.tokens import MOST_DIGITS

_CHOICE = re.compile(r"^\W*(?:choice|option|answer)?\W*([A-H])\W*$", re.IGNORECASE)
_BARE = re.compile(r"[\s$]|\\(?:left|right|,|!)")
AROUND = 15
"""A gold with more characters than these beside its number is a wording and not a number (our choice)."""
_LETTERS = re.compile(
    r"[a-z]\^|[,;]\s?-?[\d\\(]|(?<![a-z\\])[a-z]\s?[-+*/(]|[-+*/]\s?[a-z](?![a-z])|\d[a-z]\b", re.IGNORECASE
)


def key(value: float) -> float:
    """Values that agree to nine places are the same; so are a number and its negative."""
    value = abs(value)
    return round(value, 9) if value < 1e6 else round(value, 3)


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold answer as it may be looked for."""

    values: frozenset[float]
    """Its value; for a percentage also the number before the sign."""
    parts: frozenset[float]
    r"""Numbers that it is made of: 1 and 4 of `(1, 4)`, 36 of `36\pi`. Weaker evidence."""
    choice: str | None
    """The letter, if the gold is one of the question's options."""
    text: str
    """Without spaces and dollar signs, to be looked for as it is written; empty for a plain number."""
    sequence: tuple[float, ...] = ()
    """The numbers of a pair or triple in their order, with their signs."""
    negative: bool = False
    """It is one number, below zero."""


_SIGNED = re.compile(r"(?:[-\u2212]|\b(?:minus|negative)\s)\$?$", re.IGNORECASE)


def signed(text: str, amount: Amount) -> float:
    """Its value with the sign before it, which is no part of a plain number."""
    start = amount.span.start
    return -amount.value if _SIGNED.search(text[max(0, start - 10) : start]) else amount.value


def readings(amount: Amount) -> set[float]:
    """What an amount may be called: 25% is 0.25 and 25, a third is a division by 3."""
    value = amount.value
    found = {key(value)}
    if amount.form == "percent":
        found.add(key(value * 100))
    elif 0 < value < 1 and amount.form == "fraction":
        found.add(key(1 / value))
    return found


def bare(text: str) -> str:
    """Without spaces, dollar signs and LaTeX that only sizes brackets."""
    plain = _BARE.sub("", text) if "\\" in text else "".join(text.replace("$", "").split())
    return plain.replace("{,}", ",")


@lru_cache(maxsize=256)
def read_gold(gold: str) -> Gold:
    """What a gold answer says."""
    if gold.isascii() and gold.isdigit() and len(gold) <= MOST_DIGITS:
        return Gold(frozenset({key(float(gold))}), frozenset(), None, "")
    choice = _CHOICE.match(gold)
    if choice:
        return Gold(frozenset(), frozenset(), choice[1].upper(), "")
    right = gold.rpartition("=")[2]
    amounts = [amount for amount in find_amounts(right) if amount.use == "value"]
    widest = max(amounts, key=lambda amount: amount.span.end - amount.span.start, default=None)
    plain = bare(gold)
    if widest is None:
        return Gold(frozenset(), frozenset(), None, plain if len(plain) > 1 else "")
    beside = right[: widest.span.start] + right[widest.span.end :]
    whole = len(re.sub(r"\\[a-z]+|[\W_]", "", beside)) <= AROUND and not _LETTERS.search(beside)
    parts = frozenset(key(amount.value) for amount in amounts)
    if whole and not (len(parts) > 1 and widest.form == "number"):
        symbolic = widest.form == "expression"
        return Gold(
            frozenset(readings(widest)),
            parts - readings(widest) if symbolic else frozenset(),
            None,
            plain if symbolic else "",
            negative=right.strip("$ ")[:1] in ("-", "\u2212"),
        )
    series = tuple(signed(right, amount) for amount in amounts) if re.search("[,;]", right) else ()
    return Gold(frozenset(), parts, None, plain, series if len(series) > 1 else ())
