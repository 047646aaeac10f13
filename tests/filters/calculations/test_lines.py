"""Reading line by line finds what reading the whole text finds."""

from hypothesis import given
from hypothesis import strategies as st

from filters.calculations.carried import carried
from filters.calculations.claims import claims
from filters.calculations.lines import lines_with_a_sign
from filters.calculations.statements import _is_doubted, statements
from filters.marked_computations import MARK
from filters.spans import Span

PIECES = ["\n", "\n", "\n\n", " ", " ", "2", "5", "10", "3.5", "=", "=", " = ", "+", " - ", "*", "/", "x", "**", "%",
          ".", ",", "(", ")", " (light blue) ", "apples", "percent", "and", "not", "$", "\\$", "\\,", "\\text", "{kg}",
          "\\frac{1}{2}", "^", "{\\circ", "}", "/hour", "\\left", "\r", "\u2248", "\\approx ", "<<2+3=5>>",
          " is ", " equals ", " times ", " divided by ", "% of ", "half of ", "\\sqrt{", "!"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def lines(text: str) -> list[str]:
    return [text[slice(*span)] for span in lines_with_a_sign(text)]


def test_a_line_without_a_sign_is_left_out() -> None:
    assert lines("One.\n2 + 3 = 5.\nTwo.\n1 + 1 = 2") == ["2 + 3 = 5.", "1 + 1 = 2"]


def test_lines_that_go_on_over_the_break_are_one() -> None:
    assert lines("2 +\n3 = 5") == ["2 +\n3 = 5"]
    assert lines("2 = 8 \\text\n{kg}\nend") == ["2 = 8 \\text\n{kg}"]


def test_a_percent_sign_on_the_next_line_unsays_the_number_before_it() -> None:
    assert statements("2 + 3 = 5.\n7 and more") and not statements("2 + 3 = 5.\n7%")


@given(texts)
def test_line_by_line_is_as_the_whole_text(text: str) -> None:
    found = {(one.span, one.left.canonical, one.right.canonical) for one in statements(text)}
    named = {(Span(one.start, one.end), one.left.canonical, one.right.canonical) for one in carried(unmarked(text))}
    assert found - named == set(whole(text)) - named


def unmarked(text: str) -> str:
    return MARK.sub(lambda mark: " " * len(mark[0]), text)


def whole(text: str) -> list[tuple[Span, str, str]]:
    """The statements of a text that is read as one line."""
    read = [(text, 0)]
    for mark in MARK.finditer(text):
        read = [(read[0][0].replace(mark[0], " " * len(mark[0])), 0), *read[1:], (mark[0][2:-2], mark.start() + 2)]
    found = []
    for part, offset in read:
        for one in claims(part):
            if not _is_doubted(part, one.sign_end):
                span = Span(one.left.tokens[0].start + offset, one.right.tokens[-1].end + offset)
                found.append((span, one.left.canonical, one.right.canonical))
    return sorted(found)
