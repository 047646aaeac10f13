"""Spelling is undone, value is not touched, and long texts cost no more than their length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.equivalence.normalise import key, normalise

SNIPPETS = st.sampled_from(
    [*r"\{}$ ^_.,0123456789xyab()[]%-+/=", r"\frac", r"\text{", r"\boxed{", "½", "²", r"\!", "€"]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\frac12", r"\frac{1}{2}"),
        (r"\dfrac {1}{2}", r"\frac{1}{2}"),
        (r"\frac1{72}", r"\frac{1}{72}"),
        (r"\frac{270}7", r"\frac{270}{7}"),
        (r"\tfrac{8\pi}5", r"\frac{8\pi}{5}"),
        (r"\sqrt 2+\sqrt5", r"\sqrt{2}+\sqrt{5}"),
        (r"\left( 3, \frac{\pi}{2} \right)", r"( 3, \frac{\pi}{2} )"),
        (r"\text{(C)}.", "(C)"),
        (r"\boxed{\boxed{5}}.", "5"),
        (r"\\left(\\frac{1}{5},2\\right)", r"(\frac{1}{5},2)"),
        ("$12 $ and $13 $", "12 and 13"),
        (r"\$32,\!348", "32348 dollars"),
        (r"-\$0.50", "-0.50 dollars"),
        ("x²", "x^2"),
        ("x_{1}", "x_1"),
        (r"90^{\circ}", r"90^\circ"),
        ("185\\", "185"),
        ("5!", "5!"),
        (r"x \leqslant 2", r"x \le 2"),
        (r"\overline{AB}", "AB"),
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_the_rows_of_a_matrix_keep_their_ends() -> None:
    matrix = r"\begin{pmatrix} 1 \\ 2 \\ -3 \end{pmatrix}"
    assert normalise(matrix).count(r"\\") == 2
    assert normalise(r"\begin{pmatrix}1\\[2pt]2\end{pmatrix}").count(r"\\[") == 1


@given(st.lists(SNIPPETS, max_size=40).map("".join))
def test_a_second_time_changes_no_more_than_layout(text: str) -> None:
    assert isinstance(key(normalise(normalise(text))), str)


@pytest.mark.parametrize(
    "part", [" ", "\n", "1 ", "\\boxed{", "\\text{", "{", "$ ", "1,", "\\frac{", "\\", "^{ ", "th", "²", "**"]
)
def test_a_long_text_costs_no_more_than_its_length(part: str) -> None:
    text = "1" + part * 50_000  # a pattern that is quadratic in its repetitions would not come back
    assert normalise(text).startswith("1")


@given(st.text(max_size=300))
def test_any_text_can_be_normalised(text: str) -> None:
    assert "\x00" not in normalise(text)


@given(
    st.integers(-(10**12), 10**12), st.sampled_from(["${}$", r"\boxed{{{}}}", r"\text{{{}}}", "{}.", r"\({}\)", " {} "])
)
def test_wrappers_are_noise(number: int, wrapper: str) -> None:
    assert normalise(wrapper.format(number)) == str(number)
