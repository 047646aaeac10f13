from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from store.content import MODULUS, combine, record_hash, row_hash
from tests.store.toys import row

VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
RECORDS = st.lists(st.dictionaries(st.text(max_size=5), VALUES | st.lists(VALUES, max_size=3), max_size=4), max_size=6)


@given(RECORDS, st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(records: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(records, len(records))
    hashes, others = [record_hash(r) for r in records], [record_hash(r) for r in shuffled]
    assert combine(0, *hashes) == combine(0, *others) < MODULUS


@given(RECORDS, RECORDS)
def test_sums_of_parts_are_the_sum_of_the_whole(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> None:
    whole = combine(0, *map(record_hash, left + right))
    assert combine(combine(0, *map(record_hash, left)), *map(record_hash, right)) == whole


@given(st.dictionaries(st.text(max_size=5), VALUES, min_size=1), st.randoms(use_true_random=False))
def test_order_of_keys_and_missing_values_do_not_matter(record: dict[str, Any], random: Any) -> None:
    shuffled = dict(random.sample(list(record.items()), len(record)))
    assert record_hash(record) == record_hash(shuffled | {"a new column": None})


def test_a_repeated_record_counts_twice() -> None:
    assert combine(0, record_hash({"a": 1})) != combine(0, record_hash({"a": 1}), record_hash({"a": 1}))


def test_what_an_answer_cost_is_no_content() -> None:
    one, two = row(2), row(2, error="plan: connection: refused")
    two["provenance"] = [one["provenance"][0] | {"calls": 9, "prompt_tokens": 80, "error": "timeout"}]
    assert row_hash(one) == row_hash(two)


def test_texts_verdicts_and_provenance_are_content() -> None:
    one = row(1)
    changed = [
        row(1, plan="Think again."),
        row(1, status="accepted"),
        row(1, verdicts=[one["verdicts"][0] | {"score": 0.6}]),
        row(1, provenance=[one["provenance"][0] | {"model": "other"}]),
    ]
    assert len({row_hash(r) for r in [one, *changed]}) == 5
