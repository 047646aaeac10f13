"""Math is found, money is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.math_spans import math_spans


def inline(text: str) -> list[str]:
    return [text[m.span.start : m.span.end] for m in math_spans(text) if not m.display]


def display(text: str) -> list[str]:
    return [text[m.span.start : m.span.end] for m in math_spans(text) if m.display]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $12 and then $15.",
        "A fare of $5-$7 or $5/$7.",
        "They made $ 60 by selling shirts and $ 10 with mugs.",
        "He has 5$ and she has 7$.",
        "He has 5$, she has 7$.",
        r"He pays \$5 and then \$7.",
        "It earns $5/hour at first, later $6.",
        "A price of $1,200.50; a discount of $30.",
        "two dollars: $2, $3 and $4",
        "a $ sign and a $ sign",
        "2*3=$<<2*3=6>>6 and 4*5=$<<4*5=20>>20",
        "$ and nothing else",
        "$x is never closed",
        "half $x\n\nhalf$ in two paragraphs",
        r"\( never closed",
        r"a line break \\(4pt) in a table \\)",
    ],
)
def test_prose_and_money_hold_no_inline_math(text: str) -> None:
    assert inline(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let $x$ be", ["$x$"]),
        ("there are $12$ apples", ["$12$"]),
        ("there are $12$ 3-digit codes", ["$12$"]),
        (r"$5 \times 3 = 15$", [r"$5 \times 3 = 15$"]),
        ("spaced $ x + 1 $ out", ["$ x + 1 $"]),
        (r"\(a\) and \( b \)", [r"\(a\)", r"\( b \)"]),
        ("a list $1, 2, 3$", ["$1, 2, 3$"]),
        (r"money in math $\$5 \times 2$", [r"$\$5 \times 2$"]),
        ("It costs $5. Call it $c$.", ["$c$"]),
        ("It costs $5 ($c$ in cents).", ["$c$"]),
        ("It costs $30, that is $30/$n$ each.", ["$n$"]),
        ("$a$, $b$ and $c$", ["$a$", "$b$", "$c$"]),
    ],
)
def test_inline_math_is_found_among_money(text: str, expected: list[str]) -> None:
    assert inline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$$x = 1$$", ["$$x = 1$$"]),
        (r"so \[ x = 1 \] holds", [r"\[ x = 1 \]"]),
        (r"\begin{align*}x &= 1\end{align*}", [r"\begin{align*}x &= 1\end{align*}"]),
        ("$$\nx = 1", ["$$\nx = 1"]),
        ("\\[ x\n\ny \\]", ["\\[ x"]),
    ],
)
def test_display_math_is_found_even_when_cut_off(text: str, expected: list[str]) -> None:
    assert display(text) == expected


def test_math_inside_a_display_is_not_counted_twice() -> None:
    assert inline(r"\[ \text{if $x$ then} \(y\) \] and $$ $a$ $$".replace("$$ $a$ $$", r"\[ $a$ \]")) == []


def test_two_dollars_in_a_sentence_are_no_display() -> None:
    assert display("a bit of $$ on the side") == []


def test_the_inside_leaves_delimiters_and_spaces_out() -> None:
    text = r"\(  a + b  \)"
    (found,) = math_spans(text)
    assert text[found.inner.start : found.inner.end] == "a + b"


FRAGMENTS = st.lists(
    st.sampled_from(["$", "$$", r"\(", r"\)", r"\[", r"\]", r"\$", r"\\", "\n\n", "\n", " ", "5", "x", "=", "or so"]),
    max_size=40,
).map("".join)


@given(FRAGMENTS)
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for found in math_spans(text):
        assert end <= found.span.start <= found.inner.start <= found.inner.end <= found.span.end <= len(text)
        assert "\n\n" not in text[found.span.start : found.span.end].rstrip()
        end = found.span.end


@given(FRAGMENTS, FRAGMENTS)
def test_a_blank_line_separates_completely(first: str, second: str) -> None:
    apart = len(math_spans(first)) + len(math_spans(second))
    assert len(math_spans(f"{first}\n\n{second}")) == apart


@pytest.mark.parametrize("unit", ["$", "$ ", "$5 ", r"\(", r"\[", "$$ ", "$5 - ", "\n \n", r"$x\$", r"\begin{align}"])
def test_a_hundred_thousand_hostile_characters_are_scanned(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(found.span.end <= len(text) for found in math_spans(text))
