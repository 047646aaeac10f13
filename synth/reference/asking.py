"""What a problem asks for, as a clause that fits into a sentence: `how many clips Natalia sold in May`."""

import re
from functools import lru_cache

from synth.reference.lexicon import words
from synth.reference.stripping import without_numbers
from synth.reference.verbs import is_base_verb, past, third_person

SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d)]*\s+(?=[A-Z\"'\u201c(\d$])")
ABBREVIATIONS = (
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "St.",
    "Sr.",
    "Jr.",
    "vs.",
    "a.m.",
    "p.m.",
    "No.",
    "ft.",
    "in.",
    "lb.",
    "oz.",
)
INTERROGATIVE = re.compile(
    r"\b(?:(?:in|by|at|for|after|to|on|from|with|of)\s)?(?:how\s(?:many|much|old|far|long|tall|often|fast|big|"
    r"large|heavy|high|deep|wide|high|late|soon|"
    r"\w+)|what|which|who|when|where)\b",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(
    r"\b(?:find|calculate|determine|compute|give|work\sout|figure\sout)\s(?P<what>(?:(?:the|how|what|his|her|"
    r"their|its)\b|[A-Z]\w*['\u2019]s).*)$",
    re.IGNORECASE,
)
AUXILIARY = words("did does do will would can could should must might has have had is are was were")
BE = words("is are was were")
SUBJECTS = words("i you he she it we they there")
MAX_SUBJECT = 9
"""A subject has at most so many words."""

HAVE = words("has have had")
DETERMINERS = words("the his her their each all both these those")
NOT_BEFORE_VERB = words("the a an of his her their every to")
AFTER_SUBJECT = words("in now when after if than at on from by going currently")
PARTICIPLES = words(
    "been done eaten driven written given taken made sold bought spent paid left won lost read run got gotten had "
    "drunk caught"
)
ADVERBS = words("still also now then each all both currently initially originally already only ever usually actually")


def sentences(text: str) -> list[str]:
    """The sentences of a text; full stops of abbreviations do not end one."""
    parts: list[str] = []
    for part in SENTENCE_END.split(" ".join(text.split())):
        if parts and parts[-1].endswith(ABBREVIATIONS):
            parts[-1] += " " + part
        else:
            parts.append(part)
    return parts


def asking_sentence(question: str) -> str:
    """The sentence that asks: the last one with a question mark, else the last imperative, else the last."""
    parts = sentences(question)
    asking = [part for part in parts if "?" in part] or [part for part in parts if IMPERATIVE.search(part)]
    return (asking or parts or [""])[-1]


@lru_cache(maxsize=1024)
def asked_clause(question: str) -> str | None:
    """What is asked, as a clause without numbers; None where the rules cannot turn the question around."""
    sentence = asking_sentence(question).rstrip("?.! \"'")
    imperative = IMPERATIVE.search(sentence)
    clause = imperative["what"] if imperative else _turned(sentence)
    if not clause:
        return None
    stripped = without_numbers(clause).strip(" ,;:")
    return stripped if 2 <= len(stripped.split()) <= 40 else None


def _turned(sentence: str) -> str | None:
    start = INTERROGATIVE.search(sentence)
    while start and _relative(sentence, start):
        start = INTERROGATIVE.search(sentence, start.end())
    if not start:
        return None
    words = re.sub(r"^([Ww]hat)['\u2019]s\b", r"\1 is", sentence[start.start() :]).split()
    words[0] = words[0].lower()
    index = next((i for i, word in enumerate(words[:12]) if word.lower().strip(",") in AUXILIARY), None)
    if index is None:
        return " ".join(words)
    if words[0] == "what" and index == 1 and words[2:3] == ["be"]:  # what will be the new balance
        return " ".join([*words[:1], *words[3:], words[1], "be"])
    return _reorder(words[:index], words[index].lower(), words[index + 1 :])


def _relative(sentence: str, found: re.Match[str]) -> bool:
    """True for the `which` or `who` of a relative clause."""
    word = found[0].split()[-1].lower()
    return (
        word in ("which", "who", "when", "where", "what")
        and found.start() > 0
        and bool(re.search(r"\bhow\s(?:many|much)\b|\bwhat\b", sentence[found.end() :], re.I))
    )


def _reorder(asked: list[str], auxiliary: str, rest: list[str]) -> str | None:
    """The words in the order of a statement; None where the verb cannot be found."""
    if not rest:
        return None
    if auxiliary in BE:
        return _reorder_be(asked, auxiliary, rest)
    verb = None if rest[0].lower() == "not" else _verb_index(rest, participle=auxiliary in HAVE)
    if verb is None:
        turned = auxiliary in ("do", "does", "did") and rest[0].lower() != "not" or rest[0].lower() in SUBJECTS
        unturned = auxiliary not in HAVE and (rest[0].lower() in DETERMINERS or rest[0][0].isupper())
        return None if unturned or (turned and auxiliary not in HAVE) else " ".join([*asked, auxiliary, *rest])
    if any(word.lower() in AUXILIARY for word in rest[:verb]):
        return None
    action, comma, _ = rest[verb].partition(",")
    subject, tail = rest[:verb], rest[verb + 1 :]
    return " ".join([*asked, *subject, _inflected(action, auxiliary) + comma, *tail])


def _inflected(verb: str, auxiliary: str) -> str:
    if auxiliary == "did":
        return past(verb)
    if auxiliary == "does":
        return third_person(verb)
    return verb if auxiliary == "do" else f"{auxiliary} {verb}"


def _verb_index(rest: list[str], participle: bool) -> int | None:
    """Where the verb stands behind its subject."""
    for index, word in enumerate(rest[: MAX_SUBJECT + 1]):
        plain = word.lower().strip(",.")
        verb = plain in PARTICIPLES or plain.endswith("ed") if participle else plain == "be" or is_base_verb(plain)
        if verb and index and rest[index - 1].lower() not in NOT_BEFORE_VERB:
            return index
    return None


def _reorder_be(asked: list[str], auxiliary: str, rest: list[str]) -> str:
    first = rest[0].lower()
    if len(asked) == 1:  # what is ...
        named = first in ("the", "his", "her", "their", "its") or "'" in rest[0] or "\u2019" in rest[0]
        return " ".join(rest if named else [*asked, *rest[:1], auxiliary, *rest[1:]])
    if first in SUBJECTS:
        return " ".join([*asked, rest[0], auxiliary, *rest[1:]])
    named = rest[0][0].isupper() or first in DETERMINERS
    if named and asked[1].lower().strip(",") != "many" and not any(word.endswith("s") for word in asked[2:]):
        end = next((i for i, word in enumerate(rest) if i and word.lower() in AFTER_SUBJECT), len(rest))
        return " ".join([*asked, *rest[:end], auxiliary, *rest[end:]])
    action = next((i for i, word in enumerate(rest[:5]) if i and word.lower().endswith(("ing", "ed"))), None)
    if action and first not in ADVERBS and named:
        return " ".join([*asked, *rest[:action], auxiliary, *rest[action:]])
    return " ".join([*asked, auxiliary, *rest])
