"""Laws of the split: nothing that belongs together is parted, and nothing but seed and names decides."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.split import Groups, SplitSettings, key, validation_groups

ROWS = st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(100, 120), max_size=2)), min_size=1, max_size=60)


def grouped(rows: list[tuple[int, list[int]]]) -> Groups:
    groups = Groups()
    for name, keys in rows:
        groups.add(name, keys)
    return groups


def sides(rows: list[tuple[int, list[int]]], split: SplitSettings) -> list[bool]:
    groups = grouped(rows)
    chosen = validation_groups(groups, ["hard" if name % 2 else "easy" for name, _ in rows], split)
    return [groups.group(row) in chosen for row in range(len(rows))]


@given(ROWS, st.integers(0, 5), st.booleans())
def test_rows_with_a_key_in_common_stay_together(rows: list[tuple[int, list[int]]], seed: int, stratify: bool) -> None:
    found = sides(rows, SplitSettings(0.4, seed, stratify))
    for one, (name, keys) in enumerate(rows):
        for other, (name2, keys2) in enumerate(rows):
            if name == name2 or set(keys) & set(keys2):
                assert found[one] == found[other]


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, list[int]]], random: "object") -> None:
    split = SplitSettings(0.3, 7)
    order = sorted(range(len(rows)), key=lambda place: key("shuffle", str(place)))
    found = sides(rows, split)
    assert sides([rows[place] for place in order], split) == [found[place] for place in order]


@given(st.integers(0, 1000))
def test_a_problem_keeps_its_side_when_others_come(seed: int) -> None:
    split = SplitSettings(0.2, seed)
    few = [(key("problem", str(number)), list[int]()) for number in range(60)]
    more = [*few, *((key("problem", str(number)), list[int]()) for number in range(60, 120))]
    first = sides(few, split)
    if sum(first) > 1:  # else one may have been drawn for want of any
        assert sides(more, split)[:60] == first


def test_the_share_is_met() -> None:
    rows = [(key("problem", str(number)), list[int]()) for number in range(4000)]
    assert 0.08 < sum(sides(rows, SplitSettings(0.1))) / 4000 < 0.12
    assert sides(rows, SplitSettings(0.1)) != sides(rows, SplitSettings(0.1, seed=1))
    assert not any(sides(rows, SplitSettings(0)))


def test_each_difficulty_gives_its_share() -> None:
    rows = [(number, list[int]()) for number in range(200)]
    found = sides(rows, SplitSettings(0.1, stratify=True))
    assert sum(found[0::2]) == 10 and sum(found[1::2]) == 10


def test_a_small_set_has_a_validation_row_too() -> None:
    assert sum(sides([(1, []), (2, []), (3, [])], SplitSettings(0.01))) == 1
    assert sides([(1, []), (1, [])], SplitSettings(0.01)) in ([False, False], [True, True])
