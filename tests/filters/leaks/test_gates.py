"""A cue never keeps a rule from what it would find: with it and without it, everything is the same."""

import json
import re
from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import or_
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.leaks import amounts, expressions, features, operations, riddles, wording
from filters.leaks.choices import CONCLUDES, LEFT, OUT
from filters.leaks.gates import Cued, bits_of, lines
from filters.leaks.operations import operation_kinds
from filters.leaks.riddle_rules import BLANK
from filters.leaks.riddle_tables import ALL_RULES
from filters.leaks.tokens import tokenise

RULES = {"out": OUT, "left": LEFT, "concludes": CONCLUDES, "sequence": wording._SEQUENCE, "warns": wording._WARNS}
EVERY_BIT = -1
"""As if the sentence held every cue: nothing is left out."""
BENCHMARK = Path("benchmarks/leaks/preplans.jsonl")


def texts() -> Iterator[str]:
    """Every fourth text of the benchmark, and others made by shuffling their words and capitals."""
    rows = [json.loads(line)["text"] for line in BENCHMARK.read_text(encoding="utf-8").splitlines()][::4]
    random = Random(5)
    for text in rows:
        words = text.split(" ")
        yield text
        yield " ".join(random.sample(words, len(words)))
        yield text.upper() if random.random() < 0.5 else text.title()


def bits(text: str) -> int:
    """The bits of a text's words."""
    return reduce(or_, map(bits_of.__getitem__, tokenise(text).words), 0)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
@settings(max_examples=300)
@given(data=st.data())
def test_whatever_a_rule_finds_holds_one_of_its_cues(rule: Cued, data: st.DataObject) -> None:
    """Looks at one match at a time, made from the pattern without what looks around."""
    pattern = re.sub(r"\\b|\(\?<?[=!][^)]*\)", "", rule._compiled.pattern)
    found = data.draw(st.from_regex(pattern, fullmatch=True))
    for said in (found, found.upper()):
        assert bits(said) & rule.bit or not rule.search(said)


def test_sentences_are_described_as_if_nothing_were_left_out() -> None:
    for text in texts():
        for line, kinds in zip(lines(text), operations.sentence_kinds(text), strict=True):
            sentence = text[line.span.start : line.span.end]
            assert wording.shape(sentence, line.bits) == wording.shape(sentence, EVERY_BIT)
            flags = features._sentence_flags(sentence, line.bits, kinds)
            assert flags == features._sentence_flags(sentence, EVERY_BIT, kinds)
            assert kinds == operation_kinds(sentence)
            for rule in RULES.values():
                assert line.bits & rule.bit or not rule.search(sentence)
        streams = features._streams(text, lines(text), ())
        for line, stream in zip(lines(text), streams, strict=True):
            assert wording.formulas(stream, line.bits) == wording.formulas(stream, EVERY_BIT)


def test_a_text_is_the_tokens_of_its_sentences() -> None:
    for text in texts():
        said = lines(text)
        assert [line.at for line in said] == [0, *(line.end for line in said)][:-1]
        assert said[-1].end == len(tokenise(text).words)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_a_riddle_is_found_where_a_plain_search_finds_it(share: float) -> None:
    random = Random(3)
    words = sorted({word for rule in ALL_RULES for word in re.findall("[a-z]+", rule.pattern.pattern)})
    pieces = [text.lower().replace("\n", " ") for text in texts()]
    pieces += [" ".join(random.choices(words, k=60)) for _ in range(300)]
    for text in pieces[::9]:
        masked = "".join(
            BLANK * len(word) if random.random() < share else word for word in re.split(r"(?<=\s)|(?=\s)", text)
        )
        blanks = [match.start() for match in re.finditer(f"{BLANK}+", masked)]
        for rule in ALL_RULES:
            expected = [match.regs for match in rule.pattern.finditer(masked)]
            assert [match.regs for match in rule.matches(masked, blanks)] == expected


def test_a_rule_that_is_not_called_finds_nothing() -> None:
    """Of the rules whose word must stand beside a number; the others ask for words that no match needs."""
    beside = [at for at, rule in enumerate(ALL_RULES) if rule.cue.place and not rule.cue.also]
    for text in islice(texts(), 0, None, 4):
        tokens = tokenise(text)
        found = amounts._found(tokens)
        called, _ = riddles.called_by(tokens.words, found)
        masked = riddles._Masked(tokens)
        masked.blank(found)
        for at in beside:
            if not called >> at & 1:
                matches = ALL_RULES[at].matches(masked.text, masked.starts)
                assert not [match for match in matches if masked._worth(ALL_RULES[at], match)]


@given(
    st.lists(
        st.sampled_from(["3", "12", "0", "2.5", "+", "-", "*", "/", "x", "%", "kg", "$", "(", ")", "^"]), min_size=2
    )
)
def test_plain_numbers_joined_by_signs_are_read_as_any_expression(words: list[str]) -> None:
    tokens = tokenise(" ".join(["7", *words]))
    if joined := expressions.joined(tokens, 0):
        reader = expressions.Expression(tokens, 0)
        assert (reader.read(), max(reader.end, 1), reader.operations > 0) == (*joined, joined[1] > 1)
