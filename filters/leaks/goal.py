"""What a question asks for, as stems of nouns: `area` and `rectangle` of "What is the area of the rectangle?"."""

import re
from functools import lru_cache

_ASKING = re.compile(
    r"\b(?:what|which|how|find|determine|compute|calculate|express|evaluate|give|solve|who|when)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[a-z]{3,}")
_ALSO = {
    "old": "age years", "long": "time hours minutes length", "far": "distance", "much": "cost price amount total bill",
    "many": "number count", "fast": "speed rate", "tall": "height", "high": "height", "wide": "width",
    "deep": "depth", "heavy": "weight mass", "who": "winner", "when": "time", "likely": "probability",
}  # fmt: skip
_EMPTY_LIST = (
    "what which find determine compute calculate express evaluate give solve the was were are will would does did has "
    "have had and for with from that this these their they them its his her she one each all than when who how many "
    "much must can could should terms form answer following value"
)
_EMPTY = frozenset(_EMPTY_LIST.split())
STEM = 5
"""Characters of a stem."""


@lru_cache(maxsize=256)
def goals(question: str) -> frozenset[str]:
    """Stems of the words in the sentence that asks, without the empty ones; what `how old` asks for is an age."""
    asking = [sentence for sentence in _SENTENCE.split(question) if _ASKING.search(sentence)]
    if not asking:
        return frozenset()
    last = asking[-1].lower()
    words = _WORD.findall(last[_start(last) :])
    more = [also for word in words for also in _ALSO.get(word, "").split()]
    return frozenset(word[:STEM] for word in [*words, *more] if word not in _EMPTY)


def _start(sentence: str) -> int:
    match = _ASKING.search(sentence)
    return match.start() if match else 0
