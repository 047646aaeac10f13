"""Typed conditions choose exactly the rows they say, and nothing that is typed is ever run."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UserError
from store.conditions import holds_words, parse_conditions

SCHEMA = pa.schema(
    [
        ("score", pa.float64()),
        ("sample", pa.int32()),
        ("subject", pa.string()),
        ("good", pa.bool_()),
        ("reasons", pa.list_(pa.string())),
        ("verdicts", pa.list_(pa.struct([("filter", pa.string())]))),
    ]
)
ROW = {
    "score": 1.5,
    "sample": 2,
    "subject": "Unit conversion",
    "good": True,
    "reasons": ["spoiler:high", "length:long"],
}


def holds(text: str, **changes: Any) -> bool:
    return all(condition.holds(ROW | changes) for condition in parse_conditions(text, SCHEMA))


@pytest.mark.parametrize(
    "text",
    [
        "score>1",
        "score >= 1.5",
        "score<=1.5 and sample<3",
        "score=1.5 AND sample == 2",
        "score!=1e9",
        "subject~CONV",
        "subject='Unit conversion'",
        'subject = "Unit conversion" and good=true',
        "reasons~spoiler",
        "reasons=length:long",
        "reasons!=answer:wrong",
        "score!=null",
    ],
)
def test_a_row_that_meets_it(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    ["score>1.5", "sample<2", "subject=unit", "good=false", "reasons~answer", "reasons!=spoiler:high", "score=null"],
)
def test_a_row_that_does_not(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize("sign", ["=", "!=", "<", "<=", ">", ">="])
def test_a_missing_value_meets_only_null(sign: str) -> None:
    assert not holds(f"score{sign}1", score=None) and holds("score=null", score=None)


@given(score=st.floats(-1e6, 1e6), bound=st.floats(-1e6, 1e6))
def test_numbers_compare_as_numbers(score: float, bound: float) -> None:
    assert holds(f"score<{bound!r}", score=score) == (score < bound)
    assert holds(f"score>={bound!r}", score=score) == (score >= bound)


@given(text=st.text(st.characters(blacklist_categories=["Cs"]), max_size=30))
def test_any_quoted_text_is_found_again(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert holds(f'subject="{quoted}"', subject=text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cannot read the condition at ''"),
        ("score", "cannot read the condition at 'score'"),
        ("score>", "cannot read"),
        ("score>1 or sample=2", "at 'or sample=2'"),
        ("score>1 and", "cannot read"),
        ("__import__('os').getcwd()", "cannot read"),
        ("scor>1", "Did you mean 'score'"),
        ("score>high", "holds numbers, not '>high'"),
        ("score~1", "holds numbers"),
        ("subject<b", "holds texts"),
        ("good>1", "is true or false"),
        ("verdicts=1", "is nested"),
    ],
)
def test_what_cannot_be_is_said(text: str, told: str) -> None:
    with pytest.raises(UserError, match="--where") as error:
        parse_conditions(text, SCHEMA)
    assert told in str(error.value)


def test_words_are_searched_in_all_texts() -> None:
    row = {"question": "A cask of juice", "plan": "Halve it", "score": 3.0}
    assert holds_words(row, ["JUICE", "halve"]) and holds_words(row, [])
    assert not holds_words(row, ["juice", "wine"])
