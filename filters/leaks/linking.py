"""How a sentence hangs together: what it says again, how many of the question's things it names, and when.

A recital told without commands ("the water is fixed by the syrup, the jug by both of them ...") still names what one
clause found in the next, and comes to what is asked at its end. All our choice.
"""

from collections.abc import Sequence

from filters.leaks.known import Known
from filters.leaks.telling import upto
from filters.leaks.tokens import Table

CONTENT = Table(lambda word: word[:5] if len(word) > 3 and word.isalpha() else "")
"""The beginning of a longer word; empty for other words."""
LEAST = 4
"""Longer words below which a sentence has nothing to hang together."""


def links(stream: Sequence[str], known: Known, where: str = "") -> list[str]:
    """Words said again and things of the question, as features.

    Args:
        stream: the sentence's words.
        known: what is known of the problem.
        where: put before the features' names.
    """
    content = [stem for stem in map(CONTENT.__getitem__, stream) if stem]
    if len(content) < LEAST:
        return []
    named = set(content)
    again = len(content) - len(named)
    found = [*upto(f"{where}again", again, 5), *upto(f"{where}things", len(named & known.words) // 2, 5)]
    if again:
        repeated = {stem for at, stem in enumerate(content) if stem in content[:at]}
        found += upto(f"{where}again-new", len(repeated - known.words), 3)
    return [*found, *_asked(content, known, where)]


def _asked(content: Sequence[str], known: Known, where: str) -> list[str]:
    """Whether what is asked is named in the first third of the words, and in the last."""
    places = [at for at, stem in enumerate(content) if stem in known.asked]
    if not places:
        return []
    late = f"#{where}asked-late" if 3 * places[-1] >= 2 * len(content) else f"#{where}asked-soon"
    return [late, f"#{where}asked-first"] if 3 * places[0] < len(content) else [late]
