"""What trainers hand over as prompts and completions, as plain text: strings, or lists of chat messages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

END_OF_TURN = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<|end|>", "</s>", "<eos>",
               "<end_of_turn>", "<｜end▁of▁sentence｜>", "<pad>", "<|finetune_right_pad_id|>")  # fmt: skip
"""Special tokens that may stand behind a completion that was decoded with them."""
_TRAILING = re.compile(rf"(?:\s*(?:{'|'.join(map(re.escape, END_OF_TURN))}))+\s*\Z")


def message_text(value: Any, role: str) -> str:
    """A string as it is; of a list of messages the text of the last one of that role, empty if there is none.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Sequence):
        raise TypeError(f"expected a string or a list of messages, not {type(value).__name__}")
    contents = [message.get("content") for message in value if message.get("role") == role]
    return _content_text(contents[-1]) if contents else ""


def _content_text(content: Any) -> str:
    """A message's content: a string, or a list of blocks of which the text ones count."""
    if content is None or isinstance(content, str):
        return content or ""
    blocks: Sequence[Mapping[str, Any]] = content
    return "".join(block.get("text") or "" for block in blocks if block.get("type", "text") == "text")


def without_end_of_turn(text: str) -> str:
    """A completion without the special tokens and the space behind it."""
    tail = text[-400:]
    return text[: len(text) - len(tail)] + _TRAILING.sub("", tail)


def after_prompt(query: str, prompt: str) -> str:
    """The completion in a decoded query, which holds the prompt (or, if that was cut from the left, its end) first.

    Raises:
        ValueError: the prompt's end is not in the query.
    """
    if query.startswith(prompt):
        return query[len(prompt) :]
    end = prompt[-80:]
    at = query.find(end)
    if at < 0:
        raise ValueError(f"the query does not hold its prompt, which ends in {end!r}: the completion cannot be told")
    return query[at + len(end) :]
