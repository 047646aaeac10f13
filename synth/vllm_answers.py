"""What vLLM's engine gave back, as a completion. Nothing of vLLM is imported: it is read by attribute.

Log-probabilities are placed by decoding the tokens one by one exactly as vLLM does, so that offsets hold for
characters split over tokens and for broken ones too.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.errors import GenerationError
from schemas.request import Completion, TokenLogprob
from synth.logprobs import RawToken, cut_to_text, place_tokens, spans_of_pieces
from synth.reasoning import CLOSE, OPEN, Split, split_reasoning


def starts_in_thought(prompt: str, constrained: bool, parser: bool) -> bool:
    """Whether an answer begins within thoughts that its first `</think>` ends.

    Args:
        prompt: the prompt's end; a chat template may have opened the thoughts there, or closed them.
        constrained: the request wants a certain form, e.g. JSON.
        parser: the engine has a reasoning parser, which lets the form wait until the thoughts end.
    """
    end = prompt.rstrip()
    if constrained:
        return parser and not end.endswith(CLOSE)
    return end.endswith(OPEN)


def completion_of(result: Any, tokenizer: Any, model: str, latency_s: float, thinking: bool = False) -> Completion:
    """Read a finished `RequestOutput`.

    Args:
        result: of a request with one sample.
        tokenizer: the engine's, to place log-probabilities with.
        model: the model's name.
        latency_s: seconds from handing it over.
        thinking: the answer begins within thoughts, see `starts_in_thought`.

    Raises:
        GenerationError: `server_error`, when the engine gave the request up.
    """
    (answer,) = result.outputs
    finish = answer.finish_reason or "unknown"
    if finish in ("abort", "error"):
        raise GenerationError("server_error", f"the engine gave the request up ({finish})", calls=1)
    split = split_reasoning(answer.text, thinking)
    return Completion(
        text=split.text,
        finish_reason=finish,
        reasoning=split.reasoning or None,
        model=model,
        prompt_tokens=len(result.prompt_token_ids or ()),
        cached_tokens=result.num_cached_tokens or 0,
        completion_tokens=len(answer.token_ids),
        latency_s=latency_s,
        logprobs=_logprobs(result, answer, tokenizer, split),
    )


def _logprobs(result: Any, answer: Any, tokenizer: Any, split: Split) -> tuple[TokenLogprob, ...] | None:
    if answer.logprobs is None:
        return None
    chosen = (entry[token] for token, entry in zip(answer.token_ids, answer.logprobs, strict=True))
    tokens = [RawToken(each.decoded_token or "", float(each.logprob), None) for each in chosen]
    pieces = list(_pieces(tokenizer, result.prompt_token_ids or (), answer.token_ids))
    if "".join(piece or "" for piece in pieces).startswith(answer.text) and len(pieces) == len(tokens):
        return cut_to_text(tokens, spans_of_pieces(pieces), split.start, len(split.text))
    return place_tokens(tokens, answer.text, split.start, len(split.text))


def _pieces(tokenizer: Any, prompt: Sequence[int], answer: Sequence[int]) -> Iterator[str | None]:
    """What each token of the answer adds to the text; nothing at all for a tokenizer that is not a fast one."""
    from tokenizers import Tokenizer
    from tokenizers.decoders import DecodeStream

    fast = getattr(tokenizer, "_tokenizer", None)
    if not isinstance(fast, Tokenizer):
        return
    hidden = set(tokenizer.all_special_ids)
    stream = DecodeStream(ids=list(prompt), skip_special_tokens=True)
    for token in answer:
        try:
            piece = stream.step(fast, token)
        except Exception as error:  # tokenizers has no type of its own
            if not str(error).startswith(LOST):
                raise
            stream = DecodeStream(skip_special_tokens=True)  # as vLLM does
            piece = stream.step(fast, token)
        yield "" if token in hidden else piece


LOST = "Invalid prefix encountered"
"""How a decode stream says that broken bytes before it became another text with more tokens."""
