"""First steps are read out of JSON as models write it, and out of labelled lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.first_step import FIELDS, MOST_CHARS, parse_first_step
from schemas.first_step import RESPONSE_FORMAT, FirstStep, Quantity

STEP = FirstStep(
    (Quantity("clips sold in April", "48"), Quantity("share", "half")), "divide", "clips in May", "Divide 48 by two."
)
GOOD = json.dumps(STEP.to_json())
LINES = """Quantities: clips sold in April = 48; share = half
Operation: divide
Target: clips in May
Sentence: Divide 48 by two."""


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here is the first step:\n\n{GOOD}\n\nLet me know if {{you}} need more.",
        f"I weigh {{a}} and {{b}} first.\n{GOOD}",
        json.dumps(STEP.to_json(), indent=2),
        f"{GOOD}\n{GOOD}",
        f"<first_step>{GOOD}</first_step>",
        repr(STEP.to_json()),
        GOOD[:-1] + ",}",
        LINES,
        LINES.replace("Sentence", "**First step**").replace("Operation", "- Operation"),
        LINES.replace("clips sold in April = 48; share = half", "\n- clips sold in April: 48\n- share: half"),
        LINES.replace("clips sold in April = 48; share = half", "clips sold in April: 48\nQuantity: share: half"),
        GOOD.replace("Divide 48", "Divide\n 48"),
        GOOD.replace("Divide 48", "Divide\t48"),
        GOOD.replace("Divide 48", "Divi\x01de\x0b48"),
        f"```\n{GOOD}\n```",
        f"~~~json\n{GOOD}\n~~~",
        f'{{"first_step": {GOOD}}}',
        f'```json\n{{"first_step": {GOOD}}}\n```',
        f'{{"result": {{"first_step": {GOOD}}}}}',
        f'{{"steps": [{GOOD}]}}',
        repr({"first_step": STEP.to_json()}),
        f'{{"type": "object", "properties": {{"quantities": {{}}, "operation": {{}}}}}}\n{GOOD}',
        GOOD.replace('"sentence"', '"first_step"'),
        GOOD.replace('"operation"', '"Operation"'),
        json.dumps({**STEP.to_json(), "quantities": {"clips sold in April": 48, "share": "half"}}),
        json.dumps({**STEP.to_json(), "quantities": ["clips sold in April = 48", "share: half"]}),
        "\n".join(f"{number}. {line}" for number, line in enumerate(LINES.split("\n"), 1)),
        "\n".join(f"({number}) **{line.replace(':', '**:')}" for number, line in enumerate(LINES.split("\n"), 1)),
        LINES.replace("clips sold in April = 48; share = half", "\n1. clips sold in April = 48\n2) share = half"),
        f"```\n{LINES}\n```",
    ],
)
def test_a_step_is_read_however_it_is_wrapped(text: str) -> None:
    parsed = parse_first_step({"first_step"}, text)
    assert (parsed.problem, parsed.text, parsed.data) == (None, STEP.sentence, STEP.data)


def without(name: str) -> str:
    return json.dumps({key: value for key, value in STEP.to_json().items() if key != name})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no_json"),
        ("First divide 48 by two.", "no_json"),
        ("{", "invalid_json"),
        (GOOD[:-10], "invalid_json"),
        ("{'operation': ", "invalid_json"),
        (GOOD.replace("divide", "add") + GOOD, "several_objects"),
        (json.dumps([STEP.to_json(), {**STEP.to_json(), "operation": "add"}]), "several_objects"),
        *[(without(name), f"missing_{name}") for name in FIELDS],
        (GOOD.replace('"divide"', '""'), "missing_operation"),
        (GOOD.replace('"divide"', "null"), "missing_operation"),
        (json.dumps({**STEP.to_json(), "quantities": "48"}), "wrong_quantities"),
        (json.dumps({**STEP.to_json(), "quantities": ["48"]}), "wrong_quantities"),
        (json.dumps({**STEP.to_json(), "quantities": [{"name": "x"}]}), "wrong_quantities"),
        (json.dumps({**STEP.to_json(), "quantities": [{"name": "x", "value": ["48"]}]}), "wrong_quantities"),
        (json.dumps({**STEP.to_json(), "quantities": [None]}), "wrong_quantities"),
        (json.dumps({"steps": [STEP.to_json(), {**STEP.to_json(), "operation": "add"}]}), "several_objects"),
        (json.dumps({"first_step": STEP.sentence}), "missing_quantities"),
        (json.dumps({"answer": {"value": "24"}}), "invalid_json"),
        ("1. First divide 48 by two.\n2. Then add.", "no_json"),
        ("x" * (MOST_CHARS + 1), "too_long"),
    ],
)
def test_what_cannot_be_read_says_why_and_stays_as_it_is(text: str, problem: str) -> None:
    parsed = parse_first_step((), text)
    assert (parsed.problem, parsed.data, parsed.text) == (problem, None, text.strip())


def test_numbers_for_strings_are_let_pass() -> None:
    parsed = parse_first_step((), GOOD.replace('"48"', "48"))
    assert parsed.data == STEP.data


@given(st.text(alphabet="{}[]\":,'\\ quantities operation\n", max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    parsed = parse_first_step((), text)
    assert parsed.problem or parsed.data


@pytest.mark.parametrize("unit", ["{", "[", '{"a":', "'", '{"quantities": ['])
def test_hostile_texts_are_read(unit: str) -> None:
    assert parse_first_step((), unit * (MOST_CHARS // len(unit))).problem


def test_a_step_survives_its_data() -> None:
    assert FirstStep.of(STEP.data, STEP.sentence) == STEP and FirstStep.of(None, "x") is None


def test_the_schema_asks_for_the_fields_that_are_read() -> None:
    schema = RESPONSE_FORMAT["json_schema"]["schema"]
    assert tuple(schema["required"]) == FIELDS == tuple(schema["properties"])
