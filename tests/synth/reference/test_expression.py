"""Arithmetic of worked solutions is read exactly, and nothing is ever run."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.reference.expression import Node, parse_expression, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48/2", 24),
        ("16 - 3 - 4", 9),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("2(3+4)", 14),
        (".2*50", 10),
        ("20%*50", 10),
        ("200%7", 4),
        ("(60-60%25)/25", 2),
        ("2^3^2", 512),
        ("2**3", 8),
        ("-31-28", -59),
        ("+30+46", 76),
        ("1,250/5", 250),
        ("1/6+1/3", Fraction(1, 2)),
    ],
)
def test_expressions_have_their_value(text: str, value: int | Fraction) -> None:
    node = parse_expression(text)
    assert node is not None
    assert node.value == value


@pytest.mark.parametrize("text", ["", "3*", "5//2", "1/0", "2^99999", "x+1", "__import__('os')", "(" * 300 + "1", "1)"])
def test_what_is_no_arithmetic_is_not_read(text: str) -> None:
    assert parse_expression(text) is None


def test_a_chain_of_one_operation_is_one_operation() -> None:
    node = parse_expression("16-3-4")
    assert node is not None
    assert [leaf.value for leaf in node.operands] == [16, 3, 4]


TREES = st.recursive(
    st.integers(0, 999).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({''.join(parts)})"),
    max_leaves=8,
)


@given(TREES)
def test_every_tree_is_read_with_all_its_numbers(text: str) -> None:
    node = parse_expression(text)
    assert node is not None
    assert [leaf.text for leaf in node.leaves()] == [part for part in _numbers(text) if part]
    assert node.value == _worth(node)


def _numbers(text: str) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in text).split(" ")


def _worth(node: Node) -> Fraction:
    if not node.operands:
        return Fraction(node.text)
    first, *rest = map(_worth, node.operands)
    for value in rest:
        first = {"+": first + value, "-": first - value, "*": first * value}[node.operator]
    return first


@pytest.mark.parametrize(
    ("text", "value"), [("$1,250.50", Fraction(2501, 2)), ("20%", 20), (" 7. ", 7), ("3/4", Fraction(3, 4))]
)
def test_numbers_are_read_as_people_write_them(text: str, value: int | Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "four"])
def test_words_are_no_numbers(text: str) -> None:
    assert parse_number(text) is None
