"""Minimal JSON fits its schema, whatever pydantic makes of a model."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter

from synth.fake.errors import ApiError
from synth.fake.minimal_json import minimal_value


class Operation(StrEnum):
    ADD = "add"
    DIVIDE = "divide"


class Quantity(BaseModel):
    name: Annotated[str, Field(min_length=6)]
    value: float


class Tree(BaseModel):
    children: list["Tree"]
    parent: "Tree | None"
    left: "Tree | Literal['leaf']"


class Step(BaseModel):
    quantities: Annotated[list[Quantity], Field(min_length=2)]
    operation: Operation
    verdict: Literal["yes", "no"]
    score: Annotated[int, Field(gt=2, le=10)]
    share: Annotated[float, Field(gt=0, lt=1)]
    target: str | None
    nested: dict[str, int]
    tree: Tree
    pair: tuple[int, str]
    remark: str = "none"


@pytest.mark.parametrize("model", [Step, Tree, Quantity])
def test_what_pydantic_describes_is_answered_so_that_pydantic_takes_it(model: type[BaseModel]) -> None:
    model.model_validate(minimal_value(model.model_json_schema()))


def test_only_what_is_required_is_given() -> None:
    assert "remark" not in minimal_value(Step.model_json_schema())


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e3))
def test_numbers_lie_within_their_bounds(low: float, width: float) -> None:
    annotated: Any = Annotated[float, Field(ge=low, lt=low + width)]
    adapter = TypeAdapter[float](annotated)
    adapter.validate_python(minimal_value(adapter.json_schema()))


@given(st.integers(-(10**6), 10**6), st.integers(0, 1000))
def test_integers_lie_within_their_bounds(low: int, width: int) -> None:
    annotated: Any = Annotated[int, Field(ge=low, le=low + width)]
    adapter = TypeAdapter[int](annotated)
    adapter.validate_python(minimal_value(adapter.json_schema()), strict=True)


def test_multiples() -> None:
    assert minimal_value({"type": "integer", "minimum": 7, "multipleOf": 5}) == 10


def test_parts_of_all_of_come_together() -> None:
    parts: list[dict[str, Any]] = [
        {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        {"$ref": "#/$defs/b"},
    ]
    shared = {"b": {"type": "object", "properties": {"b": {"const": 5}}, "required": ["b"]}}
    assert minimal_value({"allOf": parts, "$defs": shared}) == {"a": 0, "b": 5}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/missing"},
        {"type": "colour"},
        {"type": "object", "properties": {"self": {"$ref": "#"}}, "required": ["self"]},
    ],
)
def test_what_cannot_be_met_is_a_bad_request(schema: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as error:
        minimal_value(schema)
    assert error.value.status == 400
