"""Hostile text stays text, whatever evidence points at it."""

import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from store.markup import highlighted, visible

TEXTS = st.text(st.sampled_from("ab<>&\"'\n\x1b\u202e é"), max_size=40)
SPANS = st.tuples(st.integers(-3, 45), st.integers(-3, 45)).map(sorted)


def verdict(passed: bool, spans: list[list[int]], reason: str = "a<b") -> dict[str, Any]:
    evidence = [{"stage": "plan", "start": a, "end": b} for a, b in spans]
    return {"filter": "f", "passed": passed, "reason": None if passed else reason, "evidence": evidence}


VERDICTS = st.lists(st.builds(verdict, st.booleans(), st.lists(SPANS, max_size=3)), max_size=3)


@given(TEXTS, VERDICTS)
def test_without_its_marks_it_is_the_text(text: str, verdicts: list[dict[str, Any]]) -> None:
    page = highlighted(text, "plan", verdicts)
    assert unescape(re.sub(r"</?mark[^>]*>", "", page)) == visible(text)
    assert set(re.findall(r"<(/?\w+)", page)) <= {"mark", "/mark"}


def test_a_complaint_wins_over_a_note() -> None:
    page = highlighted("abcdef", "plan", [verdict(True, [[0, 6]]), verdict(False, [[2, 4]])])
    assert '<mark class="complaint" title="f: a&lt;b">cd</mark>' in page and page.count('class="note"') == 2


def test_a_script_does_not_run() -> None:
    assert highlighted("<script>alert(1)</script>", "plan", []) == "&lt;script&gt;alert(1)&lt;/script&gt;"
