"""The clause of a solution's line that says what a computation finds, with connectives and asides taken off."""

import re

from synth.reference.solution import Step

CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|thus|therefore|hence|then|next|now|finally|lastly|first|firstly|second|secondly|third|"
    r"afterwards?|also|similarly|"
    r"overall|altogether|together|in\stotal|in\sall|as\sa\sresult|consequently|accordingly|however|meanwhile|"
    r"likewise|again|in\saddition|"
    r"only|currently|(?:\d+|\w+)\s(?:years|days|weeks|months)\sago|initially|today|combined|so\sfar|"
    r"in\sthe\sbeginning|at\sthe\send|in\sthe\send|of\scourse|this\smeans|that\smeans|it\smeans|which\smeans|"
    r"meaning|this\sis|"
    r"this\sis\sbecause|we\sknow|we\ssee|we\scan\ssee|we\sfind|this\sgives\sus|to\ssum\sup|adding\sup|step\s\d+)\b"
    r"\s*(?:that\b)?\s*[,:]?\s*)",
    re.IGNORECASE,
)
"""What a line may open with and can do without."""

SPLIT = re.compile(
    r"(?:[,;:.]\s+|\s)(?:so|thus|therefore|hence|which\smeans|this\smeans|that\smeans|meaning|because|where|"
    r"i\.e\.)\s+(?:that\s|for\s)?"
    r"(?!far\b|much\b|many\b|(?:also\s|now\s)?(?:is|are|was|were|be|has|have|had|will|would|equals?|costs?)\b)",
    re.IGNORECASE,
)
"""Where a new clause with its own subject begins."""

SENTENCE = re.compile(r"[.;!?]\s+(?=[A-Z])")
SUBORDINATE = re.compile(
    r"^(?:since|if|as|because|given|when|while|knowing|considering|with|to|assuming|seeing|once|out\sof|"
    r"\w+(?:ing|ed))\b",
    re.IGNORECASE,
)
"""Openings that are dropped together with their clause."""

ASIDE = re.compile(
    r"^(?:after|before|on|in|at|during|for|by|from|over|among|between|of|every|each|per|without|within|until)\b",
    re.IGNORECASE,
)
"""Openings of a phrase that says when or where: it moves behind the clause."""

REASON = re.compile(r"(?:[,:(]|\b(?:because|since|as))+\s*$", re.IGNORECASE)
"""What stands between a value and the computation that is given as its reason."""

AFTER_END = re.compile(
    r"[.;:?!](?:\s|$)|,\s|\s(?:because|since|so|and\s(?:then|so|the|he|she|they|it|that|\d)|which|while|but|"
    r"if|as\s(?:he|she|they|there|it|the))\b|\s[-=+/(]|\(",
    re.IGNORECASE,
)
"""Where the clause behind a result ends."""

ASIDE_WORDS = 8
"""Longer asides are dropped."""


def main_clause(step: Step) -> tuple[str, str]:
    """The text in front of and behind the value in the clause that introduces it."""
    before, after = _moved(step)
    after = _first(after)
    clause = before
    for sentence_end in SENTENCE.finditer(before):
        clause = before[sentence_end.end() :]
    clause = SPLIT.split(clause)[-1] or clause
    clause, aside = _without_openings(clause.strip())
    return clause, f"{after} {aside}".strip()


def _moved(step: Step) -> tuple[str, str]:
    """For `He eats 32 slices because 2 x 16 = 32` the value that counts is the first one."""
    shown = step.shown.strip("$ ")
    reason = REASON.search(step.before)
    if not shown or not reason:
        return step.before, step.after
    found = re.search(
        rf"(?<![\w.,/$])\$?\s?{re.escape(shown)}(?![\w%/]|[.,]\d)(?P<rest>.*)$", step.before[: reason.start()]
    )
    if not found:
        return step.before, step.after
    return step.before[: found.start()].strip(), found["rest"].strip()


def _first(after: str) -> str:
    """What belongs to the value: up to the end of its clause."""
    found = AFTER_END.search(after)
    return (after[: found.start()] if found else after).strip()


def _without_openings(clause: str) -> tuple[str, str]:
    """Take connectives and leading phrases off; returns the clause and the phrase to put behind it."""
    aside = ""
    for _ in range(6):
        shorter = CONNECTIVE.sub("", clause, count=1).strip()
        head, comma, tail = shorter.partition(",")
        if comma and SUBORDINATE.match(head):
            shorter = _last_part(tail)
        elif ASIDE.match(head) and (comma or len(head.split()) <= 4 and head == shorter):
            aside = head[0].lower() + head[1:] if len(head.split()) <= ASIDE_WORDS else ""
            shorter = tail.strip()
        if shorter == clause:
            break
        clause = shorter
    return clause, aside


def _last_part(tail: str) -> str:
    """Behind a subordinate clause the main clause may stand after an apposition."""
    last = tail.rpartition(", ")[2].strip()
    return tail.strip() if last.startswith(("and ", "or ")) or len(last.split()) < 2 else last
