"""Units of text, and which of them are ordered instructions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.recital import OPERATION_VERBS
from filters.steps import operations, units


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in operations(text, OPERATION_VERBS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One here. Two there! Three", [("One here.", False), ("Two there!", False), ("Three", False)]),
        ("1. One\n2) Two\n(3) Three", [("One", True), ("Two", True), ("Three", True)]),
        ("Step 1: One\n**Step 2.** Two\n- 3. Three", [("One", True), ("Two", True), ("Three", True)]),
        ("1. One. And more\nPlain", [("One.", True), ("And more", False), ("Plain", False)]),
        ("Step 1:\nOne", [("One", True)]),
        ("2.5 hours\n10:30 sharp\n12 apples", [("2.5 hours", False), ("10:30 sharp", False), ("12 apples", False)]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_sentences_and_list_items_are_told_apart(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text[u.span.start : u.span.end], u.numbered) for u in units(text)] == expected


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("1. Calculate the sum\n2. **Divide** it", ["Calculate", "Divide"]),
        ("Step 1: We need to multiply both", ["We need to multiply"]),
        (
            "First, find the total. Then divide it, and finally we halve.",
            ["First, find", "Then divide", "finally we halve"],
        ),
        ("It is a matter of adding, then dividing, next halving.", ["then dividing", "next halving"]),
        ("After that, you should subtract", ["After that, you should subtract"]),
    ],
)
def test_ordered_instructions_are_found(text: str, verbs: list[str]) -> None:
    assert found(text) == verbs


@pytest.mark.parametrize(
    "text",
    [
        "1. Problem type: a rate problem\n2. Tools: proportions\n3. Pitfalls: units",
        "1. Find: the number of apples\n2. Given: two baskets",
        "1. Identify the unknown\n2. Note the units\n3. Check the sign",
        "Adding durations is tempting. Calculate with care.",
        "The first factory adds workers later than the next finds out.",
        "1. Calculation of interest\n2. Usefulness of ratios",
    ],
)
def test_considerations_are_no_instructions(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="1.) \n*StepthenFirst,findadd", max_size=80))
def test_units_lie_in_the_text_in_order_and_are_not_blank(text: str) -> None:
    end = 0
    for unit in units(text):
        assert end <= unit.span.start < unit.span.end <= len(text)
        assert text[unit.span.start : unit.span.end].strip()
        end = unit.span.end


@pytest.mark.parametrize("unit", ["then ", "1. ", ". ", "\n", "Step 1 ", "first then now ", "! ", "* ", "we can "])
def test_a_hundred_thousand_hostile_characters_are_read(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert operations(text, OPERATION_VERBS) == []
