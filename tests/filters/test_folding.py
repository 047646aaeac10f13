"""A folded text shows where a search without regard to case could find something."""

import re
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from filters.folding import fold

EVERY = "".join(map(chr, range(0x110000)))


def test_every_letter_that_ignoring_case_finds_is_that_letter() -> None:
    for letter in ascii_lowercase:
        assert {fold(found) for found in re.findall(letter, EVERY, re.IGNORECASE)} == {letter}


@given(st.text())
def test_every_character_stays_where_it_is(text: str) -> None:
    assert len(fold(text)) == len(text)
