"""Both sides of the learned detector read a sentence alike: training counts names, judging looks pieces up."""

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.leaks.alignment import steps_of
from filters.leaks.features import Sentence, read
from filters.leaks.known import known_of
from filters.leaks.model import SHIPPED, Model, load_model
from filters.leaks.pieces import piece_of, pieces, spelled
from filters.leaks.wording import BONES, formulas
from filters.spans import Span
from store.labelled_texts import read_labelled_texts

BENCHMARK = Path(__file__).parents[3] / "benchmarks/leaks/preplans.jsonl"
SIGNS = ["%", "=", "^", "<", ">", "+", "-", "!", "?", ":", "|"]
WORDS = ["the", "of", "then", "divide", "divided", "answer", "so", "a", "_v", "\\frac", "<gold>", "<number>", *SIGNS]
CUES = ("#kinds>0", "#kinds>1", "!out", "!warns", "before:!start", "behind:!equals-1")
STREAMS = st.lists(st.sampled_from(WORDS) | st.text("abcde'", min_size=1, max_size=9), max_size=30)


class Named:
    """A model by the names of features, as it is fitted and as it stands in its file: the other way to a logit."""

    def __init__(self, model: Model) -> None:
        self.bias = model.bias
        self.weights = {spelled(piece): weight for piece, weight in model.weights.items()}
        self.cues = model.cues

    def logit(self, sentence: Sentence) -> float:
        features = sentence.features
        words = sum(self.weights.get(name, 0.0) for name in features) / math.sqrt(len(features) or 1)
        return self.bias + words + sum(self.cues.get(name, 0.0) for name in sentence.cues)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(SHIPPED)


@pytest.fixture(scope="module")
def named(model: Model) -> Named:
    return Named(model)


def sentences() -> Iterator[Sentence]:
    """Of the benchmark."""
    for text in read_labelled_texts(BENCHMARK):
        known = known_of(text.question, text.answer, [text.solution] if text.solution else [])
        yield from read(text.text, known, steps_of(text.plan or "", text.question)).sentences


def test_both_ways_give_the_same_logit_on_the_benchmark(model: Model, named: Named) -> None:
    assert all(model.logit(sentence) == pytest.approx(named.logit(sentence), abs=1e-9) for sentence in sentences())


@given(STREAMS, st.sets(st.sampled_from(CUES)))
def test_both_ways_give_the_same_logit_on_any_words(
    model: Model, named: Named, stream: list[str], cues: set[str]
) -> None:
    sentence = Sentence(Span(0, 1), stream, frozenset(cues), frozenset(formulas(stream, -1)))
    assert model.logit(sentence) == pytest.approx(named.logit(sentence), abs=1e-9)


@given(STREAMS)
def test_every_piece_has_a_name_of_its_own(stream: list[str]) -> None:
    found = [piece for sort in pieces(stream) for piece in sort]
    names = [spelled(piece) for piece in found]
    assert len(names) == len(set(names)) and [piece_of(name) for name in names] == found


def plainly(stream: list[str]) -> set[str]:
    """The names of a sentence's pieces as `docs/leaks.md` tells them, one after the other."""
    words, classes = ["^", *stream], [BONES[word][1:] for word in stream if BONES[word]]
    found = {*stream, *(f"~{word[:4]}" for word in stream if len(word) > 5 and word[0] not in "<\\")}
    found |= {f"{one} {two}" for one, two in pairwise(words)}
    found |= {f"%{name}" for name in classes} | {f"%{one} {two}" for one, two in pairwise(classes)}
    threes = zip(words, words[1:], words[2:], strict=False)
    return found | {" ".join(three) for three in threes if any(word[0] == "<" for word in three)}


@given(STREAMS)
def test_the_pieces_are_those_that_a_plain_description_has(stream: list[str]) -> None:
    assert {spelled(piece) for sort in pieces(stream) for piece in sort} == plainly(stream)
