"""A preplan that states the plan's steps is told from one that names the same quantities."""

from filters.plan_overlap import PlanOverlapFilter, PlanOverlapSettings, plan_overlap
from tests.filters.conftest import TraceOf

PLAN = "1. Multiply the price of a pen by the number of pens.\n2. Subtract that cost from the voucher's value."
RECITED = (
    "Shopping. Multiply the price of one pen by the number of pens, then subtract the cost from the voucher's value."
)
DESCRIBED = "Shopping with a voucher: a price for each pen, a number of pens, and a value that must not be exceeded."


def test_stated_steps_count() -> None:
    found = plan_overlap(RECITED.replace(", then", ". Then"), PLAN)
    assert (found.score, found.steps) == (1.0, 2)


def test_named_quantities_do_not() -> None:
    assert plan_overlap(DESCRIBED, PLAN).score == 0


def test_no_plan_no_overlap() -> None:
    assert plan_overlap(RECITED, None).steps == plan_overlap(RECITED, "").steps == 0


def test_a_long_text_stays_cheap() -> None:
    assert plan_overlap("Add it up. " * 20_000, PLAN * 500).score <= 1


def test_the_verdict_says_how_many(trace_of: TraceOf) -> None:
    trace = trace_of(preplan=RECITED.replace(", then", ". Then"), plan=PLAN)
    verdict = PlanOverlapFilter(PlanOverlapSettings()).judge(trace, "preplan")
    assert (verdict.passed, verdict.reason, verdict.detail) == (False, "states_plan", "2 of 2 steps")
