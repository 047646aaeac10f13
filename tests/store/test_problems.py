import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.problems import read_problems, scan_problems
from tests.store.toys import jsonl, shared

GOOD = [{"question": f"What is {n} + 1?", "answer": n + 1} for n in range(4)]


def entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def questions(source: ProblemSource) -> list[str]:
    return [problem.question for problem in read_problems(source, True)]


def test_every_kind_of_bad_line_is_listed_with_its_number_and_reason(tmp_path: Path) -> None:
    bad: list[Any] = ['{"question": "q", "ans', "[1, 2]", b'{"question": "\xff"}', {"answer": 3}, {"question": "q"}]
    bad += [{"question": "q", "answer": [3]}, '{"question": "\\ud800", "answer": 3}', "[" * 100_000]
    source = jsonl(tmp_path / "p.jsonl", [*GOOD, *bad])
    report = scan_problems(source, True, tmp_path / "bad" / "q.jsonl")
    listed = [(entry["line"], entry["reason"]) for entry in entries(tmp_path / "bad" / "q.jsonl")]
    reasons = ["broken_json", "not_an_object", "not_utf8", "no_question", "no_answer", "wrong_type", "not_utf8"]
    assert listed == list(enumerate([*reasons, "broken_json"], start=5))
    assert (report.count, report.rows, report.bad_count) == (4, 12, 8)
    assert report.bad == {r: [*reasons, "broken_json"].count(r) for r in sorted(set(reasons))}


def test_quarantine_quotes_the_row_but_not_all_of_it(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "p.jsonl", [*GOOD, "{" + "x" * 2000])
    scan_problems(source, True, tmp_path / "q.jsonl")
    (entry,) = entries(tmp_path / "q.jsonl")
    assert entry["raw"] == "{" + "x" * 499 and entry["file"] == source.path


def test_no_bad_rows_no_quarantine_file(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("from an earlier run")
    report = scan_problems(jsonl(tmp_path / "p.jsonl", GOOD), True, tmp_path / "q.jsonl")
    assert report.quarantine is None and not (tmp_path / "q.jsonl").exists()


def test_mark_blank_lines_and_crlf_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(row).encode() for row in GOOD))
    report = scan_problems(ProblemSource(path=str(path)), True)
    assert (report.count, report.rows, report.bad) == (4, 4, {})


def test_repeated_content_collapses(tmp_path: Path) -> None:
    again = {"question": "  What is 0\n+ 1? ", "answer": "1", "id": "other"}
    source = jsonl(tmp_path / "p.jsonl", [*GOOD, again, *GOOD])
    report = scan_problems(source, True)
    assert (report.count, report.duplicates) == (4, 5)
    assert questions(source) == [row["question"] for row in GOOD]


def test_an_id_used_twice_stays_unique(tmp_path: Path) -> None:
    rows = [{"id": 1, "question": "a", "answer": 1}, {"id": 1, "question": "b", "answer": 1}]
    source = jsonl(tmp_path / "p.jsonl", rows)
    found = [problem.id for problem in read_problems(source, True)]
    assert found[0] == "1" and found[1].startswith("1~") and len(found[1]) == 10
    assert scan_problems(source, True).renamed == 1


def test_too_many_bad_rows_stop_with_counts_and_the_first_one(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "p.jsonl", [*GOOD, "{", {"question": "q"}])
    strict = source.model_copy(update={"max_bad_share": 0.3})
    with pytest.raises(UserError) as caught:
        scan_problems(strict, True, tmp_path / "q.jsonl")
    message = str(caught.value)
    assert "2 of 6 rows are bad (33.3% where problems.max_bad_share allows 30.0%)" in message
    assert "1 broken_json, 1 no_answer" in message and "line 5: broken_json" in message
    assert str(tmp_path / "q.jsonl") in message
    assert scan_problems(source.model_copy(update={"max_bad_share": 0.34}), True).count == 4


def test_an_answer_may_be_missing_where_nobody_needs_it(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "p.jsonl", [{"question": "q"}, *GOOD])
    assert scan_problems(source, False).count == 5
    assert scan_problems(source, True).bad == {"no_answer": 1}


def test_an_answer_mapped_to_null_is_refused_where_it_is_needed(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", [{"question": "q", "answer": "3"}])
    source = source.model_copy(update={"fields": {"answer": None}})
    assert [problem.answer for problem in read_problems(source, False)] == [None]
    with pytest.raises(UserError, match="fields.answer is null"):
        scan_problems(source, True)


def test_limit_counts_good_problems_only(tmp_path: Path) -> None:
    rows: list[Any] = [GOOD[0], GOOD[0], "{", GOOD[1], GOOD[2]]
    source = jsonl(tmp_path / "p.jsonl", rows).model_copy(update={"limit": 2})
    report = scan_problems(source, True)
    assert (report.count, report.rows, report.duplicates, report.bad) == (2, 4, 1, {"broken_json": 1})
    assert len(questions(source)) == 2
    assert scan_problems(source, True, limit=1).count == 1


def test_digest_tells_content_and_not_order(tmp_path: Path) -> None:
    one = scan_problems(jsonl(tmp_path / "1.jsonl", GOOD), True)
    two = scan_problems(jsonl(tmp_path / "2.jsonl", [*GOOD[::-1], GOOD[0], "{"]), True)
    three = scan_problems(jsonl(tmp_path / "3.jsonl", GOOD[1:]), True)
    assert one.content_digest == two.content_digest != three.content_digest


def test_all_formats_say_the_same(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(GOOD)
    pq.write_table(table, tmp_path / "p.parquet", row_group_size=2)
    lines = ["question,answer", *(f'"{row["question"]}",{row["answer"]}' for row in GOOD)]
    (tmp_path / "p.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    jsonl(tmp_path / "p.jsonl", GOOD)
    (tmp_path / "p.jsonl.gz").write_bytes(gzip.compress((tmp_path / "p.jsonl").read_bytes()))
    files = sorted(tmp_path.glob("p.*"))
    digests = {scan_problems(ProblemSource(path=str(file)), True).content_digest for file in files}
    assert len(files) == 5 and len(digests) == 1


def test_csv_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    text = b'question,answer\n"two\nlines",1\n\nshort\nbad \xff,2\nlong,1,2\nfine,3\n'
    (tmp_path / "p.csv").write_bytes(text)
    source = ProblemSource(path=str(tmp_path / "p.csv"), max_bad_share=1)
    report = scan_problems(source, True, tmp_path / "q.jsonl")
    listed = [(entry["line"], entry["reason"], entry["raw"]) for entry in entries(tmp_path / "q.jsonl")]
    assert listed == [
        (5, "broken_csv", "short"),
        (6, "not_utf8", "bad \\xff,2"),
        (7, "broken_csv", "long,1,2"),
    ]
    assert questions(source) == ["two\nlines", "fine"] and report.rows == 5


def test_an_overlong_csv_field_costs_its_own_rows_only(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("question,answer\n" + "x" * 200_000 + ",1\nfine,2\n")
    source = ProblemSource(path=str(tmp_path / "p.csv"), max_bad_share=1)
    assert scan_problems(source, True).bad == {"broken_csv": 1}
    assert questions(source) == ["fine"]


def test_parquet_rows_of_foreign_types_are_bad_one_by_one(tmp_path: Path) -> None:
    table = pa.table({"question": ["a", None, "c"], "answer": [[1], None, [3]]})
    pq.write_table(table, tmp_path / "p.parquet")
    source = ProblemSource(path=str(tmp_path / "p.parquet"), max_bad_share=0)
    with pytest.raises(UserError, match="1 no_question, 2 wrong_type"):
        scan_problems(source, True)


def test_parquet_text_that_is_not_utf8_is_bad_alone(tmp_path: Path) -> None:
    raw = pa.array([b"fine", b"\xff", b"too"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"question": raw}), tmp_path / "p.parquet")
    source = ProblemSource(path=str(tmp_path / "p.parquet"), max_bad_share=1)
    report = scan_problems(source, False, tmp_path / "q.jsonl")
    assert report.bad == {"not_utf8": 1} and entries(tmp_path / "q.jsonl")[0]["line"] == 2


def test_a_pattern_reads_all_its_files_in_order_of_name(tmp_path: Path) -> None:
    jsonl(tmp_path / "b.jsonl", GOOD[2:])
    jsonl(tmp_path / "a.jsonl", GOOD[:2])
    (tmp_path / "c").mkdir()
    assert questions(ProblemSource(path=str(tmp_path / "*"))) == [row["question"] for row in GOOD]


def test_a_line_without_end_is_one_bad_row(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "p.jsonl", [GOOD[0], "[" + "1, " * 12_000_000 + "1]", GOOD[1]])
    report = scan_problems(source, True, tmp_path / "q.jsonl")
    assert (report.count, report.bad) == (2, {"broken_json": 1})
    assert [entry["line"] for entry in entries(tmp_path / "q.jsonl")] == [2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=30).map(str.encode), st.sampled_from([".jsonl", ".csv", ".parquet"]))
def test_any_bytes_are_rows_or_a_sentence(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"p{suffix}"
    path.write_bytes(content)
    source = ProblemSource(path=str(path), max_bad_share=1)
    try:
        report = scan_problems(source, False, tmp_path / "q.jsonl")
    except UserError as error:
        assert str(path) in str(error)
    else:
        assert report.rows == report.count + report.bad_count + report.duplicates


def test_reading_is_lazy_and_memory_stays_small(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "p.jsonl", ({"question": f"{n} " + "x" * 2000, "answer": n} for n in range(20_000)))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_problems(source, True))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000 and peak < 0.5 * (tmp_path / "p.jsonl").stat().st_size


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("gsm8k_train.jsonl", 7473),
        ("math500.jsonl", 250),
        ("math_test_with_solutions.jsonl", 800),
        ("svamp.jsonl", 300),
    ],
)
def test_real_problem_sets_are_read_whole(file: str, count: int) -> None:
    path = shared("problems", file)
    if not path.exists():
        pytest.skip(f"{path} is not there")
    fields = {"answer": "gold_answer", "solution": "reference_solution"}
    report = scan_problems(ProblemSource(path=str(path), fields=fields), True)
    assert (report.count, report.rows, report.bad, report.duplicates) == (count, count, {}, 0)
