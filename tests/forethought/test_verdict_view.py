"""Verdicts in a terminal: readable at any width."""

from typing import Any

import pytest
from rich.console import Console

from forethought.verdict_view import VerdictTable

DETAIL = "the strategy of the preplan stands in the plan, step by step"


def verdict(name: str, **values: Any) -> dict[str, Any]:
    fixed = {"stage": "execution", "passed": True, "reason": None, "score": 1.0, "threshold": 2.0, "evidence": []}
    return {"filter": name, "detail": None, **fixed, **values}


VERDICTS = [
    verdict("adherence", passed=False, reason="strategy_not_inherited", detail=DETAIL),
    verdict("answer_consistent", detail="no numeric answer"),
    verdict("format"),
]


def printed(width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as caught:
        console.print(VerdictTable(VERDICTS))
    return [line.rstrip() for line in caught.get().splitlines()]


@pytest.mark.parametrize("width", [76, 80])
def test_details_stand_below_where_they_would_be_squeezed(width: int) -> None:
    lines = printed(width)
    assert lines[0].split() == ["filter", "stage", "verdict", "score", "limit"]
    assert lines[1].split()[:3] == ["adherence", "execution", "strategy_not_inherited"]
    assert lines[2] == f"    {DETAIL}" and lines[4] == "    no numeric answer" and len(lines) == 6
    starts = {line.index("execution") for line in lines if "execution" in line}
    assert len(starts) == 1, "columns stay in line"


def test_details_stand_beside_where_there_is_room() -> None:
    lines = printed(140)
    assert lines[0].split()[-1] == "detail" and lines[1].endswith(DETAIL) and len(lines) == 4


@pytest.mark.parametrize("width", [20, 40])
def test_nothing_is_lost_however_narrow(width: int) -> None:
    said = "".join("".join(printed(width)).split())
    for word in DETAIL.split():
        assert word in said
