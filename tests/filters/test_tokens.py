"""Counts are what the documented rule says, and a model's own tokenizer counts exactly."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.tokens import REGEX_V1, count_regex_v1, load_tokenizer
from schemas.errors import UserError


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("   ", 0),
        ("word", 1),
        ("eightlet", 1),
        ("nineletter", 2),
        ("two words", 2),
        ("1234", 4),
        (r"\frac{1}{2}", 7),
        ("a, b.", 4),
        ("snake_case", 3),
        ("line\n\nline", 3),
        ("\u6570\u5b66", 2),
        ("na\u00efve", 1),
    ],
)
def test_the_rule_of_regex_v1(text: str, count: int) -> None:
    assert count_regex_v1(text) == count


@given(st.text(), st.text())
def test_counts_of_lines_add_up(first: str, second: str) -> None:
    first, second = first.replace("\n", " "), second.replace("\n", " ")
    assert count_regex_v1(f"{first}\n{second}") == count_regex_v1(first) + 1 + count_regex_v1(second)


@given(st.text())
def test_a_text_has_no_more_tokens_than_characters(text: str) -> None:
    assert count_regex_v1(text) <= len(text)


def test_the_default_needs_no_file() -> None:
    tokenizer = load_tokenizer(REGEX_V1)
    assert (tokenizer.name, tokenizer.count("two words")) == ("regex-v1", 2)


def test_a_missing_file_is_the_users_error() -> None:
    with pytest.raises(UserError, match=r"no/such\.json.*regex-v1"):
        load_tokenizer("no/such.json")


def test_a_missing_package_is_named_with_the_way_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(UserError, match=r"pip install 'forethought\[tokenizers\]'"):
        load_tokenizer(str(tmp_path / "tokenizer.json"))


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b"\xff\xfe", json.dumps({"model": 1}).encode()])
def test_a_file_that_is_no_tokenizer_is_the_users_error(tmp_path: Path, content: bytes) -> None:
    pytest.importorskip("tokenizers", reason="the optional package tokenizers is not installed")
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(UserError, match=r"tokenizer\.json"):
        load_tokenizer(str(tmp_path / "tokenizer.json"))


def test_a_models_own_tokenizer_counts_exactly_and_is_named_by_its_bytes(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers", reason="the optional package tokenizers is not installed")
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    vocabulary = Tokenizer(models.BPE(unk_token="?"))
    vocabulary.pre_tokenizer = pre_tokenizers.Whitespace()
    vocabulary.train_from_iterator(["low lower lowest"], trainers.BpeTrainer(vocab_size=40, special_tokens=["?"]))
    path = tmp_path / "tokenizer.json"
    vocabulary.save(str(path))
    tokenizer = load_tokenizer(str(path))
    assert tokenizer.count("low lower zzz") == len(vocabulary.encode("low lower zzz").ids)
    assert tokenizer.name.startswith("tokenizer.json@")
