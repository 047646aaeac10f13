"""The words, numbers and signs of a text, case aside: cut once for all filters that ask what is said in it."""

import re
from functools import lru_cache

SAID = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
"""What is cut out."""
_ASCII = re.compile(r"[a-z]+|[0-9]+|[!-/:-@\[-^`{-~]")
"""The same for a text in lower case that holds nothing but ASCII; twice as fast."""


@lru_cache(maxsize=8)
def said(text: str) -> tuple[str, ...]:
    """Every word, number and sign, in order; underscores and spaces are none."""
    if text.isascii():
        return tuple(_ASCII.findall(text.lower()))
    return tuple(word.casefold() for word in SAID.findall(text))


@lru_cache(maxsize=8)
def vocabulary(text: str) -> frozenset[str]:
    """Each of them once."""
    return frozenset(said(text))
