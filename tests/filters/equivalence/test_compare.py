r"""Whole comparisons without a worker: what the cheap tiers decide, and what they leave to symbolic mathematics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.equivalence.compare import compare_fast
from filters.equivalence.record import Method, Reason
from filters.equivalence.settings import EquivalenceSettings

NUMBERS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=997)
BARE = st.sampled_from(["{}", "${}$", r"\boxed{{{}}}", r"\({}\)", "x = {}", "{} apples", r"\text{{{}}}"])
STYLES = BARE | st.sampled_from(["So it is ${}$.", "The answer is {}.", "<answer>{}</answer>", "work\n#### {}"])


def equal(gold: str, pred: str | None, **policy: bool | int | None) -> bool | None:
    """What the cheap tiers say; None if they cannot tell."""
    outcome = compare_fast(gold, pred, EquivalenceSettings(**policy))  # type: ignore[arg-type]
    return None if outcome is None else outcome.equal


@pytest.mark.parametrize(
    ("gold", "pred"),
    [
        ("ellipse", r"\text{An ellipse.}"),
        ("new york city", "<answer>New York City!</answer>"),
        ("no solution", "No solutions"),
        ("C", r"\textbf{(C)}"),
        ("(D) Alina", "D"),
        ("B", "(b)"),
        ("C", "thinking about it, the correct answer is C"),
        ("D", "The answer is for sure D, it can't be A or B"),
        ("1000.99", "1000,99"),
        ("1000.99", "the number is not 10 which is 1,000.99€"),
        ("x=5", "5 = x"),
        (r"x \in [-2,7]", "[-2, 7]"),
        ("(3,2)", "(p,q) = (3,2)"),
        ("x = 11", "x = 5+5+1 = 7 = 11"),
        ("1/3", r"x = 1/3 \approx 0.33"),
        ("11", r"x \approx 11"),
        ("-2,1", "1, -2"),
        (r"\{-12, -11\}", "-11;-12"),
        ("1, 2 and 3", r"\{1,2,3\}"),
        ("p=5,q=2;p=7,q=2", "(5,2),(7,2)"),
        ("a_3 = 2, a_{37} = 19", r"a_{37} = 19, \quad a_3 = 2"),
        (r"(1,\frac{9}{2})", "(1,4.5)"),
        (r"\begin{pmatrix}1/5\\-18/5\end{pmatrix}", r"\begin{bmatrix}0.2\\-3.6\end{bmatrix}"),
        (r"1 \pm \sqrt{19}", r"1-\sqrt{19}, 1+\sqrt{19}"),
        (r"(2,12) \cup (12,102)", r"(12, 102) \cup (2,12)"),
        ("2516_8", "2516"),
        ("0", r"\boxed{0}"),
    ],
)
def test_equal_without_a_worker(gold: str, pred: str) -> None:
    assert equal(gold, pred) is True


@pytest.mark.parametrize(
    ("gold", "pred"),
    [
        ("odd", "even"),
        ("C", "The answer is D"),
        ("a", "A"),
        ("5", "Evelyn"),
        ("4", "2, 4"),
        ("1, 2", "1, 3"),
        ("1,2", "1,2,3"),
        ("(1,2)", "(2,1)"),
        ("(0,9)", "[0,9)"),
        (r"(0,1)", r"\{0,1\}"),
        ("x = 1", "y = 1"),
        (r"\begin{pmatrix}1&2\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}"),
        ("1", "1.0000001"),
        ("1/3", "0.3333"),
        ("10^{20}", "10^{20}+1"),
        (r"\frac{1}{2}, \frac{1}{3}", r"\frac{1}{2}, \frac{1}{4}"),
    ],
)
def test_different_without_a_worker(gold: str, pred: str) -> None:
    assert equal(gold, pred) is False


@pytest.mark.parametrize(
    ("gold", "pred"), [("x+1", "1+x"), (r"\sqrt{16}", "4"), (r"\pi", "3.14"), ("x > 5", r"x \ge 5")]
)
def test_mathematics_is_left_to_a_worker(gold: str, pred: str) -> None:
    assert equal(gold, pred) is None


@pytest.mark.parametrize("pred", [None, "", "  ", r"\text{}"])
def test_no_answer_is_missing_not_wrong(pred: str | None) -> None:
    outcome = compare_fast("5", pred)
    assert outcome is not None and outcome.reason is Reason.MISSING_ANSWER


def test_an_empty_gold_answer_is_nobody_s_mistake() -> None:
    outcome = compare_fast(" ", "5")
    assert outcome is not None and outcome.reason is Reason.GOLD_UNPARSEABLE


@pytest.mark.parametrize("text", ["x" + "+1" * 2_000, "(" * 60 + "x" + ")" * 60, "{" * 100_000])
def test_what_is_far_too_long_or_deep_is_unparseable_at_once(text: str) -> None:
    answer, gold = compare_fast("y", rf"\boxed{{{text}}}"), compare_fast(text, "y")
    assert answer is not None and answer.reason is Reason.ANSWER_UNPARSEABLE or "{" in text
    assert gold is not None and gold.reason is Reason.GOLD_UNPARSEABLE


def test_the_tier_that_decided_is_named() -> None:
    methods = [compare_fast(*pair) for pair in (("ellipse", "Ellipse"), ("1/2", "0.5"), ("5", "6"), ("a", "b"))]
    assert [m and m.method for m in methods] == [Method.STRING, Method.NUMERIC, Method.NUMERIC, Method.STRING]


def test_the_order_of_a_list_matters_only_by_policy() -> None:
    assert equal("1, 2", "2, 1") is True
    assert equal("1, 2", "2, 1", ordered_lists=True) is False


def test_rounding_is_a_policy() -> None:
    assert equal("8/3", "2.6667") is False
    assert equal("8/3", "2.6667", rounding_digits=4) is True
    assert equal("8/3", "2.66666666666666667", rounding_digits=None) is False


@given(NUMBERS, BARE, STYLES)
def test_a_number_is_itself_in_any_dress(number: object, one: str, other: str) -> None:
    assert equal(one.format(number), other.format(number)) is True


@given(NUMBERS, NUMBERS, STYLES)
def test_different_rationals_are_never_equal(one: object, other: object, style: str) -> None:
    assert equal(str(one), style.format(other)) is (one == other)


@given(st.lists(NUMBERS, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_lists_forget_their_order_and_tuples_do_not(numbers: list[object], random: object) -> None:
    shuffled = list(numbers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    gold, pred = ", ".join(map(str, numbers)), ", ".join(map(str, shuffled))
    assert equal(gold, pred) is True
    assert equal(f"({gold})", f"({pred})") is (numbers == shuffled)


@given(NUMBERS, NUMBERS)
def test_the_numeric_tier_is_symmetric(one: object, other: object) -> None:
    assert equal(f"{one}%", str(other)) == equal(str(other), f"{one}%")


@given(st.text(alphabet="\\{}[]()$^_,;:=+-*/%.0123456789abxy \n€½²", max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(gold: str, pred: str) -> None:
    outcome = compare_fast(gold, pred)
    assert outcome is None or outcome.reason in Reason
