"""How a sentence hangs together: what it says again, how many of the question's things it names, and when.

A recital told without commands ("the water is fixed by the syrup, the jug by both of them ...") still names what one
clause found in the next, and comes to what is asked at its end. All our choice.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from filters.leaks.known import Known
from filters.leaks.telling import ladder, upto
from filters.leaks.tokens import Table

CONTENT = Table(lambda word: word[:5] if len(word) > 3 and word.isalpha() else "")
"""The beginning of a longer word; empty for other words."""
LEAST = 4
"""Longer words below which a sentence has nothing to hang together."""


class Content(NamedTuple):
    """The longer words of a sentence."""

    stems: list[str]
    """Their beginnings, in order."""
    named: set[str]
    """The same, each once."""
    about: int
    """How many of these the question has too."""


def content_of(stream: Sequence[str], known: Known) -> Content:
    """The longer words of a sentence."""
    return _content(list(filter(None, map(CONTENT.__getitem__, stream))), known)


def _content(stems: list[str], known: Known) -> Content:
    named = set(stems)
    return Content(stems, named, len(named & known.words))


def content_of_all(parts: Sequence[Content], known: Known) -> Content:
    """The longer words of several sentences."""
    return _content([stem for part in parts for stem in part.stems], known)


_AGAIN, _THINGS = Table(lambda where: ladder(f"{where}again", 5)), Table(lambda where: ladder(f"{where}things", 5))


def links(content: Content, known: Known, where: str = "") -> list[str]:
    """Words said again and things of the question, as features.

    Args:
        content: the sentence's longer words.
        known: what is known of the problem.
        where: put before the features' names.
    """
    stems, named, about = content
    if len(stems) < LEAST:
        return []
    again = len(stems) - len(named)
    found = [*_AGAIN[where][:again], *_THINGS[where][: about // 2]]
    if again:
        repeated = {stem for stem, count in Counter(stems).items() if count > 1}
        found += upto(f"{where}again-new", len(repeated - known.words), 3)
    return found if named.isdisjoint(known.asked) else [*found, *_asked(stems, known, where)]


def _asked(stems: Sequence[str], known: Known, where: str) -> list[str]:
    """Whether what is asked is named in the first third of the words, and in the last."""
    places = [at for at, stem in enumerate(stems) if stem in known.asked]
    late = f"#{where}asked-late" if 3 * places[-1] >= 2 * len(stems) else f"#{where}asked-soon"
    return [late, f"#{where}asked-first"] if 3 * places[0] < len(stems) else [late]
