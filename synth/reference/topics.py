"""The kinds of word problem the rules can tell apart, by their wording."""

import re
from typing import NamedTuple

from synth.reference.features import Features


class Topic(NamedTuple):
    """One kind of problem."""

    name: str
    """Short and stable."""
    label: str
    """What it is, with its article."""
    wording: re.Pattern[str]
    """Words that point to it; more different ones point more strongly."""
    tools: tuple[str, ...]
    """What applies to it: noun phrases."""
    constraint: str
    """What any solution must respect."""


def _topic(name: str, label: str, wording: str, tools: tuple[str, ...], constraint: str) -> Topic:
    return Topic(name, label, re.compile(rf"\b(?:{wording})\b", re.IGNORECASE), tools, constraint)


TOPICS = (
    _topic(
        "probability",
        "a probability problem",
        "probability|chance|likely|odds|at random|randomly",
        ("the ratio of favourable to possible cases", "the product rule for independent draws"),
        "A probability lies between nought and one, and the chances of all cases add up to the whole",
    ),
    _topic(
        "counting",
        "a counting problem about possibilities",
        "different ways|how many ways|combinations|outfits|handshakes|in how many orders|different orders|arrangements?|possible teams",
        ("the product rule for independent choices", "a correction where the same case is met more than once"),
        "Every case has to be counted, and none of them twice",
    ),
    _topic(
        "geometry",
        "a geometry problem about measures of a figure",
        "area|perimeter|rectangle|rectangular|square (?:feet|meters|metres|inches|yards|foot|miles)|triangle|circle|radius|diameter|cube|volume of|"
        "width|wide|length|angles?|degrees|sides",
        ("the formulas for the measures of the figure", "the decomposition of a figure into simple parts"),
        "Lengths are positive; a length, an area and a volume are different kinds of quantity and never add up",
    ),
    _topic(
        "motion",
        "a motion problem about distance, speed and time",
        "miles per hour|mph|km/h|kilometers per hour|speed|faster|slower|travel(?:s|ed|ing)?|drives?|drove|runs?|ran|walks?|walked|distance|bikes?|flew|flies",
        ("the proportion between distance, speed and time", "the sum of the stretches of a journey"),
        "Speed, distance and time have to be in units that fit each other, and times of rest count as time and not as distance",
    ),
    _topic(
        "work",
        "a problem about rates of work",
        "working together|work together|fills?|empt(?:y|ies)|drains?|pipes?|painters?|workers?|crew|finish(?:es)? the|job|typing|per minute",
        ("the proportion between work, rate and time", "the sum of rates of those who work at once"),
        "Rates of those who work at the same time add up, while their times do not",
    ),
    _topic(
        "ages",
        "a problem about ages",
        "years old|age|ages|older|younger|birthday|born",
        ("a comparison of ages at one and the same moment", "the fact that a difference of ages never changes"),
        "Everybody ages at the same pace, and no age can be negative",
    ),
    _topic(
        "mixture",
        "a mixture problem about parts and concentration",
        "mixture|mix(?:es|ed)?|solution|alcohol|concentration|brine|acid|dilute\\w*|punch",
        ("the balance of the pure part within the whole", "percentages of the whole mixture"),
        "The amount of each ingredient is kept when things are poured together, whereas concentrations are not added",
    ),
    _topic(
        "interest",
        "a problem about money that grows by interest",
        "interest|deposits?|invest(?:s|ed|ment|ments)?|loan|bank account|savings account|mortgage|annual rate",
        ("percentages of the capital", "the distinction between simple and compound interest"),
        "Interest belongs to a period, and the rate has to be applied for the right number of periods",
    ),
    _topic(
        "price change",
        "a problem about a price that is changed",
        "discount|off|sale|coupon|marked|original price|tax|taxes|tip|markup|voucher|half price",
        ("percentages of a price", "the distinction between the change of a price and the changed price"),
        "A reduced price stays below the full one, and a tax or tip is added to what is paid for",
    ),
    _topic(
        "profit",
        "a problem about earnings set against costs",
        "profits?|revenue|expenses|costs? (?:him|her|them) to make|net|make(?:s)? a profit|ingredients|resell|resold|overhead",
        ("the difference between what comes in and what goes out", "price times quantity"),
        "Income and expenses must cover the same goods and the same stretch of time",
    ),
    _topic(
        "wages",
        "a problem about pay",
        "earns?|earned|wages?|salary|hourly|paid|per hour|overtime|babysit\\w*|commission|allowance|shift|bonus",
        ("the product of a rate of pay and the time or the work done", "the sum of separate earnings"),
        "A rate of pay belongs to its unit of time or work, and both must be the same",
    ),
    _topic(
        "shopping",
        "a shopping problem about prices and quantities",
        "buys?|bought|costs?|price|spends?|spent|pays?|store|shop|dollars|cents|change|purchase\\w*|sells?|sold|tickets?",
        ("the product of a price and a quantity", "the sum of separate costs"),
        "Amounts of money are not negative and make sense to the cent",
    ),
    _topic(
        "average",
        "a problem about an average",
        "average|mean|averaged|median|per game average",
        ("the definition of an average as a sum shared equally", "the link between an average and the sum behind it"),
        "An average lies between the smallest and the largest of its values, and it goes with a number of values",
    ),
    _topic(
        "ratio",
        "a ratio problem about parts of a whole",
        "ratio|proportion\\w*|for every|out of every|parts",
        ("the value of one part in a ratio", "proportional reasoning"),
        "The parts of a ratio make up the whole and keep their order",
    ),
    _topic(
        "calendar",
        "a problem about stretches of time",
        "o'clock|a\\.?m\\.?|p\\.?m\\.?|noon|midnight|schedule|minutes|hours|alarm|arrives?|leaves? at|takes (?:him|her|them)",
        ("sums and differences of durations", "the conversion between units of time"),
        "Durations can be added only in a common unit, and an hour does not have a hundred minutes",
    ),
    _topic(
        "consumption",
        "a problem about using things up at a steady rate",
        "eats?|drinks?|uses?|consumes?|calories|feeds?|servings?|gallons?|cups?|ounces?|last|recipe|bakes?",
        ("proportional reasoning with a steady rate", "the product of a rate and the time or number it applies to"),
        "A rate holds for its own unit, be it a day, a serving or a head",
    ),
    _topic(
        "packing",
        "a problem about equal groups",
        "boxes|bags?|packs?|packages?|rows?|shelves|shelf|cartons?|each (?:box|bag|row|pack|shelf)|groups?|tables?|teams?|classes|rooms?",
        ("multiplication for equal groups", "division of a total into equal groups"),
        "Groups are of equal size, and only whole ones count",
    ),
    _topic(
        "numbers",
        "a puzzle about an unknown number",
        "a number|numbers|digits?|consecutive|integers?|multiples?|divisible|remainder|prime",
        ("the translation of words into relations between numbers", "inverse operations"),
        "The number found has to satisfy every condition in the wording at once",
    ),
)
"""Tried in this order where two are equally likely."""

STOCK = Topic(
    "stock",
    "a problem about a quantity that changes",
    re.compile(r"(?!)"),
    ("addition for what comes in and subtraction for what goes out",),
    "The quantity is tracked from one change to the next and can never fall below nothing",
)
COMPARISON = Topic(
    "comparison",
    "a comparison problem in which amounts are given relative to each other",
    re.compile(r"(?!)"),
    ("the translation of comparisons into operations", "the chain of references between the amounts"),
    "Every comparison has a direction: one amount is described and the other one is its reference",
)
WHOLE = Topic(
    "whole",
    "a problem about parts and a whole",
    re.compile(r"(?!)"),
    ("the relation between the parts and their whole",),
    "The parts must not overlap, and together they make up the whole",
)


def topic_of(features: Features) -> Topic:
    """The kind of problem: the one with most of its words in the question, those that ask counting double."""
    best, most = None, 0
    for topic in TOPICS:
        hits = {hit.lower() for hit in topic.wording.findall(features.question)}
        score = len(hits) + len({hit.lower() for hit in topic.wording.findall(features.asking)})
        if score > most:
            best, most = topic, score
    if best is not None and most >= 2:
        return best
    if "times_as" in features or "more_than" in features:
        return COMPARISON
    if "remaining" in features or "increase" in features:
        return STOCK
    return best or WHOLE
