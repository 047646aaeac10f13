"""Pydantic's complaints turned into sentences a user can act on, with the nearest known key."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.errors import UserError

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], data: object, where: str) -> Model:
    """Build `model` from `data`; `where` names the file and section for the error.

    Raises:
        UserError: naming every wrong key, what was expected and the nearest known key.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = [_sentence(model, item) for item in error.errors(include_url=False)]
        raise UserError("; ".join(lines), where=where) from error


def unknown_value(what: str, value: str, known: Iterable[str], where: str | None = None) -> UserError:
    """One wording for every name that is not known, with the nearest one suggested."""
    names = sorted(known)
    return UserError(f"unknown {what} '{value}'", where=where, fix=_suggestion(value, names))


def _sentence(model: type[BaseModel], item: Mapping[str, Any]) -> str:
    path = [str(part) for part in item["loc"]]
    dotted = ".".join(path) or "(top level)"
    if item["type"] == "extra_forbidden":
        known = sorted(_keys(_model_at(model, path[:-1])))
        return f"unknown key '{dotted}'. {_suggestion(path[-1], known)}"
    if item["type"] == "missing":
        return f"missing key '{dotted}'"
    given = "" if isinstance(item["input"], dict) else f", got {item['input']!r}"
    return f"'{dotted}': {item['msg']}{given}"


def _suggestion(value: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    listed = "Known: " + ", ".join(known) + "." if known else ""
    return f"Did you mean '{near[0]}'? {listed}" if near else listed


def _model_at(model: type[BaseModel], path: Sequence[str]) -> type[BaseModel] | None:
    """The model nested at `path`, as far as annotations tell."""
    current: type[BaseModel] | None = model
    for part in path:
        if current is None:
            return None
        info = current.model_fields.get(part)
        current = _nested(info.annotation) if info else current
    return current


def _nested(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_nested(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)


def _keys(model: type[BaseModel] | None) -> Iterable[str]:
    return [info.alias or name for name, info in model.model_fields.items()] if model else []
