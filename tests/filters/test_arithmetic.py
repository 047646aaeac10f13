"""A wrong statement is found with its step; what can be read as right, and what is no plain arithmetic, passes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.arithmetic import ArithmeticFilter, ArithmeticSettings, plain, wrong_statements
from tests.filters.conftest import TraceOf

JUDGE = ArithmeticFilter(ArithmeticSettings())

WRONG = [
    "So 5 + 3 = 9.",
    "It costs 3 x $4.50 = $12.50 in all.",
    r"\[ \frac{3}{4} \times 20 = 16 \]",
    "There are 25 students + 5 adults = 35 people.",
    "7995 (total cookies) - 2595 (rainbow cookies) = 4500",
    "48 + 24 = <<48+24=71>>71 clips",
    "20% of the class, 20% * 50 = 12 children",
    "$4.20 + $9.45 + $1.35 = $14.99",
    r"we get \(2^{10} = 1000\)",
    "2 * (3 + 4) = 10 + 4 = 14, and 6 * 7 = 49",
    "10 + 5 = 15 - 2 = 12",
    r"so $12 - 3 = 8$ are left",
    "(Since 2 + 3 = 6, the rest is 4.)",
    "we have (as 12 / 4 = 2) two of them",
    r"\boxed{7 - 3 = 5}",
    "He lost 5 thousand, and then 4 + 4 = 9 more",
    "He will have 180-300 = 120 minutes left",
    r"\[A = \sqrt{24 \cdot 14 \cdot 7 \cdot 3} = \sqrt{6336}\]",
    r"\sqrt{40^2 + 400} = 60",
    "\u221a50 \u2248 7.8",
    "$5! = 100$",
    r"\binom{5}{2} = 12",
    r"$\binom{5}{2} = \frac{5!}{2!(5-2)!} = 11$",
    "12 divided by 4 is 4.",
    "5 times 3 equals 18",
    "99.1 plus 98.2 is equal to 187.3",
    "20% of the 50 students is 12",
    "20% of $50 = $12",
    "2/3 of 24 = 15",
    "half of 60 is 25",
    "17 - 5 apples are 13 apples",
    "Total earnings = $3.00 (dishes) + $1.50 (trash). Total earnings = $8.00.",
    r"\[ \text{Total} = \frac{48}{2} + 6 \] \[ \text{Total} = 32 \]",
    "Total water = (18/3) + (27/3). So, total water = (41/3).",
    "\\[A = 4 \\cdot 6\\]\n\\[= 25\\]",
]
RIGHT = [
    "5 + 3 = 8 + 2 = 10",
    "1/3 = 0.33 and 2/3 = 0.67",
    "100 / 3 = 33 boxes",
    "33.33 * 3 = 100",
    "1,200 - 200 = 1,000",
    "50 + 20% = 60",
    "20/50 = 40%",
    "3 * 25 cents = $0.75",
    "90 minutes + 30 minutes = 2 hours",
    "1. 5 + 3 = 8\n2. 8 - 2 = 6",
    "- 5 + 3 = 8",
    "**5 + 3 = 8** and *2 + 2 = 4*",
    "2**3 = 8 and 2(3+4) = 14",
    r"\frac12 + \frac{1}{2} = 1",
    r"\frac{(5-2) \times 180^\circ}{5} = 108^\circ",
    r"\sqrt{2} = 1.414 and $3\sqrt{12} = 6\sqrt{3}$",
    r"\sqrt{2} \cdot \sqrt{2} - 2 = 0",
    r"$\frac{6!}{3!} = 120$ and 5 + 3 = 8! Hurrah",
    r"$\binom{8}{3} \cdot \binom{5}{0} = 56$",
    "20% of 50 + 30 = 40, and 20% of 50 + 30 = 16",
    "10% of the $400 + $1580 = $1980 for her savings",
    "1/2 of 24 is 12 and half of 24 is 12",
    "Total = 3 + 4. So the total = 7",
    "x = 3 + 4\nx = 5 + 4",
    "they lose 5 thousand dollars a day, in three days 5 * 3 = $15,000",
]
ROOT = Fraction(14142135623730951, 10**16)
NO_STATEMENT = [
    "x + 3 + 4 = 9",
    "2x = 3 + 9",
    "Is 5 + 3 = 9? No.",
    "We cannot have 5 + 3 = 9, which is false.",
    "5 + 3 = 9 is wrong",
    "the total - 5 + 3 = 20",
    "half of 10 + 4 = 9",
    "4! = 24 and C(4, 2) = 6",
    r"8^2 = 4 \pmod{5}",
    "7 / 2 = 3 remainder 1",
    "the ratio 3 : 4 = 6 : 9",
    "3 + 4 = 7x",
    "2 + 3 = 5 hundred",
    r"\sin 30 + 1 = 2",
    "21_3 + 2_3 = 100_3",
    "9:30 + 2 = 11",
    "60 km = 3 * 25",
    "a total of $100+($100*(10/100) = $110 from sales",
    "a total of $100+($100*(10/100) = $<<100+(100*(10/100))=110>>110 from sales",
    "[3 + (4 * 2 = 11",
    "110 = 100 * (1 + 10/100) is 100 * 10/100) + 100",
    "2 * 3 = 5) + 1",
    "add 20 + 10 decorations to the 29 + 24 already up = 83",
    "more than the 10 + 4 = 20",
    "half of his 10 + 4 = 7",
    "Subtract Weeks 3-4 from Weeks 1-2 = 96 - 70",
    "10 pages on day 1 * 2 = 20 pages on day 2",
    "we have 3x + 6 = <<3*+6=18>>18",
    r"so $CD = AD \sqrt{2} = 4\sqrt{2}$",
    r"\sqrt[3]{27} = 4",
    "\u221a[10]{10} \u2248 1.259",
    "= 12,000 minutes / 60 minutes (1 hour) x $150/hour = $2,400",
    r"\sqrt{-4} = 2",
    "300! = 5",
    "1/4 is 6 apples, and from 10 - 12 is 2 hours",
    "10 / 2 is 5 less than 10",
    "the coefficient for 6^3 is 4",
    "3 times as many is 12, twice 4 + 2 is 10",
    "Total = 3 + 4. After the sale, total = 9",
    "Cost of tea = 3 * 4. Cost of milk = 5",
    "Pay = 3 + 4\nPay = 10 - 5",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_found(text: str) -> None:
    assert len(wrong_statements(text)[1]) == 1


@pytest.mark.parametrize("text", RIGHT)
def test_what_can_be_read_as_right_passes(text: str) -> None:
    assert not wrong_statements(text)[1]


@pytest.mark.parametrize("text", NO_STATEMENT)
def test_what_is_no_plain_arithmetic_is_left_alone(text: str) -> None:
    assert not wrong_statements(text)[1]


def test_the_first_wrong_step_is_named_with_its_span(trace_of: TraceOf) -> None:
    text = "First, 2 + 2 = 4.\n\nThen 4 * 3 = 13.\n\nSo 13 - 1 = 11."
    verdict = JUDGE.judge(trace_of(execution=text), "execution")
    assert not verdict.passed and verdict.reason == "wrong_arithmetic" and verdict.score == 2 and verdict.value == "1"
    assert [item.text for item in verdict.evidence] == ["4 * 3 = 13", "13 - 1 = 11"]
    assert verdict.detail is not None and "step 1 of 3" in verdict.detail and "comes to 12" in verdict.detail


def test_some_wrong_statements_may_be_let_pass(trace_of: TraceOf) -> None:
    judge = ArithmeticFilter(ArithmeticSettings(max_wrong=1))
    assert judge.judge(trace_of(execution="2 + 2 = 5"), "execution").passed


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(7), "7"),
        (ROOT, "about 1.41421"),
    ],
)
def test_values_are_written_as_people_do(value: Fraction, shown: str) -> None:
    assert plain(value) == shown


numbers = st.integers(min_value=0, max_value=10_000)
signs = st.sampled_from([("+", lambda a, b: a + b), ("-", lambda a, b: a - b), ("*", lambda a, b: a * b)])


@given(
    numbers,
    signs,
    numbers,
    st.sampled_from(["{} {} {} = {}", "${} {} {} = {}$", "so {} {} {} = {}.", "\\[{}{}{}={}\\]"]),
)
def test_right_sums_always_pass_and_wrong_ones_never_do(one: int, sign: tuple, other: int, form: str) -> None:  # type: ignore[type-arg]
    name, operation = sign
    value = operation(one, other)
    assert not wrong_statements(form.format(one, name, other, value))[1]
    off = form.format(one, name, other, value + 7)
    assert len(wrong_statements(off)[1]) == 1


@given(st.text(alphabet="0123456789+-*/=().,% $\\{}fracx\n^", max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    wrong_statements(text)


def test_long_hostile_texts_take_linear_time() -> None:
    for part in (
        "1+",
        "(",
        "2 = ",
        ")2 = ",
        "9^9^",
        "1 a ",
        "\\frac{",
        "\\sqrt{",
        "5!",
        "2 is ",
        "half of ",
        "x = 3 + 4. ",
    ):
        wrong_statements(part * 20_000)
