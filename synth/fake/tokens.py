"""Tokens as the fake counts them: pieces of a text that, joined, give the text again.

No model's tokenizer, but enough for `usage`, for `max_tokens` and for log-probabilities that line up with the text.
"""

import re
from functools import lru_cache

TOKEN = re.compile(r"\s?\w+|\s?[^\w\s]|\s+")
"""A word or a sign with the one space before it, or a run of spaces. Every character belongs to exactly one."""


def split_tokens(text: str) -> list[str]:
    """The tokens of a text; joined they give the text."""
    return TOKEN.findall(text)


@lru_cache(maxsize=4096)  # system prompts repeat in every request
def count_tokens(text: str) -> int:
    """Number of tokens of a text."""
    return len(TOKEN.findall(text))
