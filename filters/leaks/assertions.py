"""Words around a number that say it is a result: needed where the number alone could be anything (a 2, a 10)."""

import re

_BEFORE = re.compile(
    r"(?:\b(?:is|are|be|equals?|becomes?|makes?|gives?|leaves?|leaving|yields?|gets?|obtains?|finds?|expect|about|around|roughly|"
    r"approximately|nearly|exactly|precisely|namely|likely|holds?|needs?|takes?|after|lasts?|reach(?:es)?|totals?|amounts?\sto|"
    r"close\sto|near|vicinity\sof|something\slike|somewhere\saround|on|at|in\sfact|to\sbe|comes?\s(?:out\s)?(?:to|at)|"
    r"works?\sout\s(?:to|at|as)|ends?\s(?:up\s)?(?:with|at)|settles?\s(?:at|on)|boils\sdown\sto|turns\sout|answer|result|remainder|"
    r"value|minus|negative|guess|bet|shows?|displays?|measures?|reads?|confirms?|say|perhaps|maybe|probably|presumably|call\sit|calls?\sfor|"
    r"arrives?\sat|lands?\s(?:at|on)|(?:neighbou?rhood|region|order)\sof|survives?|remains?|appears?)|=|\u2248|\\approx|:|\u2192|\\boxed\{)[\s,(]*\\?[$(]?\s*(?:a\s|the\s|just\s|only\s|exactly\s)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\$?[\s,]*(?:(?:is|are|as|remains?|survives?|appears?|wins?|works?|fits?|it\sis|or\sso|or\sthereabouts|in\sall|in\stotal|altogether|left|"
    r"exactly|precisely|perhaps|probably|presumably|if\sI|I\s(?:would|should|think|suspect|guess|reckon|believe)|give\sor\stake)\b)",
    re.IGNORECASE,
)
_LOOK = 34
"""Characters looked at on either side."""


def is_asserted(text: str, start: int, end: int) -> bool:
    """Whether the words around [start, end) present what stands there as a result."""
    return bool(_BEFORE.search(text[max(0, start - _LOOK) : start]) or _AFTER.match(text, end, end + _LOOK))


_EQUATED = re.compile(
    r"(?:=|\u2248|:|\b(?:is|are|equals?|makes?|gives?|leaves?|yields?|totals?|comes?\sto|amounts?\sto|only|just|exactly))\s*\\?[$(]?\s*$",
    re.IGNORECASE,
)


def is_equated(text: str, start: int) -> bool:
    """Whether what stands at `start` is said to be equal to something: stricter than `is_asserted`."""
    return bool(_EQUATED.search(text[max(0, start - _LOOK) : start]))
