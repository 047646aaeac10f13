"""How sure a policy was of a span of its text: from log-probabilities or entropies of the tokens that cover it.

Missing or misplaced tokens are errors and never a confidence of zero: a reward that is quietly wrong trains on noise.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from filters.spans import Span
from schemas.errors import UserError
from schemas.request import TokenLogprob


class TokenEntropy(NamedTuple):
    """The entropy of the distribution that one token was drawn from."""

    token: str
    """The token's text."""
    entropy: float
    """In nats, over the whole vocabulary."""
    start: int
    """Character offset of its first character in the completion."""
    end: int
    """Character offset after its last character."""


Token = TokenLogprob | TokenEntropy


class MissingLogprobsError(UserError):
    """There are no token log-probabilities (or entropies) to read a confidence from."""


class TokenOffsetError(UserError):
    """The tokens' offsets do not fit the completion, or a value of theirs is impossible."""


class Confidence:
    """Reads confidences in [0, 1] off one completion's tokens; checks the tokens when it is made.

    Args:
        text: the completion.
        tokens: all its tokens with their character offsets, in order.
        vocabulary_size: |V|, needed with entropies.

    Raises:
        MissingLogprobsError: tokens are None, or there are none for a text.
        TokenOffsetError: offsets are out of order or of bounds, or a value is impossible.
    """

    def __init__(self, text: str, tokens: Sequence[Token] | None, vocabulary_size: int | None = None) -> None:
        if tokens is None or (text and not tokens):
            raise MissingLogprobsError(
                "there are no token log-probabilities",
                fix="Ask the sampler for them (vLLM and OpenAI: logprobs=True) and place them with character offsets.",
            )
        _check_offsets(text, tokens)
        self._text, self._tokens = text, tokens
        self._values = [_log_confidence(token, vocabulary_size) for token in tokens]
        self._ends = [token.end for token in tokens]

    def at(self, span: Span) -> float:
        """exp(mean log p) over the tokens that overlap the span; with entropies 1 - mean(H) / log|V|.

        Raises:
            TokenOffsetError: the tokens do not cover the span, or hold other digits than the text there.
        """
        indices = self._covering(span)
        mean = math.fsum(self._values[index] for index in indices) / len(indices)
        return math.exp(mean) if isinstance(self._tokens[indices[0]], TokenLogprob) else max(0.0, 1.0 + mean)

    def _covering(self, span: Span) -> list[int]:
        indices, reached = [], span.start
        for index in range(bisect_right(self._ends, span.start), len(self._tokens)):
            token = self._tokens[index]
            if token.start >= span.end:
                break
            if token.start > reached:
                break
            if _digits(self._text[token.start : token.end]) not in _digits(token.token):
                raise TokenOffsetError(f"token {index} is {token.token!r} at {self._text[token.start : token.end]!r}")
            if token.end > token.start:
                indices.append(index)
            reached = max(reached, token.end)
        if reached < span.end:
            raise TokenOffsetError(f"no token covers character {reached} of {self._text[span.start : span.end]!r}")
        return indices


def _check_offsets(text: str, tokens: Sequence[Token]) -> None:
    """In order and inside the text."""
    start = end = 0
    for index, token in enumerate(tokens):
        if not start <= token.start <= token.end <= len(text) or token.end < end:
            raise TokenOffsetError(
                f"token {index} {token.token!r} lies at [{token.start}, {token.end}) of {len(text)} characters",
                fix="Offsets count the characters of the completion alone, without prompt and end-of-turn tokens.",
            )
        start, end = token.start, token.end


def _log_confidence(token: Token, vocabulary_size: int | None) -> float:
    """The log-probability, or minus the entropy's share of the largest possible one."""
    if isinstance(token, TokenLogprob):
        if not token.logprob <= 1e-6:  # NaN is caught too
            raise TokenOffsetError(f"token {token.token!r} has log-probability {token.logprob}", fix="At most 0.")
        return min(token.logprob, 0.0)
    if vocabulary_size is None or vocabulary_size < 2:
        raise TokenOffsetError("entropies need the vocabulary's size", fix="Set vocabulary_size.")
    share = token.entropy / math.log(vocabulary_size)
    if not 0 <= share <= 1 + 1e-6:
        raise TokenOffsetError(
            f"token {token.token!r} has entropy {token.entropy}",
            fix=f"In nats, from 0 to log({vocabulary_size}).",
        )
    return -min(share, 1.0)


def _digits(text: str) -> str:
    """A token's digits: its other characters may be spelled in the tokenizer's own way."""
    return "".join(character for character in text if character.isascii() and character.isdigit())
