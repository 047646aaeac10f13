"""Tokens are what one pattern cuts, sign by sign; kinds are told by how a token begins."""

import re

from hypothesis import given
from hypothesis import strategies as st

from filters.leaks.tokens import COMMAND, NUMBER, SIGN, WORD, tokenise

PLAIN = re.compile(
    r"([^\W\d_]+(?:['\u2019][a-z]+)?)"
    r"|((?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!|[\u202f\u00a0\u2009])\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+))"
    r"|(\\[a-zA-Z]+)|(\S)"
)
"""The definition: words, numbers, commands and signs."""
KINDS = (0, WORD, NUMBER, COMMAND, SIGN)
"""Of each group."""
PIECES = ["don't", "x\u2019s", "1,000", "1\u202f000.5", ".5", "3.", r"\frac", r"\,", "$", "\u00b2", "\u0130", "_", "a1"]
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=3) | st.sampled_from([" ", "\n", "\u00a0", ""])).map("".join)


@given(TEXT)
def test_tokens_are_those_of_the_plain_pattern(text: str) -> None:
    found, tokens = list(PLAIN.finditer(text)), tokenise(text)
    assert [match.span() for match in found] == list(zip(tokens.starts, tokens.ends, strict=True))
    assert [match.lastindex for match in found] == [
        (WORD, NUMBER, COMMAND, SIGN).index(kind) + 1 for kind in tokens.kinds
    ]
    lowered = [match[0].lower() if match.lastindex == WORD else match[0] for match in found]
    assert lowered == tokens.words
