r"""The form of a whole turn: each segment once, in order, `\boxed{}` in the last."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.segments import PPC_TAGS, has_format, parse_segments

GOOD = "<preplan>\nwhat\n</preplan>\n<plan>how</plan>\n<execute>so \\boxed{5}</execute>\n"


def test_a_turn_in_form_gives_its_segments() -> None:
    found = parse_segments(GOOD)
    assert [found.text(GOOD, tag) for tag in PPC_TAGS] == ["what", "how", r"so \boxed{5}"]
    assert (found.error, has_format(GOOD)) == (None, True)


@pytest.mark.parametrize(
    ("turn", "error", "tag"),
    [
        ("", "missing_tag", "preplan"),
        (GOOD.replace("<plan>how</plan>", ""), "missing_tag", "plan"),
        (GOOD.replace("</plan>", ""), "unclosed_tag", "plan"),
        (GOOD.replace("<plan>", ""), "unopened_tag", "plan"),
        (GOOD + "<plan>again</plan>", "repeated_tag", "plan"),
        (GOOD.replace("how", "how<plan>"), "repeated_tag", "plan"),
        ("<preplan>a<plan>b</preplan></plan><execute>c</execute>", "misplaced_tag", "preplan"),
        ("<preplan>a<plan>b</plan></preplan><execute>c</execute>", "misplaced_tag", "preplan"),
        ("</preplan>a<preplan><plan>b</plan><execute>c</execute>", "misplaced_tag", "preplan"),
        ("<plan>b</plan><preplan>a</preplan><execute>c</execute>", "wrong_order", "plan"),
        ("hello " + GOOD, "text_outside", None),
        (GOOD + "bye", "text_outside", None),
        (GOOD.replace("how", " "), "empty_segment", "plan"),
        (GOOD.replace("<plan>", "<Plan>"), "unopened_tag", "plan"),
    ],
)
def test_every_departure_has_its_name(turn: str, error: str, tag: str | None) -> None:
    found = parse_segments(turn)
    assert (found.error, found.tag) == (error, tag)
    assert not has_format(turn)


def test_segments_beside_the_fault_are_still_there() -> None:
    turn = GOOD.replace("</execute>", "")
    found = parse_segments(turn)
    assert found.text(turn, "plan") == "how"
    assert found.text(turn, "execute") is None


@pytest.mark.parametrize("end", ["so 5", r"so \boxed{5", r"so \boxed{}"])
def test_the_last_segment_needs_a_closed_box(end: str) -> None:
    assert not has_format(GOOD.replace(r"so \boxed{5}", end))


def test_a_box_elsewhere_does_not_count() -> None:
    assert not has_format(GOOD.replace(r"\boxed{5}", "5").replace("how", r"\boxed{5}"))


def test_tag_names_are_arguments() -> None:
    turn = GOOD.replace("execute>", "execution>")
    assert parse_segments(turn).error == "missing_tag"
    assert has_format(turn, ("preplan", "plan", "execution"))


def test_one_order_of_three_has_the_form() -> None:
    pieces = [f"<{tag}>\\boxed{{1}}</{tag}>" for tag in PPC_TAGS]
    assert [has_format("".join(order)) for order in itertools.permutations(pieces)] == [True] + [False] * 5


BODY = st.text(alphabet="ab <>/{}\\\n", min_size=1, max_size=20).filter(lambda body: body.strip() != "")


@given(BODY, BODY, BODY)
def test_what_is_rendered_is_read_again(preplan: str, plan: str, execution: str) -> None:
    bodies = dict(zip(PPC_TAGS, (preplan, plan, execution), strict=True))
    turn = "\n".join(f"<{tag}>\n{body}\n</{tag}>" for tag, body in bodies.items())
    found = parse_segments(turn)
    assert found.error is None
    assert {tag: found.text(turn, tag) for tag in PPC_TAGS} == {tag: body.strip() for tag, body in bodies.items()}


@given(st.lists(st.sampled_from([f"<{s}{t}>" for t in PPC_TAGS for s in ("", "/")] + ["x", r"\boxed{1}"]), max_size=12))
def test_the_form_holds_exactly_if_the_grammar_does(pieces: list[str]) -> None:
    marks = [piece for piece in pieces if piece.startswith("<")]
    in_order = marks == [f"<{slash}{tag}>" for tag in PPC_TAGS for slash in ("", "/")]
    found = parse_segments("".join(pieces))
    if not in_order:
        assert found.error is not None
    else:
        assert found.error in (None, "text_outside", "empty_segment")


@pytest.mark.parametrize("unit", ["<plan>", "</plan>", "<preplan></preplan>", "<", r"<execute>\boxed{"])
def test_a_hundred_thousand_hostile_characters_are_parsed(unit: str) -> None:
    assert parse_segments(unit * (100_000 // len(unit))).error is not None
