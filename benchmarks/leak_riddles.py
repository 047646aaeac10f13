"""Ways to write a number: digits, words, fractions, powers of ten, riddles, other units. For contrastive texts."""

import random
import re
from fractions import Fraction

from filters.leaks.lexicon import NAMED_COUNTS, SMALL_WORDS, UNITS, unit_of

_WORDS = {value: word for word, value in SMALL_WORDS.items() if word not in ("nought", "fourty")}


def in_words(number: int) -> str:
    """English words of 0..999,999."""
    if number < 0:
        return f"minus {in_words(-number)}"
    if number in _WORDS:
        return _WORDS[number]
    if number < 100:
        return f"{_WORDS[number // 10 * 10]}-{_WORDS[number % 10]}"
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            head = f"{in_words(number // size)} {name}"
            return head + (f" and {in_words(rest)}" if 0 < rest < 100 else f" {in_words(rest)}" if rest else "")
    return str(number)


def forms(answer: str, rng: random.Random) -> list[str]:
    """The answer as it is, and in other forms; only as it is where it is no plain number."""
    if not answer:
        return []
    value = _value(answer)
    if value is None:
        return [answer, f"${answer}$"]
    found = [answer, answer, answer, f"${answer}$"]
    if value.denominator == 1 and 0 < value < 10**6:
        number = int(value)
        found += [in_words(number)] * 3 + [f"{number:,}", rf"$\frac{{{number * 3}}}{{3}}$"]
        if number >= 10:
            found.append(rf"${_scientific(number)}$")
    elif value.denominator < 1000:
        found += [
            rf"$\frac{{{value.numerator}}}{{{value.denominator}}}$",
            f"{float(value):g}",
            f"{float(value * 100):g}%",
        ]
    return found


def riddles(answer: str, rng: random.Random) -> list[str]:
    """Things to work out that come to the answer."""
    value = _value(answer)
    if value is None or value.denominator != 1 or not 1 < value < 10**5:
        return []
    number = int(value)
    short = rng.randint(1, 9)
    found = [
        f"half of {in_words(2 * number)}",
        f"{in_words(short)} short of {in_words(number + short)}",
        f"a third of {in_words(3 * number)}",
        f"{in_words(short)} less than {in_words(number + short)}",
        f"the number right after {in_words(number - 1)}",
    ]
    if number > short + 1:
        found += [f"{in_words(short)} more than {in_words(number - short)}", f"{number - short} plus {short}"]
    if number % 2 == 0:
        found += [f"twice {in_words(number // 2)}", f"double {number // 2}"]
    found += [
        f"{in_words(part)} times {in_words(number // part)}"
        for part in (3, 4, 5, 7, 9)
        if number % part == 0 and number > part
    ]
    found += [f"{in_words(number // 12)} dozen"] if number % 12 == 0 else []
    root = round(number**0.5)
    found += [f"the square of {in_words(root)}", f"{in_words(root)} squared"] if root * root == number else []
    found += [f"as many as a {whole} has {part}s" for (part, whole), count in NAMED_COUNTS.items() if count == number]
    return found


def in_units(answer: str, question: str, rng: random.Random) -> list[str]:
    """The answer in other units of the same sort as one that the question asks for."""
    value = _value(answer)
    asked = re.search(r"how (?:many|much) (\w+)", question, re.IGNORECASE)
    unit = unit_of(asked[1].lower()) if asked else None
    if value is None or not 0 < value < 10**5:
        return []
    if unit is None:
        return [f"{float(value) / 12:g} dozen"] if value % 6 == 0 and value > 6 else []
    sort, size = UNITS[unit]
    others = [name for name, (other, _) in UNITS.items() if other == sort and name != unit and len(name) > 2]
    amounts = [(float(value) * size / UNITS[name][1], name) for name in others]
    return [f"{amount:g} {name}s" for amount, name in amounts if 0.01 < amount < 10**6 and len(f"{amount:g}") < 7]


def _value(answer: str) -> Fraction | None:
    try:
        return Fraction(answer.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _scientific(number: int) -> str:
    power = len(str(number)) - 1
    return rf"{number / 10**power:g} \times 10^{{{power}}}"
