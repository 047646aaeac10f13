"""Every token lies where it stands in the text, whatever the tokenizer did to characters."""

from hypothesis import given
from hypothesis import strategies as st

from synth.logprobs import RawToken, place_tokens


def tokens_of(content: str, cuts: list[int], with_bytes: bool = True) -> list[RawToken]:
    """Cut a text's bytes anywhere, as byte-level tokenizers do."""
    data = content.encode()
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [data[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return [RawToken(piece.decode("utf-8", "replace"), -1.0, piece if with_bytes else None) for piece in pieces]


@given(st.text(max_size=30), st.lists(st.integers(0, 200), max_size=12))
def test_tokens_cover_the_text_in_order(content: str, cuts: list[int]) -> None:
    placed = place_tokens(tokens_of(content, cuts), content, 0, len(content))
    covered = sorted({position for t in placed for position in range(t.start, t.end)})
    assert covered == list(range(len(content)))
    assert all(a.start <= b.start and a.end <= b.end for a, b in zip(placed, placed[1:], strict=False))


@given(st.text(st.characters(codec="ascii"), max_size=30), st.lists(st.integers(0, 200), max_size=12))
def test_plain_text_is_quoted_exactly(content: str, cuts: list[int]) -> None:
    placed = place_tokens(tokens_of(content, cuts, with_bytes=False), content, 0, len(content))
    assert [content[t.start : t.end] for t in placed] == [t.token for t in placed]
    assert "".join(t.token for t in placed) == content


def test_reasoning_and_end_markers_are_left_out() -> None:
    content = "<think>a</think>\nfour apples"
    tokens = [RawToken(text, -0.5, None) for text in ("<think>", "a", "</think>", "\n", "four", " apples", "<|end|>")]
    placed = place_tokens(tokens, content, len("<think>a</think>\n"), len("four apples"))
    assert [(t.token, t.start, t.end) for t in placed] == [("four", 0, 4), (" apples", 4, 11)]


def test_a_character_split_over_tokens_belongs_to_each() -> None:
    euro = "€".encode()
    tokens = [RawToken("3 ", -1.0, None), RawToken("\ufffd", -1.0, euro[:2]), RawToken("\ufffd", -2.0, euro[2:])]
    placed = place_tokens(tokens, "3 €", 0, 3)
    assert [(t.start, t.end) for t in placed] == [(0, 2), (2, 3), (2, 3)]


def test_tokens_that_do_not_add_up_are_searched_for() -> None:
    tokens = [RawToken("a ", -1.0, None), RawToken("\ufffd", -1.0, None), RawToken("b", -1.0, None)]
    assert [(t.token, t.start) for t in place_tokens(tokens, "a éb", 0, 4)] == [("a ", 0), ("b", 3)]


def test_broken_bytes_after_thoughts_do_not_pull_the_thoughts_into_the_text() -> None:
    texts = ["a ", "b", " c", "</think>", "\ufffd", "a ", "b", "\ufffd", "d", "<|end|>"]
    data = [b"\xe2" if text == "\ufffd" else text.encode() for text in texts]
    tokens = [RawToken(text, -float(place), part) for place, (text, part) in enumerate(zip(texts, data, strict=True))]
    content = "\ufffda b\ufffdd"
    placed = place_tokens(tokens, content, 0, len(content))
    assert [-token.logprob for token in placed] == [4, 5, 6, 7, 8]
    assert "".join(content[token.start : token.end] for token in placed) == content
