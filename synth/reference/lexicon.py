"""Closed word lists of English that several rules share."""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PREPOSITIONS = words("in on at for from after before with to when because by that and of than")
"""Where a long phrase can be cut without losing its head."""

ENDS_NOUN = words(
    "in on at for from per each every a an after before during to with when because since by that which who if and or "
    "so altogether total left remaining over until while as than the his her their this he she they it is are was were "
    "be will would can did not without into out there left. combined together overall all more less fewer through "
    "throughout under between among its has have had about at up down away back off where across within towards toward "
    "long but only need needs"
)
"""Words that end the noun phrase behind a number."""

SENTENCE_STARTERS = words(
    "the a an his her their its my our your this that these those each every all both how what he she they it we i one "
    "half twice another other some to by of on in at for after before with without during from between separately "
    "together counted exactly taking no most only if when since as while"
)
"""Words that lose their capital when they no longer begin a sentence."""

HEADINGS = words(
    "total remaining average final number cost difference amount profit distance time price change sum value weight"
)
"""Nouns and adjectives that lines use as headings without an article: `Total cost:`."""

MONEY_UNITS = words("dollars dollar euros euro cents")
EMPTY_SUBJECTS = words("there this that it these those which what here he she they i we you")
"""Subjects that name nothing."""

POSSESSIVES = {
    "he": "his",
    "she": "her",
    "they": "their",
    "it": "its",
    "i": "my",
    "we": "our",
    "you": "your",
}
MEASURES = {
    "old": "age",
    "tall": "height",
    "long": "length",
    "wide": "width",
    "high": "height",
    "deep": "depth",
    "thick": "thickness",
    "away": "distance",
    "late": "delay",
    "early": "lead",
}
"""`24 years old` is an age."""
