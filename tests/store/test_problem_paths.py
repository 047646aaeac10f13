import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.problems import scan_problems
from tests.store.toys import jsonl

ROWS = [{"question": f"q{n}", "gold_answer": n, "worked": "w"} for n in range(3)]


def refusal(path: Path | str, needs_answer: bool = False, **fields: str) -> str:
    with pytest.raises(UserError) as caught:
        scan_problems(ProblemSource(path=str(path), fields=fields), needs_answer)
    return str(caught.value)


def test_a_missing_file_suggests_the_nearest(tmp_path: Path) -> None:
    jsonl(tmp_path / "gsm8k.jsonl", ROWS)
    assert f"Did you mean {tmp_path / 'gsm8k.jsonl'}?" in refusal(tmp_path / "gsmk8.jsonl")


def test_a_missing_folder_is_said_too(tmp_path: Path) -> None:
    message = refusal(tmp_path / "nowhere" / "x.jsonl")
    assert f"no folder {tmp_path / 'nowhere'}" in message and str(Path.cwd()) in message


def test_a_name_that_no_disk_takes_is_no_traceback() -> None:
    assert "cannot be looked at" in refusal("x" * 5000 + ".jsonl")
    assert "there is no such file" in refusal("a\0b.jsonl")


def test_a_folder_suggests_a_pattern(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", ROWS)
    assert f"{tmp_path}/*.jsonl" in refusal(tmp_path)


def test_a_pattern_without_match_says_so(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", ROWS)
    message = refusal(tmp_path / "*.csv")
    assert "no file matches" in message and "a.jsonl" in message


def test_a_file_named_like_a_pattern_is_read(tmp_path: Path) -> None:
    assert scan_problems(jsonl(tmp_path / "a[1].jsonl", ROWS), False).count == 3


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert "the file is empty" in refusal(tmp_path / name)


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", "\n \n"), ("a.csv", "question,answer\n")])
def test_a_file_without_rows_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert "no rows" in refusal(tmp_path / name)


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    message = refusal(tmp_path / "a.json")
    assert ".jsonl, .csv" in message and "jq -c" in message


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl.gz"])
def test_a_torn_file_is_no_traceback(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PAR1 and then nothing")
    assert "cannot be read" in refusal(tmp_path / name)


def test_utf16_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"question": "q"}\n', encoding="utf-16")
    assert "UTF-16" in refusal(tmp_path / "a.jsonl")


def test_a_header_that_repeats_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("question,answer,answer\nq,1,2\n")
    assert "names a column twice: answer" in refusal(tmp_path / "a.csv")


def test_a_wrong_map_lists_columns_and_the_fix(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", ROWS)
    message = refusal(source.path or "", needs_answer=True)
    assert "no column 'answer'" in message and "question, gold_answer, worked" in message
    assert "problems: {fields: {answer: gold_answer}}" in message


def test_a_mistyped_optional_column_is_refused_too(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", ROWS)
    assert "{solution: worked}" in refusal(source.path or "", solution="worke")


AS_NOBODY = """
import os, sys
from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.problems import scan_problems
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    scan_problems(ProblemSource(path=sys.argv[1]), False)
except UserError as error:
    print(error)
"""
"""Root may read everything, so it becomes somebody else first."""


def test_a_file_that_may_not_be_read_says_so() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "a.jsonl")
        jsonl(path, ROWS)
        path.chmod(0)
        run = subprocess.run([sys.executable, "-c", AS_NOBODY, str(path)], capture_output=True, text=True, check=True)
    assert "no permission to read it" in run.stdout and f"chmod +r {path}" in run.stdout
