"""The pieces of a sentence that the model weighs: words, their beginnings and classes, pairs, triples around amounts.

One definition serves both sides. Judging looks the pieces up as they are, words and tuples of words; training counts
their names, which `spelled` makes of them. Spelling alone would take longer than all the rest of a sentence.
"""

from collections.abc import Collection, Iterator, Sequence
from sys import intern

from filters.leaks.tokens import Table
from filters.leaks.wording import BONES

Piece = str | tuple[str, ...]
"""A name as it is, or words that stand side by side."""

_BEGINNING = Table(lambda word: intern(f"~{word[:4]}") if len(word) > 5 and word[0] not in "<\\" else "")


def pieces(stream: Sequence[str]) -> list[Collection[Piece]]:
    """The pieces of a sentence by sort, each once; no piece is of two sorts.

    Args:
        stream: the sentence's words, an amount being one word; none holds a space.
    """
    words = set(stream)
    begun = set(map(_BEGINNING.__getitem__, words))
    begun.discard("")
    pairs = zip(("^", *stream), stream, strict=False)
    # where no word comes twice, no pair does
    found: list[Collection[Piece]] = [words, begun, list(pairs) if len(words) == len(stream) else set(pairs)]
    if bones := list(filter(None, map(BONES.__getitem__, stream))):
        found += [set(bones), set(zip(bones, bones[1:], strict=False))]
        if "<" in "".join(bones):
            found.append(set(_triples(("^", *stream))))
    return found


def _triples(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Three words one after the other, an amount among them."""
    marks = [at for at, word in enumerate(words) if word[0] == "<"]
    for at in {place for mark in marks for place in (mark - 2, mark - 1, mark)}:
        if 0 <= at < len(words) - 2:
            yield words[at], words[at + 1], words[at + 2]


def spelled(piece: Piece) -> str:
    """The name of a piece, as training counts it and the model's file has it."""
    if isinstance(piece, str):
        return piece
    if _is_bone(piece[0]):
        return f"{piece[0]} {piece[1][1:]}"
    return " ".join(piece)


def piece_of(name: str) -> Piece:
    """The piece of a name: undoes `spelled`."""
    if " " not in name or name[0] == "@":  # a formula and its neighbours are one name
        return intern(name)
    one, *others = name.split(" ")
    if _is_bone(one):
        others = [f"%{other}" for other in others]
    return (intern(one), *map(intern, others))


def _is_bone(word: str) -> bool:
    """A class or an amount of `wording.BONES`; a percent sign alone is a word."""
    return word[0] == "%" and len(word) > 1
