"""Variants of one problem should get one meta-thought: the same course, whatever the wording."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.invariance import FILTER, InvarianceSettings, course

ALIKE = 4
RECORDINGS = Path(__file__).parents[2] / "data/recordings/comt.jsonl"
BASKETS = (
    "Let b be the number of baskets and let c be the number of apples in each. Multiply b by c to get n, the apples in "
    "all. Subtract the eaten apples p from n to get r, which is asked for."
)
SHELVES = (
    "Let h be the number of shelves.\nLet k be the number of books on each.\nMultiply h by k to obtain the total m.\n"
    "Take the lent books q: subtract q from m. This gives w, the answer."
)
ADDS = SHELVES.replace("subtract q from m", "add q to m")
OTHER = "Let p be the price. Divide p by the people q to get h. Divide h by the days d to get f. Add f to h to get g."


def judged(*texts: str) -> list[tuple[bool, str | None]]:
    verdicts = FILTER(InvarianceSettings()).judge_texts(texts, "meta_thought")
    return [(verdict.passed, verdict.reason) for verdict in verdicts]


def test_names_and_wording_are_no_part_of_a_course() -> None:
    assert course(BASKETS).moves[1] == course(SHELVES).moves[2] == ("multiply", "v1", "v2", "v3")
    assert judged(BASKETS, SHELVES) == [(True, None)] * 2


@pytest.mark.parametrize("stranger", [ADDS, OTHER, "", "No names here."])
def test_who_reasons_otherwise_than_the_rest_is_rejected(stranger: str) -> None:
    assert judged(BASKETS, stranger, SHELVES) == [(True, None), (False, "differs_in_family"), (True, None)]


def test_where_no_more_than_half_agree_nobody_is_right() -> None:
    assert judged(BASKETS, OTHER) == [(False, "family_undecided")] * 2
    assert judged(BASKETS, SHELVES, OTHER, OTHER) == [(False, "family_undecided")] * 4


def test_alone_in_a_family_is_no_offence() -> None:
    assert judged(OTHER) == [(True, None)] and judged() == []


def test_the_first_departing_sentence_is_the_evidence() -> None:
    verdict = FILTER(InvarianceSettings()).judge_texts([SHELVES, SHELVES, ADDS], "meta_thought")[2]
    (span,) = verdict.evidence
    assert span.text == "Take the lent books q: add q to m" and ADDS[span.start : span.end] == span.text
    assert verdict.detail == "2 of 3 alike; the typical text goes on with: subtract v4 v4 v3"


@given(st.permutations(list("bchkmnpqrw")), st.sampled_from([BASKETS, SHELVES, ADDS, OTHER]))
def test_renaming_symbols_changes_no_course(letters: list[str], text: str) -> None:
    table = dict(zip("bchkmnpqrw", letters, strict=True))
    renamed = re.sub(r"\b[bchkmnpqrw]\b", lambda match: table[match[0]], text)
    assert course(renamed).moves == course(text).moves


@given(st.text(), st.text())
def test_any_text_has_a_course(text: str, other: str) -> None:
    found = course(text)
    assert 0 <= found.similarity(course(other)) <= 1 and found.similarity(found) == 1


def test_texts_about_different_problems_are_seldom_alike() -> None:
    """The figure in docs/comt.md."""
    texts = [json.loads(line)["completion"]["text"] for line in RECORDINGS.read_text(encoding="utf-8").splitlines()]
    pairs = list(combinations(map(course, texts), 2))
    alike = sum(one.similarity(other) >= InvarianceSettings().min_similarity for one, other in pairs)
    assert (len(pairs), alike) == (2016, ALIKE)
