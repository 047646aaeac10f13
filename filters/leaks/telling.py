"""How a step is told: words for operations, in the many ways that people put them, and words that chain them.

`operations` knows the plain ones, which name an operation for certain. Here are those that only suggest one ("pooled",
"lifted off", "the former over the latter"): several kinds of them in one sentence, chained, make a recital, whatever
its author's words. All our choice.
"""

from collections.abc import Sequence
from functools import partial
from operator import ne
from typing import NamedTuple

from filters.leaks.tokens import Table

_OPERATIONS = {
    "add": (
        "add adds added adding addition sum sums summed summing plus total totals totalled combine combines "
        "combined combining together unite unites united uniting union pool pools pooled pooling merge merges "
        "merged merging join joins joined joining put puts gather gathered collect collected tally tallied "
        "tallies tallying stack stacked pile piled append augment augmented increase increased accumulate lump "
        "lumped attach aggregate supplement enlarged brought top tack tacked"
    ),
    "subtract": (
        "subtract subtracted subtracting subtraction minus taken remove removed removes removing removal deduct "
        "deducted deducting difference differences less reduce reduced reducing left remain remains remaining "
        "remainder rest knock knocked strip stripped lift lifted lifts diminish diminished diminishing drop "
        "dropped withdraw shortfall gap excess surplus lower lowered strike struck discount peel peeled cut shave "
        "missing beyond complement without leave leaves leaving undo undone back off away minuend relieved freed "
        "docked"
    ),
    "multiply": (
        "multiply multiplied multiplies multiplying multiplication times product products double doubled doubles "
        "doubling triple tripled square squared squares squaring cube cubed scale scaled scaling raise raised "
        "repeated repeat factor blown twice thrice fold"
    ),
    "divide": (
        "divide divided divides dividing division divisor quotient halve halved halves halving half split splits "
        "splitting share shared shares sharing ratio over distribute distributed apportion apportioned measured "
        "spread broken break breaking per proportion inverse invert inverted inverting parcel parcelled cancel "
        "cancelled"
    ),
    "change": (
        "convert converted converting conversion express expressed turn turned translate translated transform "
        "transformed transforms round rounded rounding rewrite rewritten solve solved solving substitute "
        "substituted substituting plug plugged insert inserted isolate isolated isolating factor factored expand "
        "expanded simplify simplified equate equated equal complete completing compare compared pick picked "
        "select selected keep kept discard discarded reverse reversed rearrange rearranged read rescale rescaled "
        "reckoned merge"
    ),
}
_OPERATION = {word: kind for kind, words in _OPERATIONS.items() for word in words.split()}
_CHAIN_WORDS = (
    "first firstly second secondly third thirdly then next finally lastly last afterwards afterward after thereafter "
    "thereupon whereupon subsequently ultimately eventually once now before begin begins start starts starting end "
    "ends closing latter former both those these turn result outcome followed follow follows whereby way route "
    "path road recipe order procedure unfolds goes comes leads step steps stage stages until again"
)
_CHAIN = frozenset(_CHAIN_WORDS.split())
_FINDS_WORDS = (
    "find finds finding found compute computed calculate calculated determine determined obtain obtained get gets "
    "getting got establish established evaluate reckon reckoned figure count counts counted counting derive derived "
    "produce produces yield yields give gives given giving reveal reveals uncover uncovers supply supplies deliver "
    "delivers arrive arrives emerges tell tells work worked look list write take takes form"
)
_FINDS = frozenset(_FINDS_WORDS.split())
_COMPARES_WORDS = (
    "as same exactly precisely equal equals match matches matched matching many much number count counts picture "
    "imagine think enough each every like just compare coincide coincides agree agrees shares corresponds no neither "
    "would could fill fits fit spare"
)
_COMPARES = frozenset(_COMPARES_WORDS.split())


_POINTS = frozenset(
    {"the", "it", "its", "that", "this", "those", "these", "them", "what", "which", "whose", "both", "one"}
)
"""Words that point to what was said before, or to one thing among all."""


def ladder(name: str, most: int) -> tuple[str, ...]:
    """All of them; a count's are the first ones: `ladder[:count]` is `upto`, where no count is below zero."""
    return tuple(f"#{name}>{number}" for number in range(most))


_LETTERS = {"add": "a", "subtract": "s", "multiply": "m", "divide": "d", "change": "c"}
_CHAINS, _FOUND, _COMPARED, _POINTED = ">", "?", "=", "*"


def _letters(word: str) -> str:
    """What a word tells, as letters; none for most words."""
    kind = _LETTERS.get(_OPERATION.get(word, ""))
    other = _CHAINS if word in _CHAIN else _FOUND if word in _FINDS else _COMPARED if word in _COMPARES else ""
    return (kind or other) + (_POINTED if word in _POINTS else "")


_LETTERS_OF = Table(_letters)


def kind_of(word: str) -> str:
    """The kind of operation that a word suggests, as one letter; empty for most."""
    return _LETTERS.get(_OPERATION.get(word, ""), "")


def signature(stream: Sequence[str]) -> str:
    """What the words of a sentence tell, in their order: a letter for each operation, chain, finding, comparison.

    Few sentences have one that no other had before, so what follows from it is worked out once and kept.
    """
    return "".join(map(_LETTERS_OF.__getitem__, stream))


class Told(NamedTuple):
    """What follows from a signature."""

    cues: tuple[str, ...]
    """How much of operations, chains, findings and comparisons is told."""
    kinds: str
    """The kinds of operations in their order, a letter for each."""
    bits: int
    """The same without order, a bit for each kind."""
    several: bool
    """Whether the kinds differ."""


def _told(signature: str, where: str) -> Told:
    kinds = "".join(letter for letter in signature if letter.isalpha())
    chained, found = signature.count(_CHAINS), signature.count(_FOUND)
    several = len(set(kinds))
    told = [
        *upto(f"{where}operations", len(kinds), 5),
        *upto(f"{where}kinds", several, 4),
        *upto(f"{where}changes", sum(map(ne, kinds, kinds[1:])), 4),
        *upto(f"{where}chain", chained, 4),
        *upto(f"{where}finds", found, 3),
        *upto(f"{where}compares", signature.count(_COMPARED), 4),
        *upto(f"{where}points", signature.count(_POINTED) // 2, 5),
    ]
    if several > 1:
        told += upto(f"{where}kinds-chained", chained, 3)
        told += upto(f"{where}kinds-finds", found, 2)
    if chained > 1 and found:
        told.append(f"#{where}chain-finds")
    return Told(tuple(told), kinds, kind_bits(kinds), several > 1)


def kind_bits(kinds: str) -> int:
    """The bits of kinds that are given as letters."""
    return sum(1 << place for place, letter in enumerate(_LETTERS.values()) if letter in kinds)


_TOLD = Table(lambda where: Table(partial(_told, where=where)))
LONGEST = 60
"""Letters of a signature that is kept; a longer one is hostile, and never comes twice."""


def told_by(signature: str, where: str = "") -> Told:
    """What follows from a signature; `where` is put before the features' names."""
    return _TOLD[where][signature] if len(signature) <= LONGEST else _told(signature, where)


_DENSE = Table(lambda where: ladder(f"{where}kinds-dense", 4))


def telling(signature: str, words: int, where: str = "") -> list[str]:
    """How much of operations, chains, findings and comparisons a sentence tells, as features.

    Args:
        signature: the sentence's.
        words: how many it has.
        where: put before the features' names.
    """
    told = told_by(signature, where)
    if told.several:
        return [*told.cues, *_DENSE[where][: 10 * len(told.kinds) // max(1, words)]]
    return [*told.cues]


def upto(name: str, count: int, most: int) -> tuple[str, ...]:
    """One feature for each number that a count reaches: `#operations>0`, `#operations>1`."""
    return _STEPS[name][: min(count, most)] if count > 0 else ()


_STEPS = Table(lambda name: ladder(name, 9))
