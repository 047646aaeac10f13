"""The kinds of word problem the rules can tell apart, by their wording."""

import re
from typing import NamedTuple

from synth.reference.features import WORD, Features
from synth.reference.lexicon import words

HINT = re.compile(r"[a-z' ]+")
WAYS = words(
    "mile miles mph kilometer kilometers kilometre kilometres km kph meter meters metre metres foot feet yard yards "
    "block blocks speed distance far lap laps knots"
)
"""Without one of these, who runs a shop or holds a paper drive does not move."""

PLAIN = re.compile(r"[a-z]+(?:s\?)?")
"""A word, or one with or without its `s`."""


class Topic(NamedTuple):
    """One kind of problem."""

    name: str
    """Short and stable."""
    label: str
    """What it is, with its article."""
    words: frozenset[str]
    """Words that point to it; more different ones point more strongly."""
    hints: tuple[str, ...]
    """How the other wording that points to it begins; a quick test for it."""
    phrases: re.Pattern[str]
    """Wording of several words, or of changing ones, that points to it, too."""
    tools: tuple[tuple[str, str], ...]
    """What applies to it: pairs of a group, which keeps tools apart, and a noun phrase."""
    constraint: str
    """What any solution must respect."""
    money: bool = False
    """True if such a problem speaks of money."""


def _topic(
    name: str, label: str, words: str, tools: tuple[tuple[str, str], ...], constraint: str, money: bool = False
) -> Topic:
    parts = words.split(", ")
    plain = [part for part in parts if PLAIN.fullmatch(part)]
    spelled = {form for part in plain for form in (part.replace("s?", ""), part.replace("?", ""))}
    others = [part for part in parts if part not in plain]
    hints = tuple(HINT.match(part)[0] for part in others)  # type: ignore[index]
    phrases = re.compile(rf"\b(?:{'|'.join(others)})\b")
    return Topic(name, label, frozenset(spelled), hints, phrases, tools, constraint, money)


TOPICS = (
    _topic(
        "probability",
        "a probability problem",
        "probability, chance, likely, odds, at random, randomly",
        (("case", "the ratio of favourable to possible cases"), ("product", "the product rule for independent draws")),
        "A probability lies between nought and one, and the chances of all cases add up to the whole",
    ),
    _topic(
        "possibilities",
        "a counting problem about possibilities",
        "different ways, how many ways, combinations, outfits, handshakes, orders, arrangements?, possible teams, "
        "games",
        (("product", "the product rule for independent choices"), ("twice", "a correction for cases met twice")),
        "Every case has to be counted, and none of them twice",
    ),
    _topic(
        "geometry",
        "a geometry problem about the measures of a figure",
        "area, perimeter, rectangles?, rectangular, square (?:feet|meters|metres|inches|yards|foot|miles), triangles?, "
        "circles?, radius, diameter, cubes?, cubic, width, wide, angles?, fence",
        (("figure", "the formulas for the measures of the figure"), ("parts", "the division of a figure into parts")),
        "Lengths are positive, and a length, an area and a volume are different kinds of quantity that never add up",
    ),
    _topic(
        "motion",
        "a motion problem about distance, speed and time",
        r"miles per hour, mph, km/h, kilometers per hour, speed, faster, slower, travel(?:s|ed|ing)?, drives?, drove, "
        r"runs?, ran, walks?, walked, distance, flew, flies, trip, miles",
        (("rate", "the proportion between distance, speed and time"), ("sum", "the sum of the stretches of a way")),
        "Speed, distance and time have to be in units that fit each other, and a rest counts as time, not as distance",
    ),
    _topic(
        "work",
        "a problem about rates of work",
        "working together, work together, fills?, empt(?:y|ies), drains?, pipes?, painters?, workers?, crew, typing, "
        "per minute, finish(?:es)? the",
        (("rate", "the proportion between work, rate and time"), ("sum", "the sum of the rates of all who work")),
        "Rates of those who work at the same time add up, while their times do not",
    ),
    _topic(
        "ages",
        "a problem about ages",
        "years old, age, ages, aged, older, younger, birthday, born",
        (
            ("compare", "a comparison of ages at one and the same moment"),
            ("keep", "the fact that a difference of ages never changes"),
        ),
        "Everybody ages at the same pace, and no age can be negative",
    ),
    _topic(
        "mixture",
        "a mixture problem about parts and concentration",
        "mixture, mixed, solution, alcohol, concentration, brine, acid, dilute, punch, syrup",
        (("balance", "the balance of the pure part within the whole"), ("percent", "percentages of the whole mixture")),
        "The amount of each ingredient is kept when things are poured together, whereas concentrations are not added",
    ),
    _topic(
        "interest",
        "a problem about money that grows by interest",
        "interest, deposits?, deposited, invest(?:s|ed|ment|ments)?, loan, bank account, savings account, mortgage",
        (("percent", "percentages of the capital"), ("compound", "the distinction of simple and compound interest")),
        "Interest belongs to a period, and the rate has to be applied for the right number of periods",
        money=True,
    ),
    _topic(
        "price change",
        "a problem about a price that is changed",
        "discounts?, discounted, off, sale, coupon, marked, original price, tax, taxes, tip, markup, voucher, "
        "half price",
        (("percent", "percentages of a price"), ("change", "the distinction of a change from the changed price")),
        "A reduced price stays below the full one, and a tax or tip is added to what is paid for",
        money=True,
    ),
    _topic(
        "profit",
        "a problem about earnings set against costs",
        "profits?, revenue, expenses, make a profit, net, ingredients, resells?, resold, overhead, loss",
        (("difference", "the difference of what comes in and what goes out"), ("product", "price times quantity")),
        "Income and expenses must cover the same goods and the same stretch of time",
        money=True,
    ),
    _topic(
        "pay",
        "a problem about pay",
        "earns?, earned, earning, earnings, wages?, salary, hourly, per hour, overtime, babysit\\w*, commission, "
        "allowance, shift, bonus, an hour, tips",
        (("rate", "the product of a rate of pay and the work done"), ("sum", "the sum of separate earnings")),
        "A rate of pay belongs to its unit of time or work, and both must match",
        money=True,
    ),
    _topic(
        "shopping",
        "a shopping problem about prices and quantities",
        "buys?, bought, costs?, prices?, spends?, spent, pays?, paid, store, shop(?:ping)?, change, purchase\\w*, "
        "sells?, sold, tickets?, budget",
        (("product", "the product of a price and a quantity"), ("sum", "the sum of separate costs")),
        "Amounts of money are not negative and make sense to the cent",
        money=True,
    ),
    _topic(
        "average",
        "a problem about an average",
        "average, mean, averaged, averages, median",
        (("average", "the link between an average, the sum behind it and the number of values"),),
        "An average lies between the smallest and the largest of its values",
    ),
    _topic(
        "ratio",
        "a ratio problem about parts of a whole",
        "ratio, proportion\\w*, for every, out of every, parts",
        (("ratio", "the value of one part in a ratio"), ("scale", "proportional reasoning")),
        "The parts of a ratio make up the whole and keep their order",
    ),
    _topic(
        "time",
        "a problem about stretches of time",
        "o'clock, a\\.?m, p\\.?m, noon, midnight, schedule, minutes, hours, alarm, arrives?, leaves? at, "
        "how long, takes (?:him|her|them)",
        (("time", "sums and differences of durations"), ("convert", "the conversion between units of time")),
        "Durations can be added only in a common unit",
    ),
    _topic(
        "consumption",
        "a problem about steady use",
        "eats?, drinks?, uses?, consumes?, calories, feeds?, servings?, gallons?, cups?, last, recipe, bakes?, feed",
        (("rate", "proportional reasoning with a steady rate"), ("product", "the product of a rate and its extent")),
        "A rate holds for its own unit, be it a day, a serving or a head",
    ),
    _topic(
        "groups",
        "a problem about equal groups",
        "boxes, box, bags?, packs?, packages?, rows?, shelves, shelf, cartons?, groups?, tables?, teams?, classes, "
        "rooms?, baskets?, trays?, pages?",
        (("product", "multiplication for equal groups"), ("share", "division of a total into equal groups")),
        "Groups of one kind are of equal size, and only whole ones count",
    ),
    _topic(
        "number puzzle",
        "a puzzle about an unknown number",
        "a number, numbers, digits?, consecutive, integers?, multiples?, divisible, remainder, prime",
        (("words", "the translation of words into relations"), ("inverse", "inverse operations")),
        "The number found has to satisfy every condition in the wording at once",
    ),
)
"""Tried in this order where two are equally likely."""

STOCK = Topic(
    "stock",
    "a problem about a changing quantity",
    frozenset(),
    (),
    re.compile(r"(?!)"),
    (("change", "addition for what comes in and subtraction for what goes out"),),
    "The quantity is followed from one change to the next and can never fall below nothing",
)
COMPARISON = Topic(
    "comparison",
    "a comparison problem",
    frozenset(),
    (),
    re.compile(r"(?!)"),
    (("compare", "the translation of comparisons into operations"),),
    "Every comparison has a direction: one amount is described, and another one is its reference",
)
WHOLE = Topic(
    "whole",
    "a problem about parts and a whole",
    frozenset(),
    (),
    re.compile(r"(?!)"),
    (("whole", "the relation between the parts and their whole"),),
    "The parts must not overlap, and together they make up the whole",
)


def topic_of(features: Features) -> Topic:
    """The kind of problem: the one with most of its words in the question, those that ask counting double."""
    question, asking = features.question.lower(), features.asking.lower()
    asked = frozenset(WORD.findall(asking))
    scored = []
    for topic in TOPICS:
        unlikely = topic.money and not features.money or topic.name == "motion" and not features.words & WAYS
        hits = 0 if unlikely else _hits(topic, question, features.words)
        scored.append((hits and hits + _hits(topic, asking, asked), topic))
    most, best = max(scored, key=lambda item: item[0])
    if most >= 2:
        return best
    if "times_as" in features or "more_than" in features:
        return COMPARISON
    if "remaining" in features or "increase" in features:
        return STOCK
    return best if most else WHOLE


def _hits(topic: Topic, lowered: str, words: frozenset[str]) -> int:
    """How many different words and phrases of the topic a text holds."""
    spelled = len(topic.words & words)
    likely = any(hint in lowered for hint in topic.hints)
    return spelled + len(set(topic.phrases.findall(lowered))) if likely else spelled
