"""Places each generated token in the answer's text, because rewards read confidence off character spans (CCRL)."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from schemas.request import TokenLogprob


class RawToken(NamedTuple):
    """A token as an endpoint reports it."""

    text: str
    """Its text; a token that holds part of a character only shows a replacement sign here."""
    logprob: float
    """Natural logarithm of its probability."""
    data: bytes | None
    """Its UTF-8 bytes, where the endpoint sends them."""


def place_tokens(tokens: Sequence[RawToken], content: str, start: int, length: int) -> tuple[TokenLogprob, ...]:
    """Give each token its offsets in `content[start:start + length]`, the text that was kept.

    Tokens wholly outside of it (reasoning, end-of-turn markers, trimmed space) are dropped; one that straddles its edge
    is cut at the edge. A character split over several tokens belongs to each of them.
    """
    spans = _spans_by_bytes(tokens, content) or _spans_by_search(tokens, content)
    return cut_to_text(tokens, spans, start, length)


def spans_of_pieces(pieces: Iterable[str | None]) -> list[tuple[int, int]]:
    """Each token's span, from the text that each one added to what was decoded before it.

    None: the token ends within a character, which then belongs to it and to the token that completes it. An empty text
    is a token that shows nowhere.
    """
    spans: list[tuple[int, int]] = []
    waiting: list[int] = []
    cursor = 0
    for piece in pieces:
        spans.append((cursor, cursor + len(piece or "")))
        if piece is None:
            waiting.append(len(spans) - 1)
        elif piece:
            for index in waiting:
                spans[index] = (cursor, cursor + 1)
            waiting.clear()
            cursor += len(piece)
    return spans


def cut_to_text(
    tokens: Sequence[RawToken], spans: Sequence[tuple[int, int]], start: int, length: int
) -> tuple[TokenLogprob, ...]:
    """Tokens whose spans in the content are known, placed in `content[start:start + length]`; the rest is cut off."""
    placed = []
    for token, (first, last) in zip(tokens, spans, strict=True):
        begin, end = max(first - start, 0), min(last - start, length)
        if begin < end:
            placed.append(TokenLogprob(token.text, token.logprob, begin, end))
    return tuple(placed)


def _spans_by_bytes(tokens: Sequence[RawToken], content: str) -> list[tuple[int, int]] | None:
    """Exact spans, when the tokens' bytes put together hold the content."""
    parts = [token.data if token.data is not None else token.text.encode("utf-8", "replace") for token in tokens]
    joined = b"".join(parts)
    shift = joined.find(content.encode("utf-8", "replace"))
    if shift < 0:
        return None
    started = [0, *accumulate((byte & 0xC0) != 0x80 for byte in joined)]  # characters begun before each byte
    ends = list(accumulate(len(part) for part in parts))
    base = started[shift]
    spans = []
    for begin, end in zip([0, *ends], ends, strict=False):
        inside = begin < len(joined) and (joined[begin] & 0xC0) == 0x80
        spans.append((started[begin] - inside - base, started[end] - base))
    return spans


def _spans_by_search(tokens: Sequence[RawToken], content: str) -> list[tuple[int, int]]:
    """Where the bytes do not add up (broken ones, or a server that rewrites its text): find token after token.

    From the front, and from the back: thoughts that the server has cut off stand before the content, what a stop string
    has cut off stands behind it. The way that covers more is taken.
    """
    texts, size = [token.text for token in tokens], len(content)
    ahead = _search(texts, content)
    mirrored = _search([text[::-1] for text in reversed(texts)], content[::-1])
    back = [(size - last, size - first) for first, last in reversed(mirrored)]
    return max(ahead, back, key=lambda spans: sum(last - first for first, last in spans))


def _search(texts: Sequence[str], content: str) -> list[tuple[int, int]]:
    """Find each text after the one before; one that is not there gets an empty span."""
    cursor, spans = 0, []
    for text in texts:
        found = content.find(text, cursor) if text else -1
        if 0 <= found <= cursor + 8:  # it may lie behind a little space the server dropped, never far away
            spans.append((found, found + len(text)))
            cursor = found + len(text)
        else:
            spans.append((cursor, cursor))
    return spans
