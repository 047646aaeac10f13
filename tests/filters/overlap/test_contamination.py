"""The five rules, each with what it must find and what it must leave alone."""

import json

import pytest

from filters.overlap.contamination import ContaminationIndex, EvaluationQuestion, Match
from tests.store.toys import shared

LONG = (
    "Bella bought stamps at the post office. Some of the stamps had a snowflake design, some had a truck design. Bella "
    "bought 11 snowflake stamps and 9 more truck stamps than snowflake stamps. How many stamps did Bella buy in all?"
)
QUESTIONS = {"long": LONG, "short": "What is $3 + 4$?", "form": "Compute 17 + 18.", "word": "Find $x$ if $2x = 10$."}


@pytest.fixture(scope="module")
def index() -> ContaminationIndex:
    made = ContaminationIndex()
    made.add(EvaluationQuestion("toys", name, text) for name, text in QUESTIONS.items())
    return made


def found(index: ContaminationIndex, text: str) -> tuple[str, str] | None:
    match = index.match(text)
    return (match.rule, match.matched.id) if match else None


def test_the_same_question_however_it_is_spelt(index: ContaminationIndex) -> None:
    assert found(index, LONG.upper().replace(".", " . ")) == ("same_question", "long")
    assert found(index, "what is 3+4") == ("same_question", "short")


def test_short_questions_are_compared_as_a_whole(index: ContaminationIndex) -> None:
    assert found(index, "Please calculate 3 + 4.") == ("short_question", "short")
    assert found(index, "What is 3 + 5?") is None, "another sum of the same form is another question"
    assert found(index, "A boy has 3 + 4 apples and eats one of them. How many are left?") is None


def test_changed_numbers_are_told_apart(index: ContaminationIndex) -> None:
    assert found(index, LONG.replace("11", "16").replace("9", "3")) == ("numbers_changed", "long")
    assert found(index, LONG.replace("Bella", "Max").replace("11", "16")) == ("numbers_changed", "long")


def test_near_duplicates_keep_their_numbers(index: ContaminationIndex) -> None:
    changed = LONG.replace("Bella", "Max").replace("office", "shop").replace("truck", "tractor", 1)
    assert found(index, changed) == ("near_duplicate", "long")


def test_a_question_within_a_longer_text_is_found(index: ContaminationIndex) -> None:
    around = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(80))
    match = index.match(f"Read this first. {around}. {LONG} Thanks.")
    assert match is not None and match.rule == "shared_words" and match.score == 1.0 and "snowflake" in match.shared


def test_stock_phrases_are_no_overlap(index: ContaminationIndex) -> None:
    text = "Tom wrote a book of 30 pages about cats and read 4 of them. How many stamps did Bella buy in all?"
    assert index.match(text) is None
    assert index.match("") is None and index.match("?!") is None


def test_forms_and_drawings_are_no_overlap() -> None:
    asked = (
        "Let a, b, c be such that |a| = |b| = |c| = |d| = 1. Find the largest value. [asy] draw((0,0)--(1,0)); [/asy]"
    )
    made = ContaminationIndex()
    made.add([EvaluationQuestion("toys", "form", asked)])
    drawing = "[asy] draw((0,0)--(1,0)); [/asy]"
    assert (
        made.match(f"Vectors satisfy |a| = |b| = |c| = |d| = 1. How long is their sum at most? {drawing * 3}") is None
    )
    assert made.match(asked) is not None
    assert made.match(asked.replace(drawing, "")) is not None, "a copy without its drawing is a copy"


def test_questions_that_say_the_same_are_indexed_once() -> None:
    made = ContaminationIndex()
    assert made.add([EvaluationQuestion("a", "1", LONG), EvaluationQuestion("b", "2", LONG.lower())]) == 2
    assert len(made) == 1


def test_a_published_test_set_is_found_in_disguise_and_a_training_set_is_not() -> None:
    path = shared("problems", "math500.jsonl")
    train = shared("problems", "gsm8k_train.jsonl")
    if not path.exists() or not train.exists():
        pytest.skip("needs the shared data")
    texts = [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()]
    made = ContaminationIndex()
    made.add(EvaluationQuestion("math500", str(number), text) for number, text in enumerate(texts))
    disguised = [made.match(text.replace("$", "").lower().replace("\\left", "")) for text in texts]
    assert all(isinstance(match, Match) for match in disguised)
    lines = train.read_text(encoding="utf-8").splitlines()[:1500]
    assert not [line for line in lines if made.match(json.loads(line)["question"])]
