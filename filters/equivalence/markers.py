"""Answers announced in words: "the final answer is 42", "Answer: 42", `A: 42`, and the same in other languages."""

import re

from filters.equivalence.values import Value, values

MARKER = re.compile(
    r"(?:(?:final|correct) )?(?<![A-Za-z])(?:answer|ans|solution)(?![A-Za-z])(?: to [^.:\n]{1,60}?)?\s?(?:\*\*)?\s?"
    r"(?:(?:is|are|was|=|:)(?: (?:for sure|therefore|thus|simply|just|then)\b)?|(?=\$|\\[(\[]))[\s:*]{0,9}"
    r"|^[ \t]{0,9}A:[ \t]{0,9}"
    r"|(?:答案|答え|答)(?:是|为|為|は|[：:]){1,2}\s?"
    r"|(?:Réponse|Respuesta|Antwort|Resposta|Risposta|Ответ|الجواب|الإجابة)(?: (?:est|es|ist|è))?\s?[:：]\s?",
    re.IGNORECASE | re.MULTILINE,
)
"""Every repetition is bounded: hostile texts hold a hundred thousand spaces."""
FINAL = re.compile(r"final answer is\s?:?\s{0,9}", re.IGNORECASE)
"""Strong enough to overrule a box that stands before it."""
SENTENCE = re.compile(r"(?:(?!\.\s|\.$|。|！|\n)[\s\S]){1,400}", re.MULTILINE)
ASIDE = re.compile(
    r"\s*(?:,|\(|;)?\s+(?:because|since|as|which|where|so|it|i hope|if|when|after|by|for|therefore|hence|thus|but)\b.*",
    re.IGNORECASE | re.DOTALL,
)
VERB = re.compile(
    r"(?<![A-Za-z])(?:is|are|was|equals|be|will be|=)(?![A-Za-z])\s*(?:about|approximately|exactly)?\s*", re.IGNORECASE
)
WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
OTHER_SCRIPT = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
OPENER = re.compile(r"\s{0,9}(?:\$\$?|\\\[|\\\()\s{0,9}\n")
MAX_REACH = 400
"""Characters behind a marker that may hold the answer."""
MAX_WORDS = 4
"""A phrase of more words is a sentence around the answer, not the answer."""


def marked(text: str, start: int = 0, end: int | None = None, marker: re.Pattern[str] = MARKER) -> Value | None:
    """What the last marker in `text[start:end]` announces, or None."""
    end = len(text) if end is None else end
    for match in reversed(list(marker.finditer(text, start, end))):
        phrase = _phrase(text, match.end(), end)
        if phrase is not None:
            return phrase
    return None


def _phrase(text: str, start: int, end: int) -> Value | None:
    """The answer in the sentence behind a marker: all of a short one, the value in a long one."""
    if OPENER.match(text, start, end):
        return next(iter(values(text, start, min(end, start + MAX_REACH))), None)
    sentence = SENTENCE.match(text, start, end)
    if sentence is None or not sentence[0].strip(" *\t$."):
        return None
    whole = _trimmed(text, sentence.start(), sentence.end())
    if not _is_prose(whole.text):
        return whole
    found = values(text, whole.start, whole.end)
    verbs = [match.end() for match in VERB.finditer(whole.text)]
    after = [value for value in found if verbs and value.start >= whole.start + verbs[-1]]
    return next(iter(after or found), whole)


def _is_prose(phrase: str) -> bool:
    outside = re.sub(r"\\[A-Za-z]+\s*\{[^{}]*\}", "", phrase)
    return len(WORD.findall(outside)) > MAX_WORDS or bool(OTHER_SCRIPT.search(outside))


def _trimmed(text: str, start: int, end: int) -> Value:
    """The sentence without asides, quotes, stars and the full stop."""
    content = text[start:end]
    aside = ASIDE.search(content)
    if aside and aside.start() > 0:
        content = content[: aside.start()]
    stripped = content.lstrip(" \t*\"'“}")
    start += len(content) - len(stripped)
    stripped = stripped.rstrip(" \t*\"'”.,;:")
    return Value(stripped, start, start + len(stripped), is_math=False)
