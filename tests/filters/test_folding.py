"""A folded text shows where a search without regard to case could find something."""

import re
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from filters.folding import AnyCase, fold

EVERY = "".join(map(chr, range(0x110000)))


def test_every_letter_that_ignoring_case_finds_is_that_letter() -> None:
    for letter in ascii_lowercase:
        assert {fold(found) for found in re.findall(letter, EVERY, re.IGNORECASE)} == {letter}


@given(st.text())
def test_every_character_stays_where_it_is(text: str) -> None:
    assert len(fold(text)) == len(text)


PIECES = [
    "leaves one",
    "Leaves",
    "ONE",
    " ",
    "\n",
    "only",
    "just",
    "i\u017f left",
    "k",
    "\u212aeep",
    "keep",
    "-",
    "3",
    "_",
]
PATTERN = r"(?<!3 )\b(?:leaves|only)\sone\b|\bkeep\b|\bis\sleft\b"


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_case_finds_what_ignoring_case_finds(text: str) -> None:
    slow, quick = re.search(PATTERN, text, re.IGNORECASE), AnyCase(PATTERN).search(text)
    assert (slow and slow.span()) == (quick and quick.span())
