"""Confidence is read off the tokens that cover a span, or it is an error."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.spans import Span
from rewards.confidence import Confidence, MissingLogprobsError, TokenEntropy, TokenOffsetError
from schemas.request import TokenLogprob
from tests.rewards.turns import tokens

TEXT = "so 12 apples"


def test_confidence_is_the_geometric_mean_of_the_probabilities() -> None:
    placed = [
        TokenLogprob("so", -9.0, 0, 2),
        TokenLogprob(" 1", math.log(0.5), 2, 4),
        TokenLogprob("2", math.log(0.125), 4, 5),
        TokenLogprob(" apples", -9.0, 5, 12),
    ]
    assert Confidence(TEXT, placed).at(Span(3, 5)) == pytest.approx(0.25)
    assert Confidence(TEXT, placed).at(Span(3, 4)) == pytest.approx(0.5)


def test_a_token_that_reaches_beyond_the_span_counts_whole() -> None:
    assert Confidence(TEXT, [TokenLogprob(TEXT, math.log(0.7), 0, 12)]).at(Span(3, 5)) == pytest.approx(0.7)


def test_confidence_from_entropies_is_one_minus_their_share_of_the_largest() -> None:
    half = math.log(1000) / 2
    placed = [TokenEntropy("so ", 0.0, 0, 3), TokenEntropy("12", half, 3, 5), TokenEntropy(" apples", 0.0, 5, 12)]
    assert Confidence(TEXT, placed, 1000).at(Span(3, 5)) == pytest.approx(0.5)


@given(st.floats(max_value=0, allow_nan=False))
def test_confidence_lies_between_zero_and_one(logprob: float) -> None:
    assert 0 <= Confidence(TEXT, tokens(TEXT, logprob)).at(Span(3, 5)) <= 1


@pytest.mark.parametrize("missing", [None, []])
def test_no_tokens_are_an_error_and_not_a_zero(missing: list[TokenLogprob] | None) -> None:
    with pytest.raises(MissingLogprobsError, match="no token log-probabilities"):
        Confidence(TEXT, missing)


@pytest.mark.parametrize(
    "wrong",
    [
        [TokenLogprob("so", -1, 0, 2), TokenLogprob(" 12 apples!", -1, 2, 13)],
        [TokenLogprob("so", -1, -1, 2)],
        [TokenLogprob(" 12", -1, 2, 5), TokenLogprob("so", -1, 0, 2)],
        [TokenLogprob("so", -1, 2, 0)],
        [TokenLogprob("so 12", -1, 0, 5), TokenLogprob("so", -1, 0, 2)],
        [TokenLogprob("so", 0.5, 0, 2)],
        [TokenLogprob("so", math.nan, 0, 2)],
    ],
)
def test_tokens_out_of_order_or_bounds_or_range_are_refused(wrong: list[TokenLogprob]) -> None:
    with pytest.raises(TokenOffsetError):
        Confidence(TEXT, wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        [TokenLogprob("so", -1, 0, 2)],
        [TokenLogprob("so 1", -1, 0, 4), TokenLogprob(" apples", -1, 5, 12)],
        [TokenLogprob("so ", -1, 0, 3), TokenLogprob("2", -1, 4, 5)],
        [TokenLogprob("so ", -1, 0, 3), TokenLogprob("99", -1, 3, 5)],
    ],
)
def test_a_span_that_its_tokens_do_not_cover_or_spell_is_an_error(wrong: list[TokenLogprob]) -> None:
    with pytest.raises(TokenOffsetError):
        Confidence(TEXT, wrong).at(Span(3, 5))


@pytest.mark.parametrize("size", [None, 1, 100])
def test_entropies_need_a_vocabulary_that_can_have_them(size: int | None) -> None:
    with pytest.raises(TokenOffsetError):
        Confidence(TEXT, [TokenEntropy(TEXT, 5.0, 0, 12)], size)


def test_tokens_spelled_in_the_tokenizers_own_way_and_empty_ones_fit() -> None:
    placed = [
        TokenLogprob("so", -1, 0, 2),
        TokenLogprob("<s>", -7, 2, 2),
        TokenLogprob("\u012012", -0.5, 2, 5),
        TokenLogprob("\u0120apples", -1, 5, 12),
    ]
    assert Confidence(TEXT, placed).at(Span(3, 5)) == pytest.approx(math.exp(-0.5))
