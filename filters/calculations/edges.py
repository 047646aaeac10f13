"""What stands beside a side of a statement: whether it changes what the side says, and where brackets are closed."""

from collections.abc import Iterator, Sequence

from filters.calculations.tokens import Token

_DETERMINERS = frozenset(
    ["a", "an", "the", "his", "her", "their", "its", "our", "my", "your", "this", "that", "these", "those"]
)
"""What stands between a number and the word that says what happens to it: `half of the 10 + 4`."""
_NUMBERED = frozenset(
    ["day", "week", "month", "year", "hour", "round", "step", "part", "case", "chapter", "page", "grade", "level",
     "class", "room", "question", "problem"]
)  # fmt: skip
"""Words whose number is a name: `on day 1 * 2 = 4`."""

_REACH = 500
"""Tokens between two brackets."""
_SHORT = frozenset(
    ["is", "so", "we", "get", "has", "are", "was", "as", "be", "the", "to", "and", "or", "by", "it", "us", "for", "if",
     "at", "use", "see", "now", "then", "that"]
)  # fmt: skip
"""Words of few letters that are no product of unknowns."""


def left_edge(parts: Sequence[Token], at: int, run: Sequence[Token]) -> bool:
    """Whether nothing before a run changes what it says."""
    first = run[0]
    if at < 0 or parts[at].kind in "d=":
        return True
    if parts[at].kind == "w" and _names(parts[at].text.lower(), run):
        return False
    if first.kind in "sf" and parts[at].kind == "w" and _symbol(parts[at].text):
        return False
    if first.kind == "(" and parts[at].kind == "w" and _counted(parts, at):
        return False  # "/ 60 minutes (1 hour) * 150": the bracket is a note, and what goes before it is not read
    while at > 0 and parts[at].kind == "w" and parts[at].text.lower() in _DETERMINERS:
        at -= 1
    edge, before = parts[at], parts[at - 1] if at else None
    if edge.kind == "l":
        return before is None or before.kind not in "om^"  # a sum goes on over the line
    if edge.kind == "p" and edge.text in ",." and before is not None and before.kind in "no":
        return len(first.text) != 3 and before.kind == "n"  # "14, 400 / 80", "+ .\n84"
    if first.kind == "m" and edge.kind != "p":
        return False  # "the total - 5 + 3" takes away from what is named
    if edge.kind == "w" and edge.text.lower() in ("and", "or", "to", "from"):
        return not any(token.kind == "n" for token in _same_sentence(parts, at))
    return edge.kind in "wp"


def _symbol(word: str) -> bool:
    r"""Whether a short word is rather a product or a segment: `AD \sqrt{2}`, `ab \frac{1}{2}`."""
    return len(word) < 4 and (word.isupper() or word.lower() not in _SHORT)


def _counted(parts: Sequence[Token], at: int) -> bool:
    """Whether the words that end at a place are the unit of a number."""
    while at >= 0 and parts[at].kind == "w":
        at -= 1
    return at >= 0 and parts[at].kind == "n"


def _names(word: str, run: Sequence[Token]) -> bool:
    """Whether the numbers behind a word are names: `day 1`, `Weeks 1-2`."""
    return word in _NUMBERED or word[:-1] in _NUMBERED and [token.kind for token in run] == ["n", "m", "n"]


def _same_sentence(parts: Sequence[Token], at: int) -> Iterator[Token]:
    for place in range(at, max(-1, at - 8), -1):
        if parts[place].kind in "ld=p":
            return
        yield parts[place]


def right_edge(parts: Sequence[Token], at: int) -> bool:
    """Whether nothing behind a run changes what it says: not `7x`, `5 feet 6 inches`, `8 hundred`."""
    if at >= len(parts) or parts[at].kind in "ld=":
        return True
    if parts[at].kind == "p":
        return all(token.kind == "p" for token in parts[at : at + 3]) or "%" not in [t.kind for t in parts[at : at + 4]]
    if parts[at].kind != "w":
        return False
    after = [token.kind for token in parts[at + 1 : at + 3]]
    words = [token.text.lower() for token in parts[at : at + 2]]
    if after[:1] and after[0] in "nvbo^(m" or "and" in words[1:] and after[1:] == ["n"]:
        return False
    return not (words[0] == "and" and after[:1] == ["n"])


def unmatched(run: Sequence[Token], opening: str, closing: str, reverse: bool) -> int | None:
    """The first bracket, from the sign outwards, whose partner is not in the run."""
    depth = 0
    for place in range(len(run) - 1, -1, -1) if reverse else range(len(run)):
        if run[place].kind in closing:
            depth += 1
        elif run[place].kind in opening:
            if not depth:
                return place
            depth -= 1
    return None


def encloses(parts: Sequence[Token], sign: int, bracket: Token, left: bool) -> bool:
    """Whether the partner of a bracket that stands on one side of a sign stands on the other, in the same line."""
    step, opening, closing = (1, "({", ")}") if left else (-1, ")}", "({")
    place = next(at for at in range(sign, -1 if left else len(parts), -step) if parts[at] is bracket)
    depth = 0
    for at in range(place, max(-1, min(len(parts), place + step * _REACH)), step):
        depth += (parts[at].kind in opening) - (parts[at].kind in closing)
        if not depth:
            return at > sign if left else at < sign
        if parts[at].kind == "l":
            break  # each line is read by itself
    return False
