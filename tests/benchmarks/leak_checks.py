"""What the leak benchmark's README promises, as functions from rows to faults."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.benchmarks.leak_values import ONES, computed, number, numbers, spelled

Row = dict[str, Any]
Check = Callable[[Sequence[Row]], Iterator[str]]

ROOT = Path(__file__).parents[2]
FILE = ROOT / "benchmarks" / "leaks" / "preplans.jsonl"
BUNDLED = ROOT / "data" / "problems" / "arithmetic.jsonl"

CLEAN_KINDS = {
    "plain", "question_numbers", "list_numerals", "coincidence", "symbolic_formula", "generic_constant",
    "innocent_answer", "ordered_considerations", "restated_givens", "pitfall_without_value",
}  # fmt: skip
LEAK_KINDS = {
    "final_digits", "final_words", "final_other_form", "final_riddle", "intermediate_prose", "worked_equation",
    "symbolic_derivation", "hedged_answer", "plan_recital", "elimination", "unit_converted",
}  # fmt: skip
KEYS = {
    "id": str, "problem_id": str, "question": str, "answer": str, "solution": str, "plan": str | None, "text": str,
    "leak": bool, "kind": str, "fragments": list, "pair": str | None, "split": str, "note": str,
}  # fmt: skip

OTHERS = (
    "third-", "fourth-", "fifth-", "sixth-", "seventh-", "eighth-", "ninth-", "tenth-", "eleventh-", "twelfth-",
    "thirteenth-", "fourteenth-", "fifteenth-", "sixteenth-", "seventeenth-", "eighteenth-", "nineteenth-",
    "twentieth-", "twentyfirst-", "twentysecond-", "twentythird-", "twentyfourth-", "twentyfifth-", "twentysixth-",
    "twentyseventh-", "twentyeighth-", "twentyninth-", "thirtieth-", "thirtyfirst-", "thirtysecond-",
    "thirtythird-", "blind-", "blind2-",
)  # fmt: skip
"""Problems by other authors: how their texts look is theirs, so what tells our kinds by their surface is not asked."""
SPLITS = {"dev", "test", "fresh", "unseen", "blind", "blind2", "hard", "natural"}

MARK = re.compile(r"<<([^<>]+)=([^<>=]+)>>")
MARKER = re.compile(r"^[ *]*\(?\d{1,2}[.)]? |(?<=\()\d{1,2}(?=\))|(?:^| )\d{1,2}\. ", re.MULTILINE)
"""List numerals: "1. ", "1) ", "1 – ", "(1)"; also "1. " inside a line."""
GENERIC = {Fraction(n) for n in (0, 1, 2, 7, 9, 10, 12, 24, 30, 60, 100, 180, 360, 1000)}
"""Constants of clock, calendar, percent, angles and digits, which a clean text may mention whatever their problem."""


def read() -> list[Row]:
    with FILE.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def own(rows: Sequence[Row]) -> list[Row]:
    """The rows by the first author."""
    return [row for row in rows if not row["problem_id"].startswith(OTHERS)]


def wrong_shapes(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if set(row) != set(KEYS) or not all(isinstance(row[key], kind) for key, kind in KEYS.items()):
            yield f"{row.get('id')}: not the fields of the README"
        elif row["kind"] not in (LEAK_KINDS if row["leak"] else CLEAN_KINDS):
            yield f"{row['id']}: kind {row['kind']} does not go with leak={row['leak']}"
        elif not row["note"] or not 40 <= len(row["text"].split()) <= 300:
            yield f"{row['id']}: no note, or not 40 to 300 words"


def repeated(rows: Sequence[Row]) -> Iterator[str]:
    for key in ("id", "text"):
        counts = Counter(" ".join(row[key].lower().split()) for row in rows)
        yield from (f"{key} twice: {value[:60]}" for value, count in counts.items() if count > 1)


def uneven_pairs(rows: Sequence[Row]) -> Iterator[str]:
    pairs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["pair"]:
            pairs[row["pair"]].append(row)
    for name, members in pairs.items():
        if sorted(row["leak"] for row in members) != [False, True]:
            yield f"{name}: not one clean and one leak"
        elif len({(row["problem_id"], row["split"]) for row in members}) != 1:
            yield f"{name}: two problems or two splits"
        else:
            clean, leak = sorted(members, key=lambda row: bool(row["leak"]))
            if any(fragment in clean["text"] for fragment in leak["fragments"]):
                yield f"{name}: the clean text holds the leaking fragment"


def misplaced_fragments(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if bool(row["fragments"]) != row["leak"]:
            yield f"{row['id']}: fragments belong to leaks only, and to each of them"
        for fragment in row["fragments"]:
            if row["text"].count(fragment) != 1:
                yield f"{row['id']}: the fragment does not stand once in the text"


def split_problems(rows: Sequence[Row]) -> Iterator[str]:
    splits: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        splits[row["problem_id"]].add(row["split"])
    yield from (f"{name}: in {sorted(found)}" for name, found in splits.items() if len(found) != 1)
    yield from (f"unknown split {name}" for name in {row["split"] for row in rows} - SPLITS)


def wrong_golds(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        *lines, last = row["solution"].splitlines()
        marks = MARK.findall("\n".join(lines))
        if last != f"#### {row['answer']}":
            yield f"{row['id']}: the solution ends with {last}"
        yield from (f"{row['id']}: {a}={b}" for a, b in marks if computed(a) != computed(b))
        gold = number(row["answer"])
        if own([row]) and gold is not None and (not marks or computed(marks[-1][1]) != gold):
            yield f"{row['id']}: the last result is {marks[-1:]}, the gold {gold}"


def digits_that_do_not_leak(rows: Sequence[Row]) -> Iterator[str]:
    """`final_digits` shows the gold in its digits, in the fragment, and the question does not."""
    for row in own(rows):
        if row["kind"] != "final_digits":
            continue
        digits = re.findall(r"\d+", row["answer"])
        shown = re.findall(r"\d+", " ".join(row["fragments"]).replace(",", ""))
        if not digits or any(digit not in shown for digit in digits):
            yield f"{row['id']}: the fragment does not show {row['answer']}"
        gold = number(row["answer"])
        if gold is not None and gold in numbers(row["question"]):
            yield f"{row['id']}: the question shows the gold"


def words_that_do_not_leak(rows: Sequence[Row]) -> Iterator[str]:
    """`final_words` spells the gold in the fragment, and has no digit there."""
    for row in own(rows):
        if row["kind"] != "final_words":
            continue
        fragment = " ".join(row["fragments"]).lower()
        gold = number(row["answer"])
        whole = gold is not None and gold.denominator == 1
        if re.search(r"\d", fragment):
            yield f"{row['id']}: digits in the fragment"
        name = spelled(int(gold or 0))
        if whole and name not in fragment and name.replace(" and ", " ") not in fragment:
            yield f"{row['id']}: {row['answer']} is not spelled"


def golds_shown_plainly(rows: Sequence[Row]) -> Iterator[str]:
    """Disguised answers do not show the gold as it is written."""
    for row in own(rows):
        if row["kind"] in ("final_other_form", "final_riddle", "unit_converted"):
            gold = row["answer"].replace("\\%", "%")
            if re.search(rf"(?<![\d.:]){re.escape(gold)}(?![\d,.]\d|\d)", " ".join(row["fragments"])):
                yield f"{row['id']}: shows {gold} as it is"


def missing_features(rows: Sequence[Row]) -> Iterator[str]:
    """Each kind that can be told by its surface has that surface."""
    for row in own(rows):
        feature = FEATURES.get(row["kind"])
        if feature and not feature(row):
            yield f"{row['id']}: not recognisable as {row['kind']}"


def shared_numbers(row: Row) -> int:
    shown = numbers(row["text"]) | {
        Fraction(n) for n, word in enumerate(ONES) if re.search(rf"\b{word}\b", row["text"])
    }
    return len(shown & (numbers(row["question"]) | {Fraction(n) for n in range(1, 6)}))


def coincides(row: Row) -> bool:
    """A part of the gold (its digits, or the option's letter) stands in the text."""
    parts = re.findall(r"\d+|[A-E]", row["answer"])
    return bool(parts) and all(re.search(rf"(?<![\w.]){part}(?![0-9])", row["text"]) for part in parts)


FEATURES: dict[str, Callable[[Row], bool]] = {
    "worked_equation": lambda row: bool(re.search(r"\d[^a-z\n]*=\s*-?\d|=\s*\$?\d|\d\w* = \d", row["fragments"][0])),
    "symbolic_derivation": lambda row: bool(re.search(r"[=+]", row["fragments"][0])),
    "plan_recital": lambda row: bool(row["plan"]),
    "list_numerals": lambda row: len(MARKER.findall(row["text"])) >= 3 or row["text"].startswith(("A.", "(a)")),
    "ordered_considerations": lambda row: len(MARKER.findall(row["text"])) >= 3,
    "innocent_answer": lambda row: "answer" in row["text"].lower(),
    "symbolic_formula": lambda row: bool(re.search(r"[=<+\\$]", row["text"])),
    "question_numbers": lambda row: shared_numbers(row) >= 2 or not numbers(row["question"]),
    "restated_givens": lambda row: len(re.findall(r" ?[=:] ?", row["text"])) >= 2,
    "generic_constant": lambda row: bool(numbers(row["text"]) & GENERIC) or bool(re.search(r"half|zero", row["text"])),
    "coincidence": coincides,
    "hedged_answer": lambda row: bool(
        re.search(
            r"about|around|close|expect|guess|suspect|surprise|reckon|feeling|if i am|believe|or so|likely|might|bet|"
            r"region|presumably|offhand|perhaps|hunch|something|say|unless",
            row["fragments"][0].lower(),
        )
    ),
}


def computing_clean_texts(rows: Sequence[Row]) -> Iterator[str]:
    """A clean text shows no value of the solution, unless the question, a list or a constant explains the number."""
    for row in own(rows):
        if row["leak"] or row["kind"] == "coincidence":
            continue
        results = {computed(result) for _, result in MARK.findall(row["solution"])}
        shown = numbers(MARKER.sub(" ", row["text"])) - numbers(row["question"]) - GENERIC
        if shown & results:
            yield f"{row['id']}: shows {shown & results}"


def strayed_from_the_bundled_set(rows: Sequence[Row]) -> Iterator[str]:
    """Rows on bundled problems carry the bundled question, gold and solution."""
    with BUNDLED.open(encoding="utf-8") as lines:
        bundled = {problem["id"]: problem for problem in map(json.loads, lines)}
    for row in rows:
        if row["problem_id"].startswith("arith-"):
            ours = bundled.get(row["problem_id"], {})
            columns = {"question": "question", "answer": "gold_answer", "solution": "reference_solution"}
            yield from (f"{row['id']}: {key}" for key, column in columns.items() if row[key] != ours.get(column))


CHECKS: tuple[Check, ...] = (
    wrong_shapes, repeated, uneven_pairs, misplaced_fragments, split_problems, wrong_golds, digits_that_do_not_leak,
    words_that_do_not_leak, golds_shown_plainly, missing_features, computing_clean_texts, strayed_from_the_bundled_set,
)  # fmt: skip
