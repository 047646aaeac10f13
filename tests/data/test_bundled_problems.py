"""The bundled problems are part of the product: every number in them is recomputed here.

Recipes, quick starts and toy pipelines run on this set without a download, and a rule-based generator derives
stages from its solutions, so a wrong digit would become wrong training data. The checks are one function from a
problem to its faults, so that the last tests can break a problem on purpose and see that the break is noticed.
"""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

Problem = dict[str, str | None]

FOLDER = Path(__file__).parents[2] / "data" / "problems"
KEYS = {"id", "question", "gold_answer", "reference_solution", "source", "difficulty", "subject", "family"}
LEVELS = ("easy", "medium", "hard")
MARKS_OF_LEVEL = {"easy": range(1, 3), "medium": range(3, 5), "hard": range(2, 12)}
MARK = re.compile(r"<<(?P<expr>[0-9+\-*/%(). ]+)=(?P<result>-?[0-9./]+)>>")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SPELLED = re.compile(r"[0-9+\-*/%(). ]+ = $")
WORD = re.compile(r"[^\W\d_]{2,}")
CONSTANTS = {Fraction(n) for n in (*range(13), 24, 60, 99, 100, 125, 180, 360, 1000)}
"""Numbers nobody has to state: small counts, clock and calendar, percent, angles, thousands, 99 and 125 as bounds."""
WORDS = {"fifteen": 15, "sixteenth": 16, "twenty": 20, "thirty": 30, "fifty": 50, "sixty": 60, "ninety": 90}
"""Numbers above the constants that questions state in words."""
OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
}


def value(expression: str) -> Fraction:
    """Exact value of an arithmetic expression; ValueError for anything else."""
    try:
        return node_value(ast.parse(expression.strip(), mode="eval").body, expression)
    except (SyntaxError, ZeroDivisionError) as error:
        raise ValueError(f"not computable: {expression}") from error


def node_value(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(text.strip()[node.col_offset : node.end_col_offset])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -node_value(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](node_value(left, text), node_value(right, text))
    raise ValueError(f"not arithmetic: {text}")


def equal(expression: str, result: str) -> bool:
    """Whether both can be computed and are exactly the same number."""
    try:
        return value(expression) == value(result)
    except ValueError:
        return False


def numbers(text: str) -> set[Fraction]:
    """The numbers a text states, in digits (`1,200` is one number) or in words."""
    digits = NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
    words = (WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in WORDS)
    return {Fraction(number) for number in (*digits, *words)}


def load() -> list[Problem]:
    lines = (FOLDER / "arithmetic.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def mark_faults(mark: re.Match[str], before: str, after: str) -> Iterator[str]:
    """What is wrong with one mark; `before` reaches back to the mark before it, `after` to the end of the line."""
    expr, result = mark["expr"], mark["result"]
    if not equal(expr, result):
        yield f"{expr} is not {result}"
    if expr == result:
        yield f"{expr} computes nothing"
    if not re.match(re.escape(result) + r"(?![\d/]|\.\d)", after):
        yield f"{result} is not repeated after its mark"
    if len(WORD.findall(before)) < 2:
        yield f"{expr} is not introduced by words"
    spelled = SPELLED.search(before)
    if spelled and spelled[0].removesuffix("= ").replace(" ", "") != expr:
        yield f"{expr} is spelled differently before its mark"
    if not spelled and not numbers(expr) <= numbers(before):
        yield f"{expr} is not said in words before its mark"


def line_faults(line: str, known: set[Fraction]) -> Iterator[str]:
    """What is wrong with one step; adds its results to `known`."""
    marks, start = list(MARK.finditer(line)), 0
    if line.count("<<") != len(marks) or line.count(">>") != len(marks):
        yield "a mark cannot be read"
    for mark in marks:
        before, after = line[start : mark.start()], line[mark.end() :]
        yield from mark_faults(mark, before, after)
        if not numbers(mark["expr"]) <= known:
            yield f"{mark['expr']} uses a number from nowhere"
        if not numbers(re.sub(SPELLED, "", before)) <= known:
            yield f"a number from nowhere in {before!r}"
        known |= numbers(mark["result"])
        start = mark.end() + len(mark["result"])
    if not numbers(line[start:]) <= known:
        yield f"a number from nowhere in {line[start:]!r}"


def faults(problem: Problem) -> list[str]:
    """Everything that is wrong with a problem's solution."""
    question, answer, solution = (problem[key] or "" for key in ("question", "gold_answer", "reference_solution"))
    *steps, last = solution.split("\n")
    known = numbers(question) | CONSTANTS
    found = [fault for step in steps for fault in line_faults(step, known)]
    if not 2 <= len(steps) + 1 <= 7:
        found.append(f"{len(steps) + 1} lines")
    if last != f"#### {answer}":
        found.append(f"ends with {last!r}")
    results = [mark["result"] for mark in MARK.finditer(solution)]
    if not results or not equal(results[-1], answer.removesuffix("%")):
        found.append("the last result is not the answer")
    if problem["difficulty"] not in LEVELS or len(results) not in MARKS_OF_LEVEL[problem["difficulty"]]:
        found.append(f"{len(results)} computations do not fit the level")
    return found


def normalised(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


PROBLEMS = load()


@pytest.mark.parametrize("problem", PROBLEMS, ids=[str(problem["id"]) for problem in PROBLEMS])
def test_solution_is_sound(problem: Problem) -> None:
    assert faults(problem) == []


def test_fields_are_the_documented_ones() -> None:
    for problem in PROBLEMS:
        assert set(problem) == KEYS
        assert all(isinstance(problem[key], str) and problem[key] for key in KEYS - {"family"})
        assert problem["source"] == "forethought/arithmetic"
        assert re.fullmatch(rf"arith-{problem['subject']}-\d\d", str(problem["id"]))
        assert re.fullmatch(r"-?\d+(\.\d+|/\d+)?%?", str(problem["gold_answer"]))


@pytest.mark.parametrize(("sign", "request_for_it"), [("%", "percent sign"), ("/", "fraction")])
def test_question_asks_for_the_form_of_the_answer(sign: str, request_for_it: str) -> None:
    for problem in PROBLEMS:
        asked = request_for_it in str(problem["question"])
        assert (sign in str(problem["gold_answer"])) == asked, problem["id"]


def test_fraction_answers_are_in_lowest_terms() -> None:
    fractions = [str(problem["gold_answer"]) for problem in PROBLEMS if "/" in str(problem["gold_answer"])]
    assert fractions and [text for text in fractions if str(Fraction(text)) != text] == []


def test_ids_and_questions_are_unique() -> None:
    assert len({problem["id"] for problem in PROBLEMS}) == len(PROBLEMS)
    assert len({normalised(problem["question"]) for problem in PROBLEMS}) == len(PROBLEMS)


def test_numeric_variants_are_declared_as_families() -> None:
    lookalikes, families = defaultdict(set), defaultdict(list)
    for problem in PROBLEMS:
        lookalikes[re.sub(r"\d+", "0", normalised(problem["question"]))].add(problem["family"] or problem["id"])
        if problem["family"]:
            families[problem["family"]].append(problem["subject"])
    assert all(len(names) == 1 for names in lookalikes.values())
    assert len(families) >= 12
    assert all(2 <= len(subjects) <= 3 and len(set(subjects)) == 1 for subjects in families.values())


def test_kinds_and_levels_are_covered() -> None:
    kinds = Counter(problem["subject"] for problem in PROBLEMS)
    cells = Counter((problem["subject"], problem["difficulty"]) for problem in PROBLEMS)
    assert len(PROBLEMS) >= 180 and len(kinds) >= 12
    assert len(PROBLEMS) / len(kinds) >= 12 and min(kinds.values()) >= 10
    assert all(cells[kind, level] >= 2 for kind in kinds for level in LEVELS)


def test_readme_counts_match() -> None:
    cells = Counter((problem["subject"], problem["difficulty"]) for problem in PROBLEMS)
    rows = [
        f"| {kind} | " + " | ".join(str(cells[kind, level]) for level in LEVELS) + f" | {total} |"
        for kind, total in sorted(Counter(str(problem["subject"]) for problem in PROBLEMS).items())
    ]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [row for row in rows if row not in readme.splitlines()] == []


def broken(solution: str) -> Iterator[str]:
    """The solution with one digit inside one mark changed, in every possible way."""
    for mark in MARK.finditer(solution):
        for place in range(*mark.span()):
            for digit in "0123456789" if solution[place].isdigit() else "":
                if digit != solution[place]:
                    yield solution[:place] + digit + solution[place + 1 :]


@pytest.mark.parametrize("problem", PROBLEMS[::4], ids=[str(problem["id"]) for problem in PROBLEMS[::4]])
def test_a_wrong_digit_in_a_mark_is_noticed(problem: Problem) -> None:
    unnoticed = [
        text
        for text in broken(problem["reference_solution"] or "")
        if not faults({**problem, "reference_solution": text})
    ]
    assert unnoticed == []


def test_a_wrong_answer_is_noticed() -> None:
    assert all(faults({**problem, "gold_answer": "7123"}) for problem in PROBLEMS)


@pytest.mark.parametrize("text", ["__import__('os')", "2 + x", "1 / 0", "(1).real", "2 +", "True", "1 // 2"])
def test_only_arithmetic_is_evaluated(text: str) -> None:
    with pytest.raises(ValueError):
        value(text)
